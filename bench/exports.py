"""The exports of a large company: those of a smaller one, repeated under new ids and addresses.

To tell and write a million lives takes twenty minutes, to repeat those of some thousands seconds.
Each repetition is a tag of two digits, set into every id of a record of the company's and into
every address beyond its own; users, queues, campaigns, programmes and the survey stay one.
"""

import re
import shutil
from pathlib import Path

from tests.company.company import Company
from tests.company.writing import write_exports

FORM = "salesforce_marketo"
# Of so many people every kind of life is told many times over.
PEOPLE_TOLD = 20_000
TAGS = [f"{number}".encode() for number in range(10, 100)]

# A domain beyond the company's own; an address at Gmail; an id of Salesforce, the check letters of
# which tell its capitals alone (not of users, queues and campaigns).
_PLACES = (
    rb"(?<!accord-sample)(?=\.example)",
    rb"(?=@g(?:oogle)?mail\.com)",
    rb"(?<=\b(?!005|00G|701)\w{3}5)g0(?=\w{9})",
)
# An id of a Marketo person or activity; those of programmes and assets are shorter.
_NUMBERS = rb"(?<![\w.-])(?=\d{6,}(?![\w.@-]))"


def write_company(people: int, folder: Path, told: int = PEOPLE_TOLD) -> None:
    """Write a company of `people` in some `told` lives, as `<folder>/<system>/<export>/<file>`."""
    copies = min(-(-people // told), len(TAGS))
    once = folder.with_name(f"{folder.name}.once")
    shutil.rmtree(once, ignore_errors=True)
    write_exports(Company(-(-people // copies)), FORM, once)
    for file in sorted(once.rglob("*.csv")):
        target = folder / file.relative_to(once)
        target.parent.mkdir(parents=True, exist_ok=True)
        _repeat(file, target, copies)
    shutil.rmtree(once)


def _repeat(file: Path, target: Path, copies: int) -> None:
    is_marketo = "marketo" in file.parts
    places = re.compile(b"|".join([*_PLACES, *([_NUMBERS] if is_marketo else [])]))
    header, line_end, rows = file.read_bytes().partition(b"\n")
    pieces = places.split(rows)
    with target.open("wb") as out:
        out.write(header + line_end)
        for tag in TAGS[: copies if len(pieces) > 1 else 1]:
            out.write(tag.join(pieces))
