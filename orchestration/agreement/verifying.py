"""Whether the versions of the agreement are still what the teams signed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.agreement.versions import Agreement, Signature
from orchestration.seeds.seals import Change, changes, kept_file, kept_rows


@dataclass(frozen=True)
class Verified:
    """One version against what was signed.

    `content_hash` is the one signed, empty for none. `changes` are those since, None where they
    cannot be told: what was signed is not kept.
    """

    version: str
    signatures: tuple[Signature, ...]
    is_in_force: bool
    content_hash: str
    hash_now: str
    changes: tuple[Change, ...] | None

    @property
    def is_changed(self) -> bool:
        """Whether somebody signed other rows than there are."""
        signed = self.content_hash if self.signatures else ""
        return bool(signed) and signed != self.hash_now


def verify(agreement: Agreement, version: str) -> Verified:
    """Compare a version with what was signed. Raises BadAgreement where it is not there."""
    row, seal = agreement.row(version), agreement.seal
    signed, now = row[seal.hash], agreement.content(version)
    signatures = tuple(agreement.signatures(version))
    found: tuple[Change, ...] | None = ()
    hash_now = agreement.content_hash(version)
    if signatures and signed and signed != hash_now:
        was = kept_rows(kept_file(agreement.file, version), signed)
        found = None if was is None else tuple(changes(was, now, agreement.declared))
    return Verified(version, signatures, version in agreement.spans(), signed, hash_now, found)


def changes_told(agreement: Agreement, version: str) -> list[str]:
    """One text for each thing that is not as it was signed, with its place."""
    verified = verify(agreement, version)
    if verified.changes is None:
        kept = kept_file(agreement.file, version)
        return [f"what it was cannot be told: {kept} does not hold what was signed"]
    return [told(_file(agreement, change), change) for change in verified.changes]


def told(file: Path, change: Change) -> str:
    """One change: where it stands, what was signed and what there is."""
    if change.column is None and change.was:
        return f"{file}: the row {change.was} was signed, and is gone"
    if change.column is None:
        return f"{file}, line {change.line}: the row {change.is_now} was not signed"
    return (
        f"{file}, line {change.line}, column {change.column}: signed "
        f"{change.was or 'empty'!r}, is {change.is_now or 'empty'!r}"
    )


def verification_summary(agreement: Agreement, found: list[Verified]) -> dict[str, Any]:
    """What was verified, with the keys that `--json` promises."""
    return {
        "status": "changed" if any(each.is_changed for each in found) else "as_signed",
        "versions": [
            {
                "agreement_version": int(each.version),
                "signed_by": [
                    {"team": one.team, "name": one.name, "on": one.day} for one in each.signatures
                ],
                "is_in_force_or_will_be": each.is_in_force,
                "content_hash": each.content_hash or None,
                "hash_now": each.hash_now,
                "is_changed": each.is_changed,
                "changes": None
                if each.changes is None
                else [
                    {
                        "file": str(_file(agreement, change)),
                        "line": change.line,
                        "column": change.column,
                        "was": change.was,
                        "is": change.is_now,
                        "told": told(_file(agreement, change), change),
                    }
                    for change in each.changes
                ],
            }
            for each in found
        ],
    }


def _file(agreement: Agreement, change: Change) -> Path:
    return agreement.tables[change.seed].file
