"""Whether the versions of the agreement are still what the teams signed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.agreement.versions import Agreement, Signature
from orchestration.agreement.words import _
from orchestration.seeds.seals import Change, changes, kept_file, kept_rows

if TYPE_CHECKING:
    from orchestration.agreement.language import Language


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


def told(file: Path, change: Change, language: Language | None = None) -> str:
    """One change: where it stands, what was signed and what there is; in English by itself."""
    if language is None:
        from orchestration.agreement.language import language_of

        language = language_of("en")
    empty = language.text(_("empty"))
    if change.column is None and change.was:
        message = _("%(file)s: the row %(was)s was signed, and is gone")
    elif change.column is None:
        message = _("%(file)s, line %(line)s: the row %(found)s was not signed")
    else:
        message = _("%(file)s, line %(line)s, column %(column)s: signed '%(was)s', is '%(found)s'")
    return language.text(
        message,
        file=str(file),
        line=str(change.line),
        column=change.column or "",
        was=change.was or empty,
        found=change.is_now or empty,
    )


def verified_text(agreement: Agreement, each: Verified, language: Language) -> list[str]:
    """What a version is against what was signed: a sentence, then a line for each change."""
    who = language.items(
        [f"{language.word(one.team)} ({one.name}, {one.day})" for one in each.signatures]
    )
    if not each.signatures:
        message = _("Version %(version)s is signed by nobody.")
    elif not each.content_hash:
        message = _(
            "Version %(version)s is signed by %(who)s, without a hash: nobody can tell whether it "
            "changed since."
        )
    elif not each.is_changed:
        message = _("Version %(version)s is what %(who)s signed.")
    else:
        message = _("Version %(version)s is not what %(who)s signed:")
    lines = [language.text(message, version=each.version, who=who)]
    lines += [told(_file(agreement, change), change, language) for change in each.changes or ()]
    if each.changes is None:
        lines.append(
            language.text(_("What it was cannot be told: it is not kept beside the agreement."))
        )
    return lines


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
