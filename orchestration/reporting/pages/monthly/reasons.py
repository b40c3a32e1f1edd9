"""Why sales gave leads back, and what becomes of them."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import Any

from orchestration.agreement.words import _
from orchestration.reporting import charts
from orchestration.reporting.cells import literal
from orchestration.reporting.charts import Chart, Colour
from orchestration.reporting.figures import Figures
from orchestration.reporting.marts import Row, members
from orchestration.reporting.periods import Period
from orchestration.reporting.tables import CATEGORIES_SHOWN, Cell, Table
from orchestration.reporting.wording import reason_name

# What becomes of a lead that is given back, by the action of its reason.
_ACTIONS = {
    "nurture": _("Marketing stays in touch with it"),
    "fix_data": _("The data is corrected"),
    "suppress": _("Nobody contacts it any more"),
    "lower_score": _("Its like get a lower score"),
}


_DECISIONS: tuple[tuple[str, str, Colour], ...] = (
    ("rejected", _("rejected"), "bad"),
    ("recycled", _("recycled"), "watch"),
)


def reasons(figures: Figures, month: Period) -> dict[str, Any] | None:
    """Why sales gave leads back, the most frequent reason first, and what becomes of them."""
    marts, say = figures.marts, figures.language
    found = marts.rows(
        """
        select
            reasons_given.reason_code,
            reasons_given.decision,
            reasons_given.decisions,
            reasons_given.with_reason_rate,
            reasons.name_en,
            reasons.name_fr,
            reasons.is_recyclable,
            reasons.action,
            sum(reasons_given.decisions) over (partition by reasons_given.reason_code) as together,
            earlier.decisions as decisions_before,
            earlier.with_reason_rate as with_reason_rate_before
        from alignment.rejection_reasons as reasons_given
        left join agreement.reasons as reasons
            on reasons_given.reason_code = reasons.reason_code
        left join alignment.rejection_reasons as earlier
            on reasons_given.decision = earlier.decision
            and reasons_given.reason_code = earlier.reason_code
            and earlier.dimension = 'all'
            and earlier.period_grain = 'month'
            and earlier.period_start = ?
        where
            reasons_given.dimension = 'all'
            and reasons_given.period_grain = 'month'
            and reasons_given.period_start = ?
        order by together desc, reasons_given.reason_code, reasons_given.decision desc
        """,
        month.before.start,
        month.start,
    )
    if not found:
        return None
    basis = say.text(_("given back in %(period)s"), period=say.period(month))
    shares = []
    for row in found:
        if row["reason_code"] == "(all)":
            shares.append(
                {
                    "decision": _decision(figures, row["decision"]),
                    "figure": figures.figure(
                        "with_reason_rate",
                        row["with_reason_rate"],
                        query=_given_back(figures, month, row["decision"]),
                        basis=basis,
                        members=row["decisions"],
                    ),
                    "before": _share(figures, row["with_reason_rate_before"]),
                }
            )
    told = [row for row in found if row["reason_code"] != "(all)"]
    by_reason = [list(rows) for _code, rows in groupby(told, key=itemgetter("reason_code"))]
    shown = by_reason[:CATEGORIES_SHOWN]
    rows: list[list[Cell]] = []
    parts: list[tuple[str, str, float]] = []
    for of_reason in shown:
        row, counts = of_reason[0], {each["decision"]: each for each in of_reason}
        name = reason_name(figures.language, row)
        line: list[Cell] = [name]
        for decision, word, _colour in _DECISIONS:
            count = counts[decision]["decisions"] if decision in counts else 0
            parts.append((name, say.text(word), count))
            line.append(
                figures.figure(
                    "decisions",
                    count,
                    query=_given_back(
                        figures, month, decision, f"reason_code = {literal(row['reason_code'])}"
                    ),
                    basis=basis,
                )
            )
        rows.append([*line, _follows(figures, row)])
    heads = [
        say.text(_("Reason")),
        *(say.text(word).capitalize() for _decision_, word, _colour in _DECISIONS),
        say.text(_("What becomes of the lead")),
    ]
    chart = Chart(
        svg=charts.stacked(
            parts, [(say.text(word), colour) for _each, word, colour in _DECISIONS], say, "d"
        ),
        title=say.text(_("Why does sales give leads back?")),
        sentence=say.text(
            _("Leads rejected for good or sent back to marketing in %(period)s, by reason."),
            period=say.period(month),
        ),
        table=Table(
            heads,
            rows,
            numbers=(1, 2),
            place="alignment.rejection_reasons",
            left_out=len(by_reason) - len(shown),
        ),
    )
    return {"chart": chart, "shares": shares, "before": say.period(month.before)}


def _given_back(figures: Figures, month: Period, decision: str, *conditions: str) -> str:
    """A query for the leads that were rejected, or recycled, in a period."""
    zone = figures.marts.time_zone
    return members("core.fct_leads", f"{decision}_at", month, zone, *conditions)


def _decision(figures: Figures, decision: str) -> str:
    words = {each: word for each, word, _colour in _DECISIONS}
    return figures.language.text(words[decision])


def _share(figures: Figures, value: float | None) -> str:
    return "" if value is None else figures.language.share(value)


def _follows(figures: Figures, row: Row) -> Cell:
    """What becomes of a lead given back for a reason: it may come back, or what ends there."""
    say, action = figures.language, row["action"]
    if action is None:
        return say.text(_("Nobody can tell without a reason"))
    told = say.text(_ACTIONS[action]) if action in _ACTIONS else action
    if row["is_recyclable"]:
        return say.text(_("%(action)s: it may come back"), action=told)
    return told
