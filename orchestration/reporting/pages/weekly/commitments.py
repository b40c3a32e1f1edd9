"""What each team promised, side by side, in the last period that is over."""

from __future__ import annotations

from typing import Any

from orchestration.agreement.words import _
from orchestration.reporting.cells import literal
from orchestration.reporting.figures import Figures
from orchestration.reporting.marts import Row
from orchestration.reporting.periods import Period
from orchestration.reporting.wording import COMMITMENTS, TEAMS, judgement


def commitments(figures: Figures) -> list[dict[str, Any]]:
    """The commitments of each team, and how many of those that are judged it kept."""
    rows = figures.marts.rows(
        """
        select *
        from (
            select
                commitments.*,
                row_number() over (
                    partition by commitment_code order by period_start desc
                ) as recency
            from alignment.commitments as commitments
            where status <> 'running'
        ) as commitments
        where recency = 1 and period_start >= ?
        order by
            case status when 'broken' then 1 when 'immature' then 2 else 3 end,
            period_grain desc,
            commitment_code
        """,
        figures.marts.last_full("quarter").start,
    )
    told = []
    for team in TEAMS:
        owed = [row for row in rows if row["team"] == team]
        told.append(
            {
                "team": team,
                "name": figures.language.word(team),
                "items": [_commitment(figures, row) for row in owed],
                "kept": sum(row["status"] == "kept" for row in owed),
                "judged": sum(row["status"] in ("kept", "broken") for row in owed),
            }
        )
    return told


def _commitment(figures: Figures, row: Row) -> dict[str, Any]:
    say, measure = figures.language, row["measure"]
    period = Period(row["period_start"], row["period_grain"])
    figure = figures.figure(
        measure,
        row["actual"],
        query=(
            "select *\nfrom alignment.commitments\n"
            f"where commitment_code = {literal(row['commitment_code'])}\n"
            f"  and period_start = date '{period.start}'"
        ),
        basis=say.period(period),
        is_mature=row["status"] != "immature",
    )
    return {
        "name": figures.name(measure),
        "segment": "" if row["segment"] == "*" else row["segment"],
        "period": say.period(period),
        "figure": figure,
        "target": say.text(
            _("%(comparison)s %(target)s"),
            comparison=say.word(row["comparison"]),
            target=figures.shown(measure, float(row["target"])),
        ),
        "chip": judgement(say, COMMITMENTS, row["status"]),
    }
