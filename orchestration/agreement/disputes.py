"""How a version stands to the rulings, as both teams read it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from orchestration.agreement.language import Language
from orchestration.agreement.words import _
from orchestration.rulings import Ruling, RulingsChecked

# What was ruled, and what the definitions say without it.
_SAID = {
    "is_mql": _("an MQL"),
    "is_not_mql": _("no MQL"),
    "was_accepted": _("accepted by sales"),
    "was_rejected": _("rejected by sales"),
    "counts_as_touch": _("a touch"),
    "does_not_count": _("no touch"),
    "declared": _("an MQL that a tool declared"),
    "scored": _("an MQL by its points"),
    "declared_and_scored": _("an MQL that a tool declared, and by its points"),
    "no_mql": _("no MQL"),
    "accepted": _("accepted by sales"),
    "rejected": _("rejected by sales"),
    "recycled": _("recycled by sales"),
    "pending": _("no answer of sales"),
    "no_handoff": _("no handoff"),
    "touch": _("a touch"),
    "no_touch": _("no touch"),
}


def rulings_text(checked: RulingsChecked, language: Language) -> list[str]:
    """How many rulings the version gets right, then a line for each that it does not."""
    say = language.text
    lines = [
        say(
            _(
                "Version %(version)s, held against what both teams ruled until %(day)s: %(met)s of "
                "%(given)s right; as published, %(published)s."
            ),
            version=checked.version,
            day=language.day(checked.day),
            met=language.number(Decimal(checked.met)),
            given=language.number(Decimal(checked.met + len(checked.missed))),
            published=language.number(Decimal(checked.met_as_published)),
        )
    ]
    for each in checked.missed:
        lines.append(
            say(
                _("%(ruling)s: ruled %(ruled)s, found %(found)s (%(subject)s)."),
                ruling=each.row["ruling_id"],
                ruled=say(_SAID[each.row["ruling"]]),
                found=say(_SAID[each.found]),
                subject=_subject(each, language),
            )
        )
    if checked.unknown:
        lines.append(
            say(
                _("No export has the person, or the activity as theirs, of %(rulings)s."),
                rulings=language.items([each.row["ruling_id"] for each in checked.unknown]),
            )
        )
    return lines


def _subject(ruling: Ruling, language: Language) -> str:
    """The activity that a ruling is on, else the record and the day of its MQL."""
    row = ruling.row
    if row["activity_key"]:
        return row["activity_key"]
    return language.text(
        _("%(record)s, MQL of %(day)s"),
        record=row["record_key"],
        day=language.day(date.fromisoformat(row["mql_on"])),
    )
