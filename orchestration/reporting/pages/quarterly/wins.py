"""What came before the deals won, by each way of sharing the credit."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

from orchestration.agreement.words import _
from orchestration.reporting import charts
from orchestration.reporting.cells import UNATTRIBUTED, UNKNOWN
from orchestration.reporting.charts import Chart
from orchestration.reporting.figures import Figures
from orchestration.reporting.marts import Row, members
from orchestration.reporting.periods import Period
from orchestration.reporting.tables import CATEGORIES_SHOWN, Cell, Table
from orchestration.reporting.wording import value_name

# How the credit of a won deal is shared among what people did before; the one charts sort by first.
MODELS = (
    ("linear", _("Equal shares")),
    ("first", _("First touch")),
    ("last", _("Last touch")),
    ("position", _("40/20/40")),
    ("w", _("W, 30/30/30/10")),
    ("time_decay", _("Time decay")),
)

_DIMENSIONS = (
    ("channel", _("Which channels brought revenue?"), _("Channel")),
    ("source", _("Which sources brought revenue?"), _("Source")),
    ("campaign", _("Which campaigns brought revenue?"), _("Campaign")),
    ("asset", _("Which content came before wins?"), _("Content")),
)


def wins(figures: Figures, quarter: Period) -> list[Chart]:
    """What came before the deals won, by each way of sharing the credit."""
    found = figures.marts.rows(
        """
        select *, max(case when model = ? then revenue end) over of_the_value as main_revenue
        from alignment.attribution
        where period_grain = 'quarter' and period_start = ?
        window of_the_value as (partition by dimension, dimension_value)
        order by dimension, main_revenue desc nulls last, dimension_value, model
        """,
        MODELS[0][0],
        quarter.start,
    )
    drawn = []
    for dimension, title, head in _DIMENSIONS:
        rows = [row for row in found if row["dimension"] == dimension]
        if rows:
            drawn.append(_won_by(figures, quarter, rows, (title, head)))
    return drawn


def _won_by(figures: Figures, quarter: Period, found: list[Row], words: tuple[str, str]) -> Chart:
    """The revenue of each value of a dimension, each model beside the others."""
    say = figures.language
    title, head = words
    by_value = [
        (value, {row["model"]: row for row in rows})
        for value, rows in groupby(found, key=itemgetter("dimension_value"))
    ]
    # what nothing came before stands last
    by_value.sort(key=lambda each: each[0] in (UNATTRIBUTED, UNKNOWN))
    shown = by_value[:CATEGORIES_SHOWN]
    query = members(
        "core.fct_opportunities",
        "closed_at",
        quarter,
        figures.marts.time_zone,
        "outcome = 'won'",
        "counted_leads > 0",
    )
    basis = say.text(_("deals won, %(period)s"), period=say.period(quarter))
    rows: list[list[Cell]] = []
    dots: list[tuple[str, float, float, float, bool]] = []
    for value, models in shown:
        name = value_name(figures.language, value)
        main = models[MODELS[0][0]]
        line: list[Cell] = [name, say.number(main["credit"], 1), say.number(main["touches"])]
        for model, _word in MODELS:
            line.append(
                figures.figure("revenue", models[model]["revenue"], query=query, basis=basis)
            )
        rows.append(line)
        known = [row["revenue"] for row in models.values() if row["revenue"] is not None]
        if main["revenue"] is not None and value not in (UNATTRIBUTED, UNKNOWN):
            low, high = float(min(known)), float(max(known))
            dots.append((name, float(main["revenue"]), low, high, False))
    heads = [
        say.text(head),
        say.text(_("Deals")),
        figures.name("touches"),
        *(say.text(word) for _model, word in MODELS),
    ]
    return Chart(
        svg=charts.intervals(dots, say, "~s"),
        title=say.text(title),
        sentence=say.text(
            _(
                "Revenue won in %(period)s, each deal shared equally among what its people did "
                "before. The line goes from the least to the most that any model gives."
            ),
            period=say.period(quarter),
        ),
        table=Table(
            heads,
            rows,
            numbers=range(1, len(heads)),
            place="alignment.attribution",
            left_out=len(by_value) - len(shown),
        ),
    )
