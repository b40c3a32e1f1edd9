"""Who qualified by points, and when: rules, attributes and engagements of a person, counted over.

Judged at each engagement and each change of an attribute, and at no other moment.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from tests.company.agreement import agreed, version_at
from tests.company.clock import company_day
from tests.company.people import ENGAGEMENTS, Engagement, Person
from tests.company.tools import Tools
from tests.company.world import DAY, MOVED_AT

# How the rules of the sample company write the countries that its people have.
COUNTRIES = {"FR": "France", "Belgique": "Belgium"}


@dataclass(frozen=True)
class Known:
    """A value of an attribute, from when on it is known, and whether to the second."""

    value: str
    since: int
    has_time: bool


@dataclass(frozen=True)
class Qualified:
    """A judged moment at which a person qualified, and whether it is known to the second."""

    at: int
    has_time: bool


def engagements(person: Person, tools: Tools, exports: Sequence[int]) -> list[Engagement]:
    """What the person did, as far as the tools tell it."""
    return [
        engagement
        for engagement in person.engagements
        if engagement.kind in ENGAGEMENTS
        and tools.tells(engagement.kind)
        and engagement.at <= exports[-1]
    ]


def known_values(
    person: Person, attribute: str, tools: Tools, exports: Sequence[int]
) -> list[Known]:
    """The values of an attribute in order.

    A field whose changes the tools tell counts since the record of the CRM, or since it changed;
    any other from the first export that shows it. What an account is, every export shows.
    """
    seen_at = exports[-1]
    shown = [at for at in exports if person.is_shown_at(at)]
    if attribute == "employees":
        if person.account is None:
            return []
        first = exports if tools.tells_accounts else shown
        return [Known(str(person.account.employees), at, False) for at in first[:1]]
    if attribute == "machines":
        in_crm = [at for at in shown if tools.is_one_tool or at >= (person.crm_at or at + 1)]
        return [Known(str(person.machines), at, False) for at in in_crm[:1] if person.machines]
    found: list[Known] = []
    begun_at = person.known_at if tools.is_one_tool else person.crm_at
    is_told = tools.keeps_attributes and not (person.is_contact and not tools.is_one_tool)
    if attribute == "job_title":
        if is_told and begun_at is not None:
            found.append(Known(person.title, max(begun_at, person.title_known_at or 0), True))
        found += [Known(person.title, at, False) for at in shown if person.title_at(at)]
    else:
        is_told = is_told and (not tools.cuts_history or seen_at >= MOVED_AT)
        if is_told and begun_at is not None:
            found.append(Known(person.country, begun_at, True))
            if person.later_country is not None:
                found.append(Known(person.later_country, MOVED_AT, True))
        else:
            found += [Known(person.country_at(at), at, False) for at in shown]
    in_order = sorted((k for k in found if k.since <= seen_at), key=lambda known: known.since)
    return [k for i, k in enumerate(in_order) if i == 0 or in_order[i - 1].value != k.value]


@dataclass(frozen=True)
class Amendment:
    """A change of a version: points more or less to reach, and a rule that is struck out."""

    version: int
    fit: int = 0
    engagement: int = 0
    struck: str = ""


@dataclass(frozen=True)
class Moment:
    """A judged moment, whether it is known to the second, and what each rule met gave."""

    at: int
    has_time: bool
    rules: tuple[tuple[str, str, int], ...]  # code, kind, points

    def is_met(self, amendment: Amendment | None) -> bool:
        """Whether the person qualified, by the version then in force as it is amended."""
        version = version_at(self.at)
        asked = thresholds(version)
        if asked is None:
            return False
        fit, engagement = asked
        struck = ""
        if amendment is not None and amendment.version == version:
            fit, engagement = fit + amendment.fit, engagement + amendment.engagement
            struck = amendment.struck
        met = [(kind, points) for code, kind, points in self.rules if code != struck]
        return (
            sum(points for kind, points in met if kind == "fit") >= fit
            and sum(points for kind, points in met if kind == "engagement") >= engagement
            and all(kind != "exclusion" for kind, _ in met)
        )


ATTRIBUTES = ("job_title", "country", "employees")

_AMENDED: ContextVar[Amendment | None] = ContextVar("amended", default=None)


@contextmanager
def amended(amendment: Amendment) -> Iterator[None]:
    """Everyone is judged as if the version had been agreed so."""
    token = _AMENDED.set(amendment)
    try:
        yield
    finally:
        _AMENDED.reset(token)


@cache
def rules(version: int) -> tuple[dict[str, str], ...]:
    """The rules of a version by which points are given."""
    return tuple(row for row in agreed("mql_rules") if int(row["agreement_version"]) == version)


@cache
def thresholds(version: int) -> tuple[int, int] | None:
    """The points of fit and of engagement that a version asks for, if it does."""
    for row in agreed("agreement_versions"):
        if int(row["agreement_version"]) == version and row["fit_threshold"]:
            return int(row["fit_threshold"]), int(row["engagement_threshold"])
    return None


def qualifying(person: Person, tools: Tools, exports: Sequence[int]) -> list[Qualified]:
    """Every judged moment at which the person qualified by the version then in force."""
    amendment = _AMENDED.get()
    return [
        Qualified(moment.at, moment.has_time)
        for moment in judged_moments(person, tools, exports)
        if moment.is_met(amendment)
    ]


def judged_moments(person: Person, tools: Tools, exports: Sequence[int]) -> list[Moment]:
    """Every moment at which the person is judged, and what gave points then."""
    done = engagements(person, tools, exports)
    known = {name: known_values(person, name, tools, exports) for name in ATTRIBUTES}
    timed = {engagement.at: True for engagement in done}
    for at, has_time in _changes(person, known, exports):
        timed[at] = timed.get(at, False) or has_time
    return [
        Moment(at, has_time, tuple(_rules_met(at, known, done, tools)))
        for at, has_time in sorted(timed.items())
    ]


def _changes(
    person: Person, known: dict[str, list[Known]], exports: Sequence[int]
) -> Iterator[tuple[int, bool]]:
    """When an attribute changed; what has no history does where an export shows it first."""
    for values in known.values():
        yield from ((value.since, value.has_time) for value in values)
    yield from ((at, False) for at in exports if person.is_shown_at(at))


def last_points(person: Person, tools: Tools, exports: Sequence[int]) -> tuple[int, int] | None:
    """The points of fit and of engagement when the person was judged last; None: by no rules."""
    done = engagements(person, tools, exports)
    known = {name: known_values(person, name, tools, exports) for name in ATTRIBUTES}
    judged = [engagement.at for engagement in done]
    judged += [value.since for values in known.values() for value in values]
    judged += [at for at in exports if person.is_shown_at(at)][:1]
    return _judged(max(judged), known, done, tools)


def _judged(
    at: int, known: dict[str, list[Known]], done: list[Engagement], tools: Tools
) -> tuple[int, int] | None:
    """Points of fit and of engagement at a moment."""
    if thresholds(version_at(at)) is None:
        return None
    met = list(_rules_met(at, known, done, tools))
    fit, engaged = (
        sum(points for _, kind, points in met if kind == wanted) for wanted in ("fit", "engagement")
    )
    return fit, engaged


def _rules_met(
    at: int, known: dict[str, list[Known]], done: list[Engagement], tools: Tools
) -> Iterator[tuple[str, str, int]]:
    """The rules that the person meets at a moment, each with its kind and the points it gives."""
    for rule in rules(version_at(at)):
        if rule["kind"] == "engagement":
            since = at - int(rule["within_days"]) * DAY
            days = {
                company_day(e.at) for e in done if since <= e.at <= at and _is_about(rule, e, tools)
            }
            if days:
                yield rule["rule_code"], "engagement", int(rule["points"]) * len(days)
            continue
        values = [value.value for value in known[rule["subject"]] if value.since <= at]
        if _fits(rule, values[-1] if values else None):
            yield rule["rule_code"], rule["kind"], int(rule["points"] or 0)


def _is_about(rule: dict[str, str], engagement: Engagement, tools: Tools) -> bool:
    """Whether a rule is about an engagement; where events are forms, it is called one."""
    about = engagement.form or engagement.campaign
    kind = "form" if engagement.kind == "event" and not tools.tells_campaigns else engagement.kind
    name = about.name if about else ""
    return kind == rule["subject"] and fnmatchcase(name.lower(), (rule["value"] or "*").lower())


def _fits(rule: dict[str, str], value: str | None) -> bool:
    if value is None:
        return rule["operator"] == "is_not_set"
    wanted = [COUNTRIES.get(text, text).lower() for text in rule["value"].split("|")]
    return {
        "is": value.lower() == wanted[0],
        "in": value.lower() in wanted,
        "contains": wanted[0] in value.lower(),
        "at_least": value.isdigit() and wanted[0].isdigit() and int(value) >= int(wanted[0]),
    }[rule["operator"]]
