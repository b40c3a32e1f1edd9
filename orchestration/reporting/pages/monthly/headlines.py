"""The figures at the top of the month: each of the latest month that can be judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.reporting.cells import cell, latest_mature
from orchestration.reporting.cohorts import (
    ACCEPTANCE,
    CONVERSION,
    HANDLING,
    basis_of,
    handoffs_of,
    members_of,
)
from orchestration.reporting.figures import Figure, Figures
from orchestration.reporting.periods import Period


@dataclass(frozen=True)
class Asked:
    """A headline figure: its column, and whom it is counted over.

    `estimate` is what is shown of a month that is too young for it: a column, and its members.
    """

    metric: str
    table: str
    members: str
    estimate: tuple[str, str]


@dataclass(frozen=True)
class Headline:
    """A figure at the top, of the latest month that can be judged, and what is expected since.

    `change` is against the month `before`, `is_better` whether it is one for the better.
    """

    title: str
    figure: Figure
    period: str
    change: str
    before: str
    is_better: bool | None
    estimate: Figure | None


def headlines(figures: Figures, month: Period) -> list[Headline]:
    """What the month brought, each figure as far as it can be told."""
    asked = (
        Asked(
            "matured_acceptance_rate",
            ACCEPTANCE,
            "matured_handed_off",
            ("acceptance_incidence", "handed_off"),
        ),
        Asked(
            "median_handling_business_minutes",
            HANDLING,
            "handling_measured",
            ("median_handling_business_minutes", "handling_measured"),
        ),
        Asked(
            "lead_to_won_rate_matured",
            CONVERSION,
            "matured_leads",
            ("lead_to_won_rate", "leads"),
        ),
    )
    found = [_volume(figures, month), *(_headline(figures, month, each) for each in asked)]
    return [each for each in found if each is not None]


def periods_shown(
    figures: Figures, month: Period
) -> Sequence[tuple[Sequence[str], Sequence[Period]]]:
    """Of which months the headlines are, by the indicators that they show."""
    shown = [(("handed_off",), month.back(2))]
    for indicator, table in (
        ("matured_acceptance_rate", ACCEPTANCE),
        ("median_handling_business_minutes", HANDLING),
        ("lead_to_won_rate_matured", CONVERSION),
    ):
        judged = latest_mature(figures.marts, table, "month")
        shown.append(((indicator,), (judged or month).back(2)))
    return shown


def _volume(figures: Figures, month: Period) -> Headline | None:
    """How many leads were handed off: a count, complete once the month is over."""
    marts, say = figures.marts, figures.language
    if not marts.has_rows("core.fct_handoffs"):
        return None
    now, before = cell(marts, ACCEPTANCE, month), cell(marts, ACCEPTANCE, month.before)
    count, count_before = (row["handed_off"] if row else 0 for row in (now, before))
    return Headline(
        title=figures.name("handed_off"),
        figure=figures.figure(
            "handed_off",
            count,
            query=handoffs_of(figures, month),
            basis=basis_of(figures, ACCEPTANCE, month),
        ),
        period=say.period(month),
        change=figures.change("handed_off", count - count_before),
        before=say.period(month.before),
        is_better=figures.is_better("handed_off", count - count_before),
        estimate=None,
    )


def _headline(figures: Figures, month: Period, asked: Asked) -> Headline | None:
    """A figure of the latest month that can be judged, and its estimate of the last one."""
    marts, say = figures.marts, figures.language
    judged = latest_mature(marts, asked.table, "month")
    now = cell(marts, asked.table, month)
    if judged is None and now is None:
        return None
    shown = judged or month
    row = cell(marts, asked.table, judged) if judged else None
    before = cell(marts, asked.table, shown.before)
    change = None
    if row and before and None not in (row[asked.metric], before[asked.metric]):
        change = row[asked.metric] - before[asked.metric]
    estimate = None
    if now is not None and judged != month:
        column, counted = asked.estimate
        estimate = figures.figure(
            column,
            now[column],
            query=members_of(figures, asked.table, asked.metric, month),
            basis=basis_of(figures, asked.table, month),
            members=now[counted],
            is_mature=False,
        )
    return Headline(
        title=figures.name(asked.metric),
        figure=figures.figure(
            asked.metric,
            row[asked.metric] if row else None,
            query=members_of(figures, asked.table, asked.metric, shown),
            basis=basis_of(figures, asked.table, shown),
            members=row[asked.members] if row else None,
            is_mature=row is not None,
        ),
        period=say.period(shown),
        change="" if change is None else figures.change(asked.metric, change),
        before=say.period(shown.before),
        is_better=figures.is_better(asked.metric, change),
        estimate=estimate,
    )
