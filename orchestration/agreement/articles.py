"""The articles of an agreement: of which file each is, and how its rows read.

An article says of a row what it agrees (its clause), how a sentence about it begins (its subject),
and what each column is called there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from orchestration.agreement.language import Language
from orchestration.agreement.versions import Agreement, Row
from orchestration.agreement.words import _
from orchestration.seeds.values import kind_of, value_of


@dataclass(frozen=True)
class Unit:
    """What a number counts, for one and for many."""

    one: str
    many: str


MINUTES = Unit(_("%(number)s business minute"), _("%(number)s business minutes"))
DAYS = Unit(_("%(number)s day"), _("%(number)s days"))
POINTS = Unit(_("%(number)s point"), _("%(number)s points"))
ATTEMPTS = Unit(_("%(number)s attempt"), _("%(number)s attempts"))
LEADS = Unit(_("%(number)s lead"), _("%(number)s leads"))


@dataclass(frozen=True)
class Reading:
    """An agreement as it is read in one language: what is shown of a cell depends on both."""

    agreement: Agreement
    language: Language

    def metric(self, name: str) -> str:
        """What a metric is called."""
        for row in self.agreement.tables["metrics"].rows:
            if row["metric"] == name:
                return row[f"name_{self.language.code}"]
        return name

    def unit(self, metric: str) -> str:
        """In what a metric is told."""
        rows = self.agreement.tables["metrics"].rows
        return next((row["unit"] for row in rows if row["metric"] == metric), "")

    def amount(self, metric: str, value: str) -> str:
        """A value of a metric: a rate in per cent, minutes, days, or the number."""
        number = value_of(value, "decimal")
        if number is None:
            return value
        match self.unit(metric):
            case "rate":
                return self.language.share(number)
            case "business_minutes":
                return self.counted(MINUTES, number)
            case "days":
                return self.counted(DAYS, number)
        return self.language.number(number)

    def attribute(self, value: str) -> str:
        """What an attribute or dimension is called; one of the company's own as it names it."""
        own = self.agreement.tables.get("custom_fields")
        for row in own.rows if own else ():
            if row["field"] == value:
                return row[f"name_{self.language.code}"]
        return self.language.word(value)

    def counted(self, unit: Unit, value: str | Decimal) -> str:
        """A number with its unit."""
        number = value if isinstance(value, Decimal) else value_of(value, "decimal")
        if number is None:
            return str(value)
        return self.language.counted(unit.one, unit.many, number)

    def day(self, value: str) -> str:
        """A day in words."""
        day: date | None = value_of(value, "date")
        return self.language.day(day) if day else value

    def stage(self, row: Row) -> str:
        """What a stage is called."""
        return row.get(f"name_{self.language.code}") or row["stage"]

    def segment(self, row: Row) -> str:
        """For which leads a row is."""
        if row["segment"] == "*":
            return self.language.text(_("For every other segment"))
        return self.language.text(_("For segment %(segment)s"), segment=row["segment"])


Says = Callable[[Reading, Row], str]


@dataclass(frozen=True)
class Column:
    """What a column is called in a sentence, and how its cells are shown; numbers have a unit."""

    noun: str
    shown: Callable[[Reading, Row, str], str]
    unit: Unit | None = None


@dataclass(frozen=True)
class Article:
    """One article: its file, its title, and how its rows read."""

    seed: str
    title: str
    subject: Says
    clause: Says
    columns: Mapping[str, Column]


def _word(reading: Reading, row: Row, value: str) -> str:
    return reading.language.word(value)


def _text(reading: Reading, row: Row, value: str) -> str:
    return reading.language.quoted(value)


def _day(reading: Reading, row: Row, value: str) -> str:
    return reading.day(value)


def _metric(reading: Reading, row: Row, value: str) -> str:
    return reading.language.quoted(reading.metric(value))


def _of_metric(column: str) -> Callable[[Reading, Row, str], str]:
    return lambda reading, row, value: reading.amount(row[column], value)


def _share(reading: Reading, row: Row, value: str) -> str:
    number = value_of(value, "decimal")
    return value if number is None else reading.language.share(number)


def _number(noun: str, unit: Unit) -> Column:
    return Column(noun, lambda reading, row, value: reading.counted(unit, value), unit)


def _attribute(reading: Reading, row: Row, value: str) -> str:
    return reading.attribute(value)


# --- how the rows of each file read


def _term(reading: Reading, row: Row) -> str:
    say = reading.language.text
    told = [
        say(
            _("It may apply from %(day)s, once both teams have signed."),
            day=reading.day(row["effective_from"]),
        ),
        say(_("%(owner)s answers for alignment."), owner=row["owner"]),
        say(
            _("A lead is accepted by %(rule)s."), rule=reading.language.word(row["acceptance_rule"])
        ),
        say(_("What makes an MQL is %(basis)s."), basis=reading.language.word(row["mql_basis"])),
    ]
    if row.get("fit_threshold") and row.get("engagement_threshold"):
        told.append(
            say(
                _("It takes %(fit)s of fit and %(engagement)s of engagement."),
                fit=reading.counted(POINTS, row["fit_threshold"]),
                engagement=reading.counted(POINTS, row["engagement_threshold"]),
            )
        )
    return " ".join(told)


def _journey(reading: Reading, row: Row) -> str:
    values = {
        "stage": reading.stage(row),
        "phase": reading.language.word(row["phase"]),
        "pilot": reading.language.word(row["pilot_team"]),
        "support": reading.language.word(row.get("supporting_team", "")),
        "accountable": row["accountable"],
    }
    if not row.get("supporting_team"):
        return reading.language.text(
            _("%(stage)s (%(phase)s): pilot %(pilot)s; accountable: %(accountable)s."), **values
        )
    return reading.language.text(
        _(
            "%(stage)s (%(phase)s): pilot %(pilot)s, with the support of %(support)s; "
            "accountable: %(accountable)s."
        ),
        **values,
    )


def _service(reading: Reading, row: Row) -> str:
    say = reading.language.text
    told = []
    if row.get("first_touch_business_minutes"):
        minutes = reading.counted(MINUTES, row["first_touch_business_minutes"])
        told.append(say(_("first touch within %(minutes)s"), minutes=minutes))
    if row.get("decision_business_minutes"):
        minutes = reading.counted(MINUTES, row["decision_business_minutes"])
        told.append(say(_("decision within %(minutes)s"), minutes=minutes))
    if row.get("min_attempts"):
        told.append(
            say(
                _("at least %(attempts)s within %(days)s"),
                attempts=reading.counted(ATTEMPTS, row["min_attempts"]),
                days=reading.counted(DAYS, row.get("attempt_days", "")),
            )
        )
    if not told:
        told.append(say(_("no target")))
    told.append(say(_("calendar “%(calendar)s”"), calendar=row["calendar"]))
    return say(
        _("%(subject)s: %(told)s."), subject=reading.segment(row), told=say(_("; ")).join(told)
    )


def _condition(reading: Reading, row: Row) -> str:
    """What a rule of fit or exclusion asks for."""
    say, operator = reading.language.text, row.get("operator", "")
    values = {
        "attribute": reading.attribute(row["subject"]),
        "value": reading.language.items(
            [reading.language.quoted(each.strip()) for each in row.get("value", "").split("|")]
        ),
    }
    match operator:
        case "is":
            return say(_("%(attribute)s: %(value)s"), **values)
        case "is_not":
            return say(_("%(attribute)s: not %(value)s"), **values)
        case "in":
            return say(_("%(attribute)s: one of %(value)s"), **values)
        case "contains":
            return say(_("%(attribute)s: contains %(value)s"), **values)
        case "at_least":
            return say(_("%(attribute)s: at least %(number)s"), **values | {"number": row["value"]})
        case "at_most":
            return say(_("%(attribute)s: at most %(number)s"), **values | {"number": row["value"]})
        case "is_set":
            return say(_("%(attribute)s: known"), **values)
    return say(_("%(attribute)s: not known"), **values)


def _mql(reading: Reading, row: Row) -> str:
    say = reading.language.text
    rule = row["rule_code"]
    if row["kind"] == "exclusion":
        return say(
            _("Rule %(rule)s: nobody qualifies with %(condition)s."),
            rule=rule,
            condition=_condition(reading, row),
        )
    points = reading.counted(POINTS, row.get("points", ""))
    if row["kind"] == "fit":
        return say(
            _("Rule %(rule)s: %(points)s for %(condition)s."),
            rule=rule,
            points=points,
            condition=_condition(reading, row),
        )
    values = {
        "rule": rule,
        "points": points,
        "activity": reading.language.word(row["subject"]),
        "days": reading.counted(DAYS, row.get("within_days", "")),
        "asset": row.get("value", ""),
    }
    if row.get("value"):
        return say(
            _(
                "Rule %(rule)s: %(points)s for each day with this activity in the last %(days)s: "
                "%(activity)s “%(asset)s”."
            ),
            **values,
        )
    return say(
        _(
            "Rule %(rule)s: %(points)s for each day with this activity in the last %(days)s: "
            "%(activity)s."
        ),
        **values,
    )


def _information(reading: Reading, row: Row) -> str:
    return reading.language.text(
        _("%(subject)s: %(field)s."),
        subject=reading.segment(row),
        field=row[f"name_{reading.language.code}"],
    )


_ROUTED_BY = ("segment", "country", "channel", "source", "campaign")


def _recipient(reading: Reading, row: Row, value: str) -> str:
    kind, _colon, name = value.partition(":")
    if kind == "user":
        return reading.language.text(_("user %(name)s"), name=name)
    if kind == "team":
        return reading.language.text(_("team %(name)s"), name=reading.language.word(name))
    return reading.language.word(value)


def _routing(reading: Reading, row: Row) -> str:
    said = [
        f"{reading.language.word(name)} {reading.language.quoted(row[name])}"
        for name in _ROUTED_BY
        if row[name] != "*"
    ]
    who = _recipient(reading, row, row["assign_to"])
    if not said:
        return reading.language.text(
            _("Rule %(rule)s: all other leads go to %(who)s."), rule=row["priority"], who=who
        )
    return reading.language.text(
        _("Rule %(rule)s: leads of %(which)s go to %(who)s."),
        rule=row["priority"],
        which=reading.language.items(said),
        who=who,
    )


def _commitment(reading: Reading, row: Row) -> str:
    values = {
        "code": row["commitment_code"],
        "team": reading.language.word(row["team"]),
        "grain": reading.language.word(row["period_grain"]),
        "measure": reading.metric(row["measure"]),
        "comparison": reading.language.word(row["comparison"]),
        "target": reading.amount(row["measure"], row["target"]),
        "segment": row["segment"],
    }
    if row["segment"] == "*":
        return reading.language.text(
            _("%(code)s, owed by %(team)s each %(grain)s: %(measure)s, %(comparison)s %(target)s."),
            **values,
        )
    return reading.language.text(
        _(
            "%(code)s, owed by %(team)s each %(grain)s: %(measure)s of segment %(segment)s, "
            "%(comparison)s %(target)s."
        ),
        **values,
    )


def _objective(reading: Reading, row: Row) -> str:
    return reading.language.text(
        _(
            "%(metric)s, %(grain)s from %(start)s: %(target)s; owned by %(marketing)s and "
            "%(sales)s."
        ),
        metric=reading.metric(row["metric"]),
        grain=reading.language.word(row["period_grain"]),
        start=reading.day(row["period_start"]),
        target=reading.amount(row["metric"], row["target"]),
        marketing=row["marketing_owner"],
        sales=row["sales_owner"],
    )


def _component(reading: Reading, row: Row) -> str:
    return reading.language.text(
        _("%(metric)s counts for %(weight)s: nothing at %(floor)s, all of it at %(ceiling)s."),
        metric=reading.metric(row["metric"]),
        weight=_share(reading, row, row["weight"]),
        floor=reading.amount(row["metric"], row["floor_value"]),
        ceiling=reading.amount(row["metric"], row["ceiling_value"]),
    )


def _threshold(reading: Reading, row: Row, value: str) -> str:
    if row["comparison"] == "changed":
        number = value_of(value, "decimal")
        return value if number is None else reading.language.number(number)
    return reading.amount(row["metric"], value)


def _alert(reading: Reading, row: Row) -> str:
    values = {
        "code": row["rule_code"],
        "metric": reading.metric(row["metric"]),
        "dimension": reading.attribute(row["dimension"]),
        "grain": reading.language.word(row["period_grain"]),
        "threshold": _threshold(reading, row, row["threshold"]),
        "comparison": reading.language.word(row["comparison"]),
        "leads": reading.counted(LEADS, row["min_members"]),
    }
    if row["comparison"] == "changed":
        return reading.language.text(
            _(
                "Alert %(code)s: %(metric)s (%(dimension)s) of a %(grain)s changes by more than "
                "%(threshold)s times what is usual, from %(leads)s on."
            ),
            **values,
        )
    return reading.language.text(
        _(
            "Alert %(code)s: %(metric)s (%(dimension)s) of a %(grain)s is %(comparison)s "
            "%(threshold)s, from %(leads)s on."
        ),
        **values,
    )


def _pilot(reading: Reading, row: Row) -> str:
    return reading.language.text(
        _(
            "Pilot %(name)s: %(subject)s %(value)s, from %(first)s to %(last)s, against the "
            "%(days)s before and against the others, on %(metric)s."
        ),
        name=row["name"],
        subject=reading.language.word(row["subject"]),
        value=reading.language.quoted(row["value"]),
        first=reading.day(row["starts_on"]),
        last=reading.day(row["ends_on"]),
        days=reading.counted(DAYS, row["before_days"]),
        metric=reading.metric(row["metric"]),
    )


def _beginning(message: str, **cells: str) -> Says:
    """A subject that names cells of its row."""
    return lambda reading, row: reading.language.text(
        message, **{name: reading.language.word(row[cell]) for name, cell in cells.items()}
    )


def _of_the_whole(reading: Reading, row: Row) -> str:
    return reading.language.text(_("In this version"))


ARTICLES = (
    Article(
        "agreement_versions",
        _("Term and bases"),
        _of_the_whole,
        _term,
        {
            "effective_from": Column(_("the first day on which it may apply"), _day),
            "owner": Column(_("the person who answers for alignment"), _text),
            "acceptance_rule": Column(_("what accepts a lead"), _word),
            "mql_basis": Column(_("what makes an MQL"), _word),
            "fit_threshold": _number(_("the threshold of fit"), POINTS),
            "engagement_threshold": _number(_("the threshold of engagement"), POINTS),
        },
    ),
    Article(
        "journey_stages",
        _("The journey"),
        lambda reading, row: reading.language.text(
            _("At the stage %(stage)s"), stage=reading.stage(row)
        ),
        _journey,
        {
            "position": Column(_("the place in the journey"), _text),
            "phase": Column(_("the phase"), _word),
            "pilot_team": Column(_("the pilot team"), _word),
            "supporting_team": Column(_("the supporting team"), _word),
            "accountable": Column(_("the person accountable"), _text),
            "name_en": Column(_("the English name"), _text),
            "name_fr": Column(_("the French name"), _text),
        },
    ),
    Article(
        "sla_policies",
        _("Service levels"),
        Reading.segment,
        _service,
        {
            "calendar": Column(_("the calendar"), _text),
            "first_touch_business_minutes": _number(_("the first touch"), MINUTES),
            "decision_business_minutes": _number(_("the decision"), MINUTES),
            "min_attempts": _number(_("the number of attempts owed"), ATTEMPTS),
            "attempt_days": _number(_("the time for the attempts"), DAYS),
        },
    ),
    Article(
        "mql_rules",
        _("The marketing-qualified lead"),
        _beginning(_("In rule %(rule)s"), rule="rule_code"),
        _mql,
        {
            "kind": Column(_("the kind"), _word),
            "subject": Column(_("what it looks at"), _attribute),
            "operator": Column(_("the comparison"), _word),
            "value": Column(_("the value asked for"), _text),
            "within_days": _number(_("the time it looks back"), DAYS),
            "points": _number(_("the score"), POINTS),
        },
    ),
    Article(
        "required_information",
        _("Required information"),
        lambda reading, row: reading.language.text(
            _("%(segment)s and the field %(field)s"),
            segment=reading.segment(row),
            field=reading.attribute(row["field"]),
        ),
        _information,
        {
            "segment": Column(_("the segment"), _word),
            "field": Column(_("the field"), _attribute),
            "name_en": Column(_("the English name"), _text),
            "name_fr": Column(_("the French name"), _text),
        },
    ),
    Article(
        "routing_rules",
        _("Routing"),
        _beginning(_("In rule %(rule)s"), rule="priority"),
        _routing,
        {
            "priority": Column(_("the rank"), _text),
            "segment": Column(_("the segment"), _word),
            "country": Column(_("the country"), _word),
            "channel": Column(_("the channel"), _word),
            "source": Column(_("the source"), _word),
            "campaign": Column(_("the campaign"), _word),
            "assign_to": Column(_("the recipient"), _recipient),
        },
    ),
    Article(
        "commitments",
        _("Commitments"),
        _beginning(
            _("In commitment %(code)s by the %(grain)s"),
            code="commitment_code",
            grain="period_grain",
        ),
        _commitment,
        {
            "commitment_code": Column(_("the code"), _text),
            "team": Column(_("the team that owes it"), _word),
            "measure": Column(_("the measure"), _metric),
            "segment": Column(_("the segment"), _word),
            "period_grain": Column(_("the period"), _word),
            "comparison": Column(_("the sense"), _word),
            "target": Column(_("the target"), _of_metric("measure")),
        },
    ),
    Article(
        "objectives",
        _("Shared objectives"),
        lambda reading, row: reading.language.text(
            _("For %(metric)s, %(grain)s from %(start)s"),
            metric=reading.metric(row["metric"]),
            grain=reading.language.word(row["period_grain"]),
            start=reading.day(row["period_start"]),
        ),
        _objective,
        {
            "metric": Column(_("the metric"), _metric),
            "period_grain": Column(_("the period"), _word),
            "period_start": Column(_("the first day"), _day),
            "target": Column(_("the target"), _of_metric("metric")),
            "marketing_owner": Column(_("the owner in marketing"), _text),
            "sales_owner": Column(_("the owner in sales"), _text),
        },
    ),
    Article(
        "index_weights",
        _("The alignment index"),
        lambda reading, row: reading.language.text(
            _("For %(metric)s"), metric=reading.metric(row["metric"])
        ),
        _component,
        {
            "metric": Column(_("the metric"), _metric),
            "weight": Column(_("the weight"), _share),
            "floor_value": Column(_("the floor"), _of_metric("metric")),
            "ceiling_value": Column(_("the ceiling"), _of_metric("metric")),
        },
    ),
    Article(
        "alert_rules",
        _("Alerts"),
        _beginning(_("In alert %(code)s"), code="rule_code"),
        _alert,
        {
            "rule_code": Column(_("the code"), _text),
            "metric": Column(_("the metric"), _metric),
            "dimension": Column(_("the dimension"), _attribute),
            "comparison": Column(_("the comparison"), _word),
            "threshold": Column(_("the threshold"), _threshold),
            "period_grain": Column(_("the period"), _word),
            "min_members": _number(_("the smallest number of leads"), LEADS),
        },
    ),
    Article(
        "pilots",
        _("Pilots"),
        lambda reading, row: reading.language.text(_("In the pilot %(name)s"), name=row["name"]),
        _pilot,
        {
            "pilot_code": Column(_("the code"), _text),
            "name": Column(_("the name"), _text),
            "subject": Column(_("the dimension"), _word),
            "value": Column(_("the value"), _text),
            "starts_on": Column(_("the first day"), _day),
            "ends_on": Column(_("the last day"), _day),
            "before_days": _number(_("the time before"), DAYS),
            "metric": Column(_("the metric"), _metric),
        },
    ),
)


def title_of(article: Article, language: Language) -> str:
    """The heading of an article, with its number."""
    return language.text(
        _("Article %(number)s \u2013 %(title)s"),
        number=str(ARTICLES.index(article) + 1),
        title=language.text(article.title),
    )


def is_number(agreement: Agreement, seed: str, column: str) -> bool:
    """Whether a column holds a quantity, which falls or rises."""
    data_type = agreement.declared[seed].column(column).data_type
    return kind_of(data_type) in ("integer", "decimal", "double") and column != "position"
