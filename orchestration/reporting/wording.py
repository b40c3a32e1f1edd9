"""What several pages call the same: values of dimensions, agreed reasons, judgements, intervals."""

from __future__ import annotations

from collections.abc import Mapping

from orchestration.agreement.words import _
from orchestration.reporting.cells import UNATTRIBUTED, UNKNOWN
from orchestration.reporting.language import PageLanguage
from orchestration.reporting.marts import Row
from orchestration.reporting.tables import Chip, Tone

# The words of each judgement, and whether it is a good one.
Judgements = Mapping[str, tuple[str, Tone]]

# The teams that promise each other something, in the order in which they are shown.
TEAMS = ("marketing", "sales")
COMMITMENTS: Judgements = {
    "kept": (_("kept"), "good"),
    "broken": (_("broken"), "bad"),
    "immature": (_("too young"), "watch"),
    "running": (_("running"), ""),
}

_VALUES = {UNKNOWN: _("not known"), UNATTRIBUTED: _("nothing known before")}
_NO_REASONS = {"(none given)": _("No reason given"), "(unmapped)": _("Not an agreed reason")}


def value_name(say: PageLanguage, value: str) -> str:
    """A value of a dimension as people read it."""
    return say.text(_VALUES[value]) if value in _VALUES else value


def reason_name(say: PageLanguage, row: Row) -> str:
    """What a reason is called: `reason_code`, with the names that the agreement gives it."""
    code = row["reason_code"]
    if code in _NO_REASONS:
        return say.text(_NO_REASONS[code])
    return str(row[f"name_{say.code}"] or code or "")


def judgement(say: PageLanguage, words: Judgements, status: str) -> Chip:
    """A judgement in words."""
    word, tone = words[status]
    return Chip(say.text(word), tone)


def share_range(say: PageLanguage, low: float | None, high: float | None) -> str:
    """The ends of an interval of a share; nothing where there is none."""
    if low is None or high is None:
        return ""
    return range_of(say, say.share(low), say.share(high))


def points_range(say: PageLanguage, low: float, high: float) -> str:
    """The ends of an interval of a difference of shares."""
    return range_of(say, say.points(low), say.points(high))


def range_of(say: PageLanguage, low: str, high: str) -> str:
    """Two ends of a range, each in words."""
    return say.text(_("%(low)s to %(high)s"), low=low, high=high)
