"""Customers who stay, and what they bring."""

from __future__ import annotations

from datetime import timedelta

from orchestration.agreement.words import _
from orchestration.reporting.cells import cell
from orchestration.reporting.figures import Figures
from orchestration.reporting.periods import Period
from orchestration.reporting.tables import Cell, Table
from orchestration.settings import start_of_day

QUARTERS_SHOWN = 4


def retention(figures: Figures, quarter: Period) -> Table | None:
    """Customers who stay, and what they bring, quarter by quarter."""
    say, marts = figures.language, figures.marts
    periods = quarter.back(QUARTERS_SHOWN)
    found = {period: cell(marts, "alignment.retention", period) for period in periods}
    if not any(found.values()):
        return None
    rows: list[list[Cell]] = []
    for metric in (
        "renewal_rate",
        "gross_retention_rate",
        "net_retention_rate",
        "churned_revenue",
        "expansion_revenue",
    ):
        line: list[Cell] = [figures.name(metric)]
        for period, row in found.items():
            is_renewals = metric == "renewal_rate"
            line.append(
                figures.figure(
                    metric,
                    row[metric] if row else None,
                    query=_renewals(figures, period, is_renewals),
                    basis=say.text(_("due or closed, %(period)s"), period=say.period(period)),
                    members=row["due_until_now"] if row and is_renewals else None,
                    is_mature=row is None or bool(row["is_mature"]),
                )
            )
        rows.append(line)
    heads = [say.text(_("Figure")), *(say.period(period) for period in periods)]
    return Table(heads, rows, numbers=range(1, len(heads)))


def _renewals(figures: Figures, period: Period, is_due: bool) -> str:
    """A query for the renewals of a period, or for its renewals and expansions."""
    marts = figures.marts
    first, after = period.bounds(marts.time_zone)
    until = start_of_day(marts.today + timedelta(days=1), marts.time_zone)
    held = [
        "opportunity_kind = 'renewal'"
        if is_due
        else "opportunity_kind in ('renewal', 'expansion')",
        f"coalesce(expected_close_on >= date '{period.start}', "
        f"closed_at >= timestamp '{first:%Y-%m-%d %H:%M:%S}')",
        f"coalesce(expected_close_on < date '{period.end}', "
        f"closed_at < timestamp '{after:%Y-%m-%d %H:%M:%S}')",
        "not (is_deleted and outcome = 'open')",
    ]
    if is_due:
        held.append(
            f"coalesce(expected_close_on <= date '{marts.today}', "
            f"closed_at < timestamp '{until:%Y-%m-%d %H:%M:%S}')"
        )
    return "select *\nfrom core.fct_opportunities\nwhere " + "\n  and ".join(held)
