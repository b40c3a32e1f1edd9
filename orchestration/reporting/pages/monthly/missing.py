"""What is missing at handoff, and what that costs."""

from __future__ import annotations

from typing import Any

from orchestration.agreement.words import _
from orchestration.reporting import charts
from orchestration.reporting.cells import folded, literal
from orchestration.reporting.charts import Chart
from orchestration.reporting.cohorts import ACCEPTANCE, basis_of, handoffs_of
from orchestration.reporting.figures import Figure, Figures
from orchestration.reporting.marts import Row
from orchestration.reporting.periods import Period
from orchestration.reporting.tables import CATEGORIES_SHOWN, Cell, Table
from orchestration.reporting.wording import points_range


def missing(figures: Figures, month: Period, judged: Period) -> dict[str, Any] | None:
    """What is missing at handoff, and what that costs in acceptance and in time."""
    marts, say = figures.marts, figures.language
    names = {
        row["field"]: row["name"]
        for row in marts.rows(
            f"select field, max_by(name_{say.code}, agreement_version) as name "
            "from agreement.required_information group by field"
        )
    }
    names["(any)"] = say.text(_("Anything required"))
    last, costs = (
        {
            row["field"]: row
            for row in marts.rows(
                "from alignment.missing_information where period_grain = 'month' "
                "and period_start = ? and dimension = 'all'",
                period.start,
            )
        }
        for period in (month, judged)
    )
    fields = sorted(last | costs, key=lambda field: (field != "(any)", field))
    if not fields:
        return None
    rows: list[list[Cell]] = []
    dots: list[tuple[str, float, float, float, bool]] = []
    for field in fields[:CATEGORIES_SHOWN]:
        name = names.get(field, field)
        row, cost = last.get(field), costs.get(field)
        line: list[Cell] = [
            name,
            _missed(figures, month, (field, name), row),
            _gap(figures, judged, (field, name), cost),
        ]
        if cost is None or cost["acceptance_gap"] is None:
            line.append("")
        else:
            low, high = cost["gap_low"], cost["gap_high"]
            line.append(points_range(figures.language, low, high))
            dots.append((name, cost["acceptance_gap"], low, high, False))
        for column in ("median_handling_with", "median_handling_without"):
            line.append(
                figures.figure(
                    column,
                    row[column] if row else None,
                    query=_asked(figures, month, field),
                    basis=_basis(figures, month, name),
                )
            )
        rows.append(line)
    heads = [
        say.text(_("Information")),
        say.text(_("Missing")),
        figures.name("acceptance_gap"),
        say.text(_("Likely range")),
        say.text(_("Handled with it in")),
        say.text(_("Without it in")),
    ]
    table = Table(
        heads,
        rows,
        numbers=range(1, len(heads)),
        place="alignment.missing_information",
        left_out=len(fields) - len(rows),
    )
    if not dots:
        return {"chart": None, "table": table, "judged": say.period(judged)}
    chart = Chart(
        svg=charts.intervals(dots, say, None, reference=0),
        title=say.text(_("What does missing information cost?")),
        sentence=say.text(
            _(
                "How much more of the leads that came with it sales accepts than of those without, "
                "handed off in %(period)s. A line across zero shows no difference."
            ),
            period=say.period(judged),
        ),
        table=table,
    )
    return {"chart": chart, "table": table, "judged": say.period(judged)}


# A field that is asked for, and what it is called.
Field = tuple[str, str]


def _missed(figures: Figures, month: Period, asked: Field, row: Row | None) -> Figure:
    """How often a field is missing, of those of which anybody can tell."""
    field, name = asked
    known = row["handed_off"] - row["not_measurable"] if row else 0
    is_told = field == "(any)" or not row or row["not_measurable"] == 0
    return figures.figure(
        "missing_rate",
        row["missing_rate"] if row else None,
        query=_asked(figures, month, field),
        basis=_basis(figures, month, name),
        members=known if is_told else None,
    )


def _gap(figures: Figures, judged: Period, asked: Field, row: Row | None) -> Figure:
    """The acceptance with a field less that without, of those old enough."""
    field, name = asked
    is_told = row and (field == "(any)" or row["not_measurable"] == 0) and row["is_mature"]
    return figures.figure(
        "acceptance_gap",
        row["acceptance_gap"] if row else None,
        query=_asked(figures, judged, field),
        basis=_basis(figures, judged, name),
        members=row["matured_with"] + row["matured_without"] if row and is_told else None,
        is_mature=bool(row and row["is_mature"]),
        is_change=True,
    )


def _basis(figures: Figures, period: Period, name: str) -> str:
    """Whom a field is asked of in a period, in words."""
    return f"{basis_of(figures, ACCEPTANCE, period)} · {name}"


def _asked(figures: Figures, period: Period, field: str) -> str:
    """A query for the handoffs of a period of which a field was required."""
    if field == "(any)":
        return handoffs_of(figures, period, "completeness is not null")
    own = folded("own.segment")
    required = (
        "exists (\n"
        "    select * from agreement.required_information as required\n"
        "    where required.agreement_version = fct_handoffs.agreement_version\n"
        f"      and trim(required.field) = {literal(field)}\n"
        f"      and {folded('required.segment')} = coalesce((\n"
        f"        select max({own}) from agreement.required_information as own\n"
        "        where own.agreement_version = fct_handoffs.agreement_version\n"
        f"          and {own} = {folded('fct_handoffs.segment')}\n"
        "      ), '*')\n"
        "  )"
    )
    return handoffs_of(figures, period, required)
