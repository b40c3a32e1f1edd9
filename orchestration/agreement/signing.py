"""A team's signature under a version of the agreement."""

import tempfile
import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from orchestration.agreement.editing import with_cells, write
from orchestration.agreement.verifying import changes_told
from orchestration.agreement.versions import Agreement, Signature, Span
from orchestration.errors import BadAgreement
from orchestration.seeds.checking import examined_seeds
from orchestration.seeds.problems import SeedProblem
from orchestration.seeds.seals import kept_file, text_of
from orchestration.settings import SHIPPED_SEEDS


@dataclass(frozen=True)
class Signed:
    """What a signature did: the hash, who is still to sign, and from when the version applies.

    `kept` is where what was signed stands. `is_taken_over`: the other team had signed without a
    hash, and this one stands for both from now on. `replaced`: the team's signature until now.
    `is_to_come`: the day is later than today.
    """

    version: str
    team: str
    name: str
    day: date
    content_hash: str
    missing: tuple[str, ...]
    span: Span | None
    kept: Path
    is_taken_over: bool
    replaced: Signature | None
    is_to_come: bool


def sign(over: tuple[Path, ...], version: str, team: str, name: str, day: date) -> Signed:
    """Write a team's signature, the day and the hash, and keep what was signed beside it.

    Raises BadAgreement where the name is none, where the other team signed something else, where
    both have signed already, or where the seeds have faults: as they would be with this signature.
    """
    if not _is_a_name(name):
        raise BadAgreement(
            f"--name: found {name!r}; expected the role or the name of who signs, which begins "
            "with a letter and stands in one line. Write for example 'Head of marketing'"
        )
    agreement = Agreement.read(*over)
    row, seal = agreement.row(version), agreement.seal
    if agreement.file.is_relative_to(SHIPPED_SEEDS / agreement.versions.folder):
        raise BadAgreement(
            f"version {version} is shipped with Accord, and signed; expected one of your own. "
            f"Begin it: accord agreement new NUMBER --from {version}"
        )
    columns = dict(seal.signatures)
    others = [each for each in agreement.signatures(version) if each.team != team]
    own = [each for each in agreement.signatures(version) if each.team == team]
    kept_hash, found = row[seal.hash], agreement.content_hash(version)
    is_signed_by_all = len(agreement.signatures(version)) == len(columns)
    if kept_hash and others and (kept_hash != found or is_signed_by_all):
        _refuse(agreement, version, is_signed_by_all)
    name_column, day_column = columns[team]
    cells = {name_column: name, day_column: str(day), seal.hash: found}
    content = agreement.file.read_bytes()
    signed = with_cells(content, agreement.line(version), cells)
    kept = text_of(agreement.content(version)).encode()
    faults = _faults(over, agreement, version, cells, day, kept)
    if faults:
        told = "\n".join(f"  - {problem}" for problem in faults)
        raise BadAgreement(f"version {version} cannot be signed before this is corrected:\n{told}")
    write(kept_file(agreement.file, version), kept)
    write(agreement.file, signed)
    after = Agreement.read(*over)
    there = {each.team for each in after.signatures(version)}
    return Signed(
        version,
        team,
        name,
        day,
        found,
        tuple(each for each in columns if each not in there),
        after.spans().get(version),
        kept_file(agreement.file, version),
        bool(others) and not kept_hash,
        own[0] if own else None,
        day > date.today(),
    )


def _is_a_name(text: str) -> bool:
    """Whether a text reads as it is written, in a spreadsheet too: no formula, no hidden sign."""
    return text[:1].isalpha() and all(unicodedata.category(sign)[0] != "C" for sign in text)


def _refuse(agreement: Agreement, version: str, is_signed_by_all: bool) -> None:
    """Say why a version cannot be signed as it stands: what others signed is not what there is."""
    row, seal = agreement.row(version), agreement.seal
    found = agreement.content_hash(version)
    who = " and ".join(
        f"{each.team} ({each.name}, {each.day})" for each in agreement.signatures(version)
    )
    is_changed = row[seal.hash] != found
    told = "".join(f"\n  - {each}" for each in changes_told(agreement, version))
    if is_changed:
        advice = (
            "Undo what was changed, and make it in a new version"
            if is_signed_by_all
            else "Undo what was changed, or have who signed sign what it is now"
        )
        raise BadAgreement(
            f"version {version} is not what {who} signed: the hash signed is {row[seal.hash]}, "
            f"that of its rows is {found}. {advice}. What differs:{told}"
        )
    raise BadAgreement(
        f"version {version} is signed already, by {who}; expected a version that is not. To change "
        f"it, begin a new one: accord agreement new NUMBER --from {version}"
    )


def _faults(
    over: tuple[Path, ...],
    agreement: Agreement,
    version: str,
    cells: dict[str, str],
    day: date,
    kept: bytes,
) -> list[SeedProblem]:
    """What would stop a night once both teams have signed these rows."""
    complete = dict(cells)
    for name_column, day_column in dict(agreement.seal.signatures).values():
        row = agreement.row(version)
        complete.setdefault(name_column, row[name_column] or "-")
        complete.setdefault(day_column, row[day_column] or str(day))
    with tempfile.TemporaryDirectory(prefix="accord-sign-") as folder:
        file = Path(folder) / agreement.file.name
        write(file, with_cells(agreement.file.read_bytes(), agreement.line(version), complete))
        write(kept_file(file, version), kept)
        below = f"{agreement.versions.folder}/{agreement.file.name}"
        found = examined_seeds(over, {below: file})
    return [
        replace(problem, file=agreement.file if problem.file == file else problem.file)
        for problem in found
        if problem.is_blocking
    ]
