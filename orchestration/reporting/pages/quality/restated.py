"""What nights said otherwise of closed periods: how much, why, and which numbers."""

from __future__ import annotations

from typing import Any

from orchestration.agreement.words import _
from orchestration.reporting.figures import Figures
from orchestration.reporting.marts import Row
from orchestration.reporting.restated import (
    CAUSES,
    causes_of,
    numbers,
    period_of,
    query_of,
    value_of,
)
from orchestration.reporting.tables import CATEGORIES_SHOWN, Cell, Table
from orchestration.reporting.wording import value_name


def restated(figures: Figures) -> dict[str, Any] | None:
    """The last night that restated anything, its causes, and the numbers; None where none did."""
    marts, say = figures.marts, figures.language
    last = marts.row(
        """
        select max(restated_as_of) as restated_as_of, count(*) as figures,
            count(*) filter (where was_settled) as settled
        from review.restatements
        where ledger_entry = (select max(ledger_entry) from review.restatements)
        """
    )
    if last is None or not last["figures"]:
        return None
    return {
        "night": say.moment(marts.local(last["restated_as_of"])),
        "figures": say.counted(_("%(num)s figure"), _("%(num)s figures"), last["figures"]),
        "settled": say.number(last["settled"]),
        "causes": _causes(figures),
        "numbers": _numbers(figures),
    }


def _causes(figures: Figures) -> Table:
    """What may have changed the figures of that night."""
    say = figures.language
    rows = figures.marts.rows(
        """
        select cause, count(*) as figures, count(*) filter (where was_settled) as settled
        from (
            select unnest(string_split(cause, ', ')) as cause, was_settled
            from review.restatements
            where ledger_entry = (select max(ledger_entry) from review.restatements)
        ) as named
        group by cause
        """
    )
    counts = {row["cause"]: row for row in rows}
    return Table(
        say.texts(
            _("Why"), _("What it means"), _("Where to look"), _("Figures"), _("Settled ones")
        ),
        [
            (
                say.text(name),
                say.text(meaning),
                say.text(place),
                say.number(counts[cause]["figures"]),
                say.number(counts[cause]["settled"]),
            )
            for cause, (name, meaning, place) in CAUSES.items()
            if cause in counts
        ],
        numbers=(3, 4),
    )


def _numbers(figures: Figures) -> Table:
    """The numbers that pages show, of whichever night restated them; the others are counted."""
    say = figures.language
    (all_of_them,) = figures.marts.rows("select count(*) as figures from review.restatements")
    rows = numbers(figures, CATEGORIES_SHOWN)
    return Table(
        say.texts(_("Number"), _("Period"), _("Before"), _("Now"), _("Why"), _("Night")),
        [_number(figures, row) for row in rows],
        numbers=(2, 3),
        place="review.restatements",
        left_out=all_of_them["figures"] - len(rows),
    )


def _number(figures: Figures, row: Row) -> list[Cell]:
    say, metric = figures.language, row["metric"]
    return [
        (figures.name(metric), _of(figures, row)),
        period_of(say, row),
        value_of(figures, row, "value_before"),
        figures.figure(metric, row["value_after"], query=query_of(row), basis=period_of(say, row)),
        causes_of(say, row["cause"]),
        say.day(figures.marts.local(row["restated_as_of"]).date()),
    ]


def _of(figures: Figures, row: Row) -> str:
    """Of whom a number is, where not of everyone."""
    if row["segment"]:
        return str(row["segment"])
    dimension, value = row["dimension"], row["dimension_value"]
    if dimension in (None, "all"):
        return ""
    shown = value_name(figures.language, figures.dimension_value(dimension, value))
    return f"{figures.attribute(dimension)} · {shown}"
