"""The deals won last: both teams had a part in each, and are named by role."""

from __future__ import annotations

from typing import Any

from orchestration.agreement.words import _
from orchestration.reporting.figures import PERIODS_SHOWN, Figures
from orchestration.reporting.marts import Row
from orchestration.reporting.periods import Period


def wins(figures: Figures, week: Period) -> dict[str, Any]:
    """The deals won last week; of a week without one those of the last week with some."""
    marts = figures.marts
    first, _after = week.back(PERIODS_SHOWN)[0].bounds(marts.time_zone)
    _first, after = week.bounds(marts.time_zone)
    rows = marts.rows(
        "from review.shared_wins where won_at >= ? and won_at < ? "
        "order by revenue desc nulls last, won_at",
        first,
        after,
    )
    weeks = [Period.holding(marts.local(row["won_at"]).date(), "week") for row in rows]
    last = max(weeks, default=week)
    won = [_win(figures, row) for row, of in zip(rows, weeks, strict=True) if of == last]
    return {"period": last, "rows": won}


def _win(figures: Figures, row: Row) -> dict[str, Any]:
    say = figures.language
    return {
        "account": row["account_name"] or say.text(_("(unknown)")),
        "money": None if row["revenue"] is None else say.money(float(row["revenue"])),
        "marketing": _role(figures, row["marketing_role"], row["marketing_team"]),
        "sales": _role(figures, row["owner_title"], row["owner_team"]),
        "first": row["first_engagement_asset"],
        "touches": row["touches"],
        "day": figures.day(row["won_at"]),
    }


def _role(figures: Figures, role: str | None, team: str | None) -> str | None:
    """Who had a part in a win, by role: never by name."""
    return role or (figures.language.word(team) if team else None)
