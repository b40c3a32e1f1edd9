"""A new version of the agreement: the rows of an earlier one under a new number, unsigned."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.agreement.editing import with_rows, write
from orchestration.agreement.versions import Agreement
from orchestration.errors import BadAgreement
from orchestration.settings import SHIPPED_SEEDS


@dataclass(frozen=True)
class Draft:
    """A version that was begun: its number, that of the earlier one, and the files written."""

    version: str
    origin: str
    files: tuple[Path, ...]


def draft(over: tuple[Path, ...], version: str, origin: str, effective_from: date | None) -> Draft:
    """Write a new version into the last of these folders, the company's own.

    A file that is not there yet is copied first: each that has rows of the earlier version, and
    all of the sample company's where those apply. It may apply from the day given, or else from
    the one of the earlier version: so from the later of its two signatures. Everything is made
    before anything is written. Raises BadAgreement.
    """
    own = over[-1]
    agreement = Agreement.read(*over)
    if not re.fullmatch(r"[1-9]\d*", version):
        raise BadAgreement(
            f"found {version!r} for the number of a version; expected a whole number from 1. "
            "Take the next one that is free"
        )
    earlier = agreement.row(origin)
    taken = [seed.name for seed in agreement.bound() if agreement.rows(seed.name, version)]
    if taken:
        free = max(int(number) for number in agreement.numbers if number.isdigit()) + 1
        raise BadAgreement(
            f"version {version} is there already, in {', '.join(f'{name}.csv' for name in taken)}; "
            f"expected a number that is free. Take {free}, or remove these rows"
        )
    written: dict[Path, bytes] = {}
    for below, file in agreement.files.items():
        if not below.startswith(f"{agreement.versions.folder}/") or file.suffix != ".csv":
            continue
        target = own / below
        seed = agreement.declared.get(file.stem)
        rows = agreement.rows(seed.name, origin) if seed and seed.has(agreement.seal.by) else []
        is_own, is_shipped = file == target, file == SHIPPED_SEEDS / below
        if not rows and (is_own or is_shipped):
            continue
        content = file.read_bytes()
        if file == agreement.file:
            unsigned = dict.fromkeys(agreement.seal.beside, "")
            first = effective_from or earlier["effective_from"]
            rows = [{**earlier, **unsigned, "effective_from": str(first)}]
        if rows:
            content = with_rows(content, [{**row, agreement.seal.by: version} for row in rows])
        written[target] = content
    for target, content in written.items():
        write(target, content)
    return Draft(version, origin, tuple(written))
