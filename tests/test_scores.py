"""What points make of people agrees with a plain recount of rules, attributes and engagements."""

import fnmatch
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.compiled_models import CompiledModels, empty_build, fill

ZONE = ZoneInfo("Europe/Paris")
# the clock changes on 29 March
START = datetime(2026, 3, 20)
HOURS = 24 * 24
AS_OF = START + timedelta(hours=HOURS)
COUNTRIES = {"DE": "Germany", "Allemagne": "Germany", "france": "France"}

# Hours, so that moments coincide with each other and with the ends of windows.
hours = st.integers(0, HOURS)
TEXTS = {
    "country": ["Germany", "France", "Atlantis"],
    "job_title": ["Président", "Head of sales", "sales"],
    "employees": ["9", "50", "many"],
}
WANTED = {
    "country": ["DE", "Allemagne|france", " atlantis "],
    "job_title": ["president", "SALES", "Président| chef"],
    "employees": ["50", "9.5", "9|50"],
}
ASSETS = ["Démo A", "demo_b", "Guide 100%", None]
PATTERNS = [None, "*", "demo*", "DEMO_B", "*e 100%", "Demo ?"]


@dataclass(frozen=True)
class Rule:
    """A row of `mql_rules`."""

    version: int
    kind: str
    subject: str
    operator: str | None
    value: str | None
    within_days: int | None
    points: int | None


@dataclass(frozen=True)
class Period:
    """An attribute of the person, from one hour until another."""

    attribute: str
    value: str
    known_from: datetime
    known_until: datetime | None


@dataclass(frozen=True)
class Act:
    """Something that the person did, or that was done to them."""

    kind: str
    asset: str | None
    is_marketing: bool
    at: datetime


@dataclass(frozen=True)
class Version:
    """A version of the agreement in force."""

    number: int
    basis: str
    fit: int
    engagement: int
    starts_at: datetime
    ends_at: datetime | None


def at(hour: int) -> datetime:
    """That many hours after the start."""
    return START + timedelta(hours=hour)


@st.composite
def attribute_rules(draw: st.DrawFn) -> Rule:
    """A fit rule or an exclusion."""
    subject = draw(st.sampled_from(sorted(TEXTS)))
    operator = draw(
        st.sampled_from(
            ["is", "is_not", "in", "contains", "at_least", "at_most", "is_set", "is_not_set"]
        )
    )
    kind = draw(st.sampled_from(["fit", "fit", "exclusion"]))
    value = None if operator.endswith("_set") else draw(st.sampled_from(WANTED[subject]))
    points = draw(st.integers(-5, 20)) if kind == "fit" else None
    return Rule(draw(st.integers(1, 2)), kind, subject, operator, value, None, points)


engagement_rules = st.builds(
    Rule,
    version=st.integers(1, 2),
    kind=st.just("engagement"),
    subject=st.sampled_from(["form", "visit"]),
    operator=st.sampled_from(["is", None]),
    value=st.sampled_from(PATTERNS),
    within_days=st.sampled_from([1, 2, 7, None]),
    points=st.integers(1, 10),
)
acts = st.builds(
    Act,
    kind=st.sampled_from(["form", "visit", "call"]),
    asset=st.sampled_from(ASSETS),
    is_marketing=st.sampled_from([True, True, False]),
    at=hours.map(at),
)


@st.composite
def periods_of(draw: st.DrawFn, attribute: str) -> list[Period]:
    """Values of one attribute, one after the other, with gaps."""
    bounds = sorted(draw(st.lists(hours, unique=True, max_size=4)))
    found = [
        Period(attribute, draw(st.sampled_from(TEXTS[attribute])), at(start), at(end))
        for start, end in pairwise(bounds)
        if draw(st.booleans())
    ]
    lasts = draw(st.booleans())
    if bounds and lasts:
        value = draw(st.sampled_from(TEXTS[attribute]))
        found.append(Period(attribute, value, at(bounds[-1]), None))
    return found


@st.composite
def versions_in_force(draw: st.DrawFn) -> list[Version]:
    """Two versions, one after the other."""
    change = at(draw(hours))
    basis = st.sampled_from(["declared", "scored", "either"])
    fit, engagement = st.integers(0, 15), st.integers(0, 10)
    return [
        Version(1, draw(basis), draw(fit), draw(engagement), datetime(1900, 1, 1), change),
        Version(2, draw(basis), draw(fit), draw(engagement), change, None),
    ]


def folded(text: str) -> str:
    """Without case, accents and outer blanks."""
    plain = unicodedata.normalize("NFD", text.strip().lower())
    return "".join(char for char in plain if not unicodedata.combining(char))


def number(text: str) -> float | None:
    """The number that a text is, if it is one."""
    try:
        return float(text)
    except ValueError:
        return None


def is_met(rule: Rule, value: str | None) -> bool:
    """Whether a fit or exclusion rule is met by what is known of its attribute."""
    if value is None:
        return rule.operator == "is_not_set"
    wanted = (rule.value or "").split("|") if rule.operator == "in" else [rule.value or ""]
    if rule.subject == "country":
        wanted = [COUNTRIES.get(each.strip(), each) for each in wanted]
    texts = [folded(each) for each in wanted]
    has, wants = number(value), number(wanted[0])
    numbers = (has, wants) if has is not None and wants is not None else None
    return {
        "is": folded(value) in texts,
        "in": folded(value) in texts,
        "is_not": folded(value) not in texts,
        "contains": texts[0] in folded(value),
        "at_least": numbers is not None and numbers[0] >= numbers[1],
        "at_most": numbers is not None and numbers[0] <= numbers[1],
        "is_set": True,
        "is_not_set": False,
    }[rule.operator or ""]


def matches(rule: Rule, act: Act) -> bool:
    """Whether an engagement rule is about what was done."""
    pattern = folded(rule.value or "*").replace("[", "[[]").replace("?", "[?]")
    return (
        act.is_marketing
        and act.kind == rule.subject
        and fnmatch.fnmatchcase(folded(act.asset or ""), pattern)
    )


def day_of(moment: datetime) -> date:
    """The company's day of a UTC time."""
    return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZONE).date()


def recounted(
    versions: Sequence[Version],
    rules: Sequence[Rule],
    periods: Sequence[Period],
    done: Sequence[Act],
) -> list[tuple[datetime, int, int, int, bool]]:
    """Each judged moment that qualifies: version, fit points, engagement points, makes an MQL."""
    moments = {act.at for act in done if act.is_marketing}
    moments |= {period.known_from for period in periods}
    moments |= {period.known_until for period in periods if period.known_until}
    found = []
    for moment in sorted(moments):
        version = next(
            each
            for each in versions
            if each.starts_at <= moment and (each.ends_at is None or moment < each.ends_at)
        )
        own = [rule for rule in rules if rule.version == version.number]
        known = {
            period.attribute: period.value
            for period in periods
            if period.known_from <= moment
            and (period.known_until is None or moment < period.known_until)
        }
        met = [
            rule
            for rule in own
            if rule.kind != "engagement" and is_met(rule, known.get(rule.subject))
        ]
        fit = sum(rule.points or 0 for rule in met if rule.kind == "fit")
        engagement = 0
        for rule in own:
            if rule.kind != "engagement":
                continue
            window = timedelta(days=rule.within_days or 10_000)
            days = {
                day_of(act.at)
                for act in done
                if matches(rule, act) and moment - window <= act.at <= moment
            }
            engagement += (rule.points or 0) * len(days)
        is_excluded = any(rule.kind == "exclusion" for rule in met)
        if own and fit >= version.fit and engagement >= version.engagement and not is_excluded:
            makes = version.basis in ("scored", "either")
            found.append((moment, version.number, fit, engagement, makes))
    return found


class Scores:
    """The models of scores, over an agreement and people that a test makes up."""

    MODELS = (
        "int_attribute_rules_met",
        "int_engagement_days",
        "int_score_steps",
        "int_scores_judged",
    )

    def __init__(self, compiled: CompiledModels, home: Path) -> None:
        """Take the models, and write the company's zone where they read it."""
        self.sql = compiled.sql(home, *self.MODELS)
        self.database: duckdb.DuckDBPyConnection = empty_build()
        (home / "control").mkdir(exist_ok=True)
        self.database.execute(
            f"copy (select 'Europe/Paris' as time_zone, timestamp '{AS_OF}' as as_of) to "
            f"'{home / 'control' / 'settings.parquet'}' (format parquet)"
        )
        fill(
            self.database,
            "intermediate.int_countries_mapped",
            {"system": "varchar", "raw_country": "varchar", "country": "varchar"},
            [("*", raw, country) for raw, country in COUNTRIES.items()],
        )

    def qualifying(
        self,
        versions: Sequence[Version],
        rules: Sequence[Rule],
        periods: Sequence[Period],
        done: Sequence[Act],
    ) -> list[tuple[datetime, int, int, int, bool]]:
        """What the models say of one person."""
        fill(
            self.database,
            "intermediate.int_agreement_versions_in_force",
            {
                "agreement_version": "integer",
                "mql_basis": "varchar",
                "fit_threshold": "integer",
                "engagement_threshold": "integer",
                "starts_at": "timestamp",
                "ends_at": "timestamp",
            },
            [
                (each.number, each.basis, each.fit, each.engagement, each.starts_at, each.ends_at)
                for each in versions
            ],
        )
        fill(
            self.database,
            "agreement.mql_rules",
            {
                "agreement_version": "integer",
                "rule_code": "varchar",
                "kind": "varchar",
                "subject": "varchar",
                "operator": "varchar",
                "value": "varchar",
                "within_days": "integer",
                "points": "integer",
            },
            [
                (
                    rule.version,
                    f"R{place}",
                    rule.kind,
                    rule.subject,
                    rule.operator,
                    rule.value,
                    rule.within_days,
                    rule.points,
                )
                for place, rule in enumerate(rules)
            ],
        )
        fill(
            self.database,
            "intermediate.int_attributes_known",
            {
                "person_id": "varchar",
                "attribute": "varchar",
                "value": "varchar",
                "known_from": "timestamp",
                "known_until": "timestamp",
                "is_from_history": "boolean",
            },
            [
                ("ada", each.attribute, each.value, each.known_from, each.known_until, True)
                for each in periods
            ],
        )
        fill(
            self.database,
            "intermediate.int_activities_classified",
            {
                "person_id": "varchar",
                "activity_kind": "varchar",
                "asset": "varchar",
                "is_marketing": "boolean",
                "occurred_has_time": "boolean",
                "occurred_at": "timestamp",
            },
            [("ada", act.kind, act.asset, act.is_marketing, True, act.at) for act in done],
        )
        for model in self.MODELS:
            self.database.execute(
                f"create or replace table build.intermediate.{model} as ({self.sql[model]})"
            )
        return self.database.execute(
            "select judged_at, agreement_version, fit_points, engagement_points, makes_mql "
            "from build.intermediate.int_scores_judged where is_qualified order by judged_at"
        ).fetchall()


@pytest.fixture(scope="module")
def scores(compiled: CompiledModels, tmp_path_factory: pytest.TempPathFactory) -> Scores:
    """The models of scores."""
    return Scores(compiled, tmp_path_factory.mktemp("scores"))


@settings(max_examples=150)
@given(
    versions=versions_in_force(),
    rules=st.lists(st.one_of(attribute_rules(), engagement_rules), max_size=8),
    countries=periods_of("country"),
    titles=periods_of("job_title"),
    sizes=periods_of("employees"),
    done=st.lists(acts, max_size=8),
)
def test_whoever_qualifies_by_a_recount_qualifies_and_nobody_else(
    scores: Scores,
    versions: list[Version],
    rules: list[Rule],
    countries: list[Period],
    titles: list[Period],
    sizes: list[Period],
    done: list[Act],
) -> None:
    periods = [*countries, *titles, *sizes]
    expected = recounted(versions, rules, periods, done)
    assert scores.qualifying(versions, rules, periods, done) == expected
