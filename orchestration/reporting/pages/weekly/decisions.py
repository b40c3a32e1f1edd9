"""What earlier meetings decided, and what the indicator did since."""

from __future__ import annotations

from typing import Any

from orchestration.agreement.words import _
from orchestration.reporting.figures import Figures
from orchestration.reporting.marts import Row
from orchestration.reporting.wording import Judgements, judgement, of_dimension

_DECISIONS: Judgements = {
    "done": (_("done"), "good"),
    "open": (_("open"), ""),
    "overdue": (_("overdue"), "bad"),
}
_EFFECTS = {
    "as_expected": _("as expected"),
    "against": _("the other way"),
    "none_shown": _("none shown"),
    "too_early": _("too early to say"),
}


def decisions(figures: Figures) -> list[dict[str, Any]]:
    """The decisions that are open, and those done since the last quarter began."""
    rows = figures.marts.rows(
        "from review.decisions where status <> 'done' or done_on >= ? "
        "order by status = 'done', due_on, decision_id",
        figures.marts.last_full("quarter").start,
    )
    return [_decision(figures, row) for row in rows]


def _decision(figures: Figures, row: Row) -> dict[str, Any]:
    say, metric = figures.language, row["metric"]
    return {
        "team": row["team"],
        "decision": row["decision"],
        "owner": row["owner"],
        "chip": judgement(say, _DECISIONS, row["status"]),
        "is_overdue": row["status"] == "overdue",
        "due": say.day(row["due_on"]),
        "taken": say.day(row["decided_on"]),
        "indicator": figures.name(metric) if metric else None,
        "of": of_dimension(figures, row["dimension"], row["dimension_value"]) if metric else "",
        "before": _value(figures, row, "value_before"),
        "now": _value(figures, row, "value_now"),
        "outcome": say.text(_EFFECTS[row["effect"]]) if row["effect"] else None,
    }


def _value(figures: Figures, row: Row, name: str) -> str | None:
    return None if row[name] is None else figures.shown(row["metric"], row[name])
