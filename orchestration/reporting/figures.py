"""A figure as a page shows it: its value, how sure it is, and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Any

from orchestration.agreement.articles import Reading
from orchestration.agreement.words import _
from orchestration.reporting.language import PageLanguage
from orchestration.reporting.marts import Marts

# The number of steps of a figure's own line that a page shows.
PERIODS_SHOWN = 13

# The indicators of a headline, and those that stand in a table below it.
HEADLINE = ("lead_acceptance", "lead_handling_time", "touch_sla_compliance", "conversion_by_source")
OTHERS = (
    "leads",
    "mqls_delivered",
    "handoffs_complete_rate",
    "decision_sla_compliance",
    "decision_coverage",
    "recycle_rate",
    "share_untouched",
)


# Lengths of time are medians: of somebody they may be none, as half are still waiting.
_LENGTHS = ("business_minutes", "minutes", "days")


class State(StrEnum):
    """How a figure is to be taken; each looks different from the others.

    Open: a length of time that half of the members have not reached yet.
    """

    KNOWN = "known"
    ZERO = "zero"
    YOUNG = "young"
    NONE = "none"
    OPEN = "open"
    PROTECTED = "protected"


@dataclass(frozen=True)
class Meaning:
    """What a figure is called, and how its metric is worked out, in words."""

    metric: str
    name: str
    formula: str


@dataclass(frozen=True)
class Source:
    """Where figures come from: a number on the page, the query that shows it, what each means.

    `part` is the title of the page under which it came first.
    """

    number: int
    part: str
    basis: str
    query: str
    meanings: list[Meaning] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """The place of it on the page."""
        return f"source-{self.number}"


@dataclass(frozen=True)
class Figure:
    """One figure: `shown` is its value in words, `members` what it is counted over."""

    shown: str
    state: State
    source: Source | None = None
    members: int | None = None
    value: float | None = None

    @property
    def is_known(self) -> bool:
        """Whether there is a value."""
        return self.state in (State.KNOWN, State.ZERO, State.YOUNG) and self.value is not None


@dataclass
class Figures:
    """Makes the figures of one page, in its language; keeps where each comes from."""

    marts: Marts
    language: PageLanguage
    shows_names: bool = True
    _sources: dict[str, Source] = field(default_factory=dict)
    _part: str = ""
    _metrics: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read what each metric is called and means."""
        rows = self.marts.rows("from agreement.metrics")
        self._metrics = {row["metric"]: row for row in rows}

    def day(self, moment: datetime | None) -> str:
        """The company's day of a moment (UTC); nothing where it is not known."""
        return "" if moment is None else self.language.day(self.marts.local(moment).date())

    @cached_property
    def stage_names(self) -> dict[str, str]:
        """What the version in force calls each stage."""
        rows = self.marts.rows("from core.dim_stages")
        return {row["stage"]: row[f"name_{self.language.code}"] for row in rows}

    def attribute(self, name: str) -> str:
        """What an attribute or dimension is called; one of the company's own as it names it."""
        return Reading(self.marts.agreement, self.language.agreement).attribute(name)

    def dimension_value(self, dimension: str, value: str) -> str:
        """What a value of a dimension is called: an owner by name, any other as it stands."""
        if dimension != "owner":
            return value
        user = self.marts.row("select user_name from core.dim_users where user_id = ?", value)
        return (user and user["user_name"]) or value

    def name(self, metric: str) -> str:
        """What a metric is called; one without a row as its column is."""
        row = self._metrics.get(metric)
        return row[f"name_{self.language.code}"] if row else metric.replace("_", " ")

    def formula(self, metric: str) -> str:
        """How a metric is worked out, in words."""
        row = self._metrics.get(metric)
        return row[f"formula_{self.language.code}"] if row else ""

    def unit(self, metric: str) -> str:
        """In what a metric is told."""
        row = self._metrics.get(metric)
        return row["unit"] if row else ""

    def better(self, metric: str) -> str:
        """`higher`, `lower` or `neither`."""
        row = self._metrics.get(metric)
        return row["better_is"] if row else "neither"

    def shown(self, metric: str, value: float) -> str:
        """A value of a metric, in its unit."""
        say = self.language
        match self.unit(metric):
            case "rate":
                return say.share(value)
            case "business_minutes" | "minutes":
                return say.duration(value)
            case "days":
                return say.counted(_("%(num)s day"), _("%(num)s days"), round(value))
            case "money":
                return say.money(value)
            case "score":
                return say.number(value, 1)
        return say.number(value)

    def change(self, metric: str, change: float) -> str:
        """A difference of two values of a metric, with its sign."""
        match self.unit(metric):
            case "rate":
                return self.language.points(change)
            case "business_minutes" | "minutes":
                return self.language.signed_duration(change)
            case "score":
                return self.language.signed(change, 1)
        return self.language.signed(change)

    def is_better(self, metric: str, change: float | None) -> bool | None:
        """Whether a change is one for the better; None where neither way is, or nothing changed."""
        better = self.better(metric)
        if not change or better == "neither":
            return None
        return (change > 0) == (better == "higher")

    def figure(
        self,
        metric: str,
        value: float | None,
        *,
        query: str,
        basis: str = "",
        members: int | None = None,
        is_mature: bool = True,
        is_protected: bool = False,
        is_change: bool = False,
        name: str = "",
    ) -> Figure:
        """A figure of a metric, with the query that shows what it is counted over.

        A change, or any difference of two values, has its sign. What is no metric of the agreement
        has the name that the page gives it.
        """
        source = self.source(metric, query, basis, name)
        if is_protected:
            return Figure(self.language.text(_("protected")), State.PROTECTED, source)
        if value is None:
            state, told = State.NONE, _("none")
            if not is_mature:
                state, told = State.YOUNG, _("too young")
            elif members and self.unit(metric) in _LENGTHS:
                state, told = State.OPEN, _("not reached")
            return Figure(self.language.text(told), state, source, members)
        state = State.YOUNG if not is_mature else State.ZERO if value == 0 else State.KNOWN
        shown = self.change(metric, value) if is_change else self.shown(metric, value)
        return Figure(shown, state, source, members, value)

    def source(self, metric: str, query: str, basis: str, name: str = "") -> Source:
        """Keep where a figure comes from; what the same query shows is one source."""
        source = self._sources.setdefault(
            query, Source(len(self._sources) + 1, self._part, basis, query)
        )
        meaning = Meaning(metric, name or self.name(metric), self.formula(metric))
        if meaning not in source.meanings:
            source.meanings.append(meaning)
        return source

    def begin(self, title: str) -> None:
        """Figures that are made from here on stand under a title of the page."""
        self._part = title

    @property
    def parts(self) -> list[tuple[str, list[Source]]]:
        """Where the figures come from, by the titles of the page."""
        by_part = groupby(self.sources, key=attrgetter("part"))
        return [(part, list(sources)) for part, sources in by_part]

    @property
    def sources(self) -> list[Source]:
        """Where the figures of the page come from, in the order in which they were made."""
        return list(self._sources.values())
