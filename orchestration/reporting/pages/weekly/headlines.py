"""The figures at the top of the week: the index, how both teams see it, what waits for sales."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from orchestration.agreement.words import _
from orchestration.reporting.cells import literal
from orchestration.reporting.figures import Figure, Figures
from orchestration.reporting.pages.today import LISTS, listed


def index(figures: Figures) -> dict[str, Any] | None:
    """The alignment index of the last full month, and what it is made of."""
    month = figures.marts.last_full("month")
    row = figures.marts.row(
        "from alignment.alignment_scorecard where metric = 'alignment_index' "
        "and period_grain = 'month' and period_start = ?",
        month.start,
    )
    if row is None:
        return None
    change, missing = row["change"], row["missing_component"]
    return {
        "figure": figures.figure(
            "alignment_index",
            row["value"],
            query=(
                "select *\nfrom alignment.alignment_index_components\n"
                f"where period_start = date '{month.start}'"
            ),
            basis=figures.language.period(month),
        ),
        "period": figures.language.period(month),
        "change": None if change is None else figures.change("alignment_index", change),
        "is_better": figures.is_better("alignment_index", change),
        "missing": figures.name(missing) if missing else None,
    }


def perceived(figures: Figures) -> dict[str, Any] | None:
    """What both teams answered in the last wave that is closed."""
    rows = figures.marts.rows(
        "from alignment.perceived_alignment where survey_dimension = 'all' and wave = "
        "(select wave from alignment.perceived_alignment "
        "order by closed_at desc, wave desc limit 1) order by team"
    )
    found = {row["team"]: row for row in rows}
    if "both" not in found:
        return None
    both = found["both"]
    told = {
        team: figures.figure(
            "perceived_alignment",
            row["score"],
            query=(
                "select *\nfrom alignment.perceived_alignment\n"
                f"where wave = {literal(both['wave'])}"
            ),
            basis=row["wave"],
            is_protected=row["is_suppressed"],
        )
        for team, row in found.items()
    }
    # a wave that closes at midnight ends the day before
    closed = figures.day(both["closed_at"] - timedelta(seconds=1))
    return {"figures": told, "wave": both["wave"], "closed": closed}


def attention(
    figures: Figures,
    alerts: Sequence[Mapping[str, Any]],
    teams: Sequence[Mapping[str, Any]],
    decisions: Sequence[Mapping[str, Any]],
) -> list[dict[str, str]]:
    """What the meeting is to talk about: how many of each, and where they stand on the page."""
    say = figures.language
    broken = sum(team["judged"] - team["kept"] for team in teams)
    overdue = sum(each["is_overdue"] for each in decisions)
    counted = (
        (len(alerts), _("%(num)s alert"), _("%(num)s alerts"), "alerts", "watch"),
        (broken, _("%(num)s promise broken"), _("%(num)s promises broken"), "promises", "bad"),
        (
            overdue,
            _("%(num)s decision overdue"),
            _("%(num)s decisions overdue"),
            "decisions",
            "bad",
        ),
    )
    return [
        {"text": say.counted(one, many, count), "place": place, "tone": tone}
        for count, one, many, place, tone in counted
        if count
    ]


def waiting(figures: Figures) -> dict[str, Figure]:
    """How many leads wait for sales: in `all`, and in each list of what is to work."""
    rows = figures.marts.rows(
        "select list_name, count(*) as leads from review.work_list group by list_name"
    )
    counts = {row["list_name"]: row["leads"] for row in rows}
    return {
        "all": listed(figures, counts, _("Waiting for sales"), *LISTS),
        **{each: listed(figures, counts, title, each) for each, (title, _look) in LISTS.items()},
    }
