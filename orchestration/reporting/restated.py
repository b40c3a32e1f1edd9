"""Numbers of closed periods that are not what a page said of them before: what was, is, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from orchestration.agreement.words import _
from orchestration.reporting.cells import among, literal
from orchestration.reporting.figures import HEADLINE, OTHERS, Figures
from orchestration.reporting.language import PageLanguage
from orchestration.reporting.marts import Row
from orchestration.reporting.periods import Period

# By its code, in the order in which causes are named: what a cause is called, what it means, and
# what to look at.
CAUSES: dict[str, tuple[str, str, str]] = {
    "new_agreement_version": (
        _("Another version of the agreement"),
        _("Both teams agreed otherwise, from a day that has come."),
        "accord agreement diff",
    ),
    "changed_mapping": (
        _("A changed mapping"),
        _("A file of mappings/ says otherwise what a value of a tool means."),
        "mappings/",
    ),
    "settings": (
        _("A changed setting"),
        _("A window, a calendar, a zone or a rate of your own is another one."),
        "settings.yml, calendars/",
    ),
    "upgrade": (
        _("An upgrade of Accord"),
        _("The code that works this table out is another one."),
        "CHANGELOG.md",
    ),
    "ruling": (
        _("A ruling"),
        _("Both teams ruled on a disputed lead, and the day of the ruling has come."),
        "agreement.rulings_checked",
    ),
    "merge": (
        _("A merge"),
        _("Records that were two people's are known to be one person's."),
        "core.dim_people",
    ),
    "late_file": (
        _("A late file"),
        _("A record or an event of back then that no export had yet."),
        "quality.loads",
    ),
    "correction": (
        _("A correction in a tool"),
        _("A record was exported again with other values, or is gone."),
        _("the history of the record in its tool"),
    ),
    "field_history": (
        _("A first history of a field"),
        _("The exports show for the first time since when records have had what the field says."),
        _("the history of the field in its tool"),
    ),
    "maturing": (
        _("Later events"),
        _("What happened since took the place of what was inferred, or may have worked as well."),
        "core.fct_stage_transitions",
    ),
    "unexplained": (
        _("Not explained"),
        _("Nothing that Accord compares differs: please tell us."),
        _("entry.json of both nights, in ledger/entries/"),
    ),
}

# What the scorecard alone holds.
_OF_SCORECARD = ("alignment_index", "perceived_alignment", "revenue", "sqls", "opportunities")
# Their place in a list: the index, what both teams watch and promised, then by source and segment.
_PLACES = f"""
    case
        when table_name = 'alignment_scorecard' and measure = 'value'
            and {among("(cell ->> 'metric')", _OF_SCORECARD)} then 1
        when table_name = 'metric_changes' and measure = 'value'
            and {among("(cell ->> 'metric')", (*HEADLINE, *OTHERS))} then 2
        when table_name = 'commitments' and measure = 'actual' then 3
        when table_name = 'lead_acceptance' and dimension <> 'all'
            and measure in ('handed_off', 'matured_acceptance_rate') then 4
        when table_name = 'conversion_by_source' and dimension <> 'all'
            and measure in ('leads', 'lead_to_won_rate_matured') then 4
    end
"""

_NAMED = f"""
    select
        restatements.*,
        coalesce(commitments.measure, restatements.cell ->> 'metric', restatements.measure)
            as metric,
        nullif(commitments.segment, '*') as segment
    from (select *, {_PLACES} as place from review.restatements) as restatements
    left join (
        select commitment_code, max_by(measure, period_start) as measure,
            max_by(segment, period_start) as segment
        from alignment.commitments
        group by commitment_code
    ) as commitments
        on restatements.table_name = 'commitments'
        and (restatements.cell ->> 'commitment_code') = commitments.commitment_code
"""


@dataclass(frozen=True)
class Change:
    """A number in words: of what and which period, what it was and what it is."""

    name: str
    period: str
    before: str
    after: str


@dataclass(frozen=True)
class Lately:
    """How many numbers that a page shows were restated of late, and the one that moved most."""

    count: int
    largest: Change | None


def lately(
    figures: Figures, shown: Sequence[tuple[Sequence[str], Sequence[Period]]], since: timedelta
) -> Lately:
    """What was restated, in nights since then, of the indicators of periods that a page shows.

    Beside them it shows the index and what was promised, of the last period that is over. What was
    shown as too young to be judged is not restated. A number that several nights restated counts
    once, from what it was to what it is.
    """
    marts = figures.marts
    rows = marts.rows(
        f"""
        select * from ({_NAMED}) as named
        where restated_as_of > ? and was_mature and (
            (table_name = 'metric_changes' and measure = 'value')
            or (place = 1 and metric = 'alignment_index' and period_start = ?)
            or (place = 3 and period_start = case period_grain
                when 'week' then ? when 'month' then ? else ? end)
        )
        order by ledger_entry, place, metric, segment, period_start
        """,
        marts.as_of - since,
        marts.last_full("month").start,
        *(marts.last_full(grain).start for grain in ("week", "month", "quarter")),
    )
    indicators = {
        (metric, period.grain, period.start)
        for metrics, periods in shown
        for metric in metrics
        for period in periods
    }
    found: dict[tuple[str, ...], Row] = {}
    for row in rows:
        indicator = (row["metric"], row["period_grain"], row["period_start"])
        if row["table_name"] == "metric_changes" and indicator not in indicators:
            continue
        number = (row["table_name"], str(row["period_start"]), row["period_grain"], row["cell"])
        first = found.get(number, row)
        found[number] = row | {"value_before": first["value_before"]}
    moved = [row for row in found.values() if row["value_before"] != row["value_after"]]
    largest = max(moved, key=_moved, default=None)
    return Lately(len(moved), None if largest is None else _change(figures, largest))


def _moved(row: Row) -> float:
    """How far a number moved, as a share of the larger of what it was and is."""
    before, after = row["value_before"], row["value_after"]
    if before is None or after is None:
        return 0.0
    return float(abs(after - before) / max(abs(before), abs(after)))


def _change(figures: Figures, row: Row) -> Change:
    name = figures.name(row["metric"])
    return Change(
        name=" · ".join([name, *([row["segment"]] if row["segment"] else [])]),
        period=period_of(figures.language, row),
        before=value_of(figures, row, "value_before"),
        after=value_of(figures, row, "value_after"),
    )


def numbers(figures: Figures, limit: int) -> list[Row]:
    """The first numbers that were restated: the newest night first, then what pages show first."""
    return figures.marts.rows(
        f"""
        from ({_NAMED}) as named
        where place is not null and was_mature
        order by
            ledger_entry desc, place,
            list_position(['month', 'quarter', 'week', 'wave'], period_grain),
            period_start desc, list_position(?, metric), metric, dimension, dimension_value, segment
        limit ?
        """,
        [*HEADLINE, *OTHERS],
        limit,
    )


def period_of(say: PageLanguage, row: Row) -> str:
    """The period of a restated number, in words; of a wave, the day on which it opened."""
    if row["period_grain"] == "wave":
        return say.day(row["period_start"])
    return say.period(Period(row["period_start"], row["period_grain"]))


def value_of(figures: Figures, row: Row, column: str) -> str:
    """What a number was or is, in words."""
    value = row[column]
    if value is None:
        return figures.language.text(_("none"))
    return figures.shown(row["metric"], value)


def causes_of(say: PageLanguage, cause: str) -> str:
    """What the causes of a restatement are called, within a sentence."""
    names = (say.text(CAUSES[each][0]) for each in cause.split(", "))
    return ", ".join(name[0].lower() + name[1:] for name in names)


def query_of(row: Row) -> str:
    """A query for all that nights said otherwise of one number."""
    return (
        "select *\nfrom review.restatements\n"
        f"where table_name = {literal(row['table_name'])}\n"
        f"  and measure = {literal(row['measure'])}\n"
        f"  and period_grain = {literal(row['period_grain'])}\n"
        f"  and period_start = date '{row['period_start']}'\n"
        f"  and cell = {literal(row['cell'])}\n"
        "order by ledger_entry"
    )
