"""What sales works today: breached, at risk, to work; and what came back to marketing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from orchestration.agreement.words import _
from orchestration.reporting import charts
from orchestration.reporting.cells import among
from orchestration.reporting.charts import Chart, Colour
from orchestration.reporting.figures import Figure, Figures
from orchestration.reporting.marts import Row
from orchestration.reporting.tables import Cell, Link, Table
from orchestration.reporting.wording import reason_name, told_apart

# The lists of what is to work, the most urgent first, each with what it is called and its colour.
LISTS: dict[str, tuple[str, Colour]] = {
    "breached": (_("Breached"), "bad"),
    "at_risk": (_("At risk"), "watch"),
    "to_work": (_("To work"), "shared"),
}
GIVEN_BACK = "given_back"

_TO_DO = {
    "assign": _("Give it to somebody"),
    "touch": _("First contact"),
    "decide": _("Accept or give back"),
}
_ACTIONS = {
    "nurture": _("put into nurturing"),
    "lower_score": _("lower its score"),
    "fix_data": _("correct the data"),
    "suppress": _("do not contact"),
}

# Reps with a list of their own, and leads in each.
REPS_SHOWN = 20
LEADS_SHOWN = 15


def content(figures: Figures) -> dict[str, Any]:
    """The content of the page."""
    rows = figures.marts.rows(
        """
        select work_list.*, reasons.name_en, reasons.name_fr
        from review.work_list as work_list
        left join agreement.reasons as reasons
            on work_list.reason_code = reasons.reason_code
        order by work_list.list_name, work_list.list_position
        """
    )
    to_work = sorted(
        (row for row in rows if row["list_name"] in LISTS),
        key=lambda row: (list(LISTS).index(row["list_name"]), row["list_position"]),
    )
    given_back = [row for row in rows if row["list_name"] == GIVEN_BACK]
    reps = _by_rep(to_work)
    names = told_apart(
        figures,
        (
            (row["owner_id"], row["owner_name"], row["owner_team"])
            for row in rows
            if row["owner_id"] is not None
        ),
    )
    counts = Counter(row["list_name"] for row in rows)
    return {
        "counts": [
            {
                "name": figures.language.text(name),
                "look": look,
                "figure": listed(figures, counts, name, each),
            }
            for each, (name, look) in LISTS.items()
        ],
        "given_back_count": listed(figures, counts, _("Given back"), GIVEN_BACK),
        "load": _load(figures, reps, names) if reps else None,
        "reps": [
            {
                "anchor": _anchor(number),
                "name": _rep(figures, key, names),
                "team": figures.language.word(key[2]) if key[2] else "",
                "table": _leads(figures, leads),
            }
            for number, (key, leads) in enumerate(reps[:REPS_SHOWN])
        ],
        "reps_left": len(reps[REPS_SHOWN:]),
        "given_back": _given_back(figures, given_back, names),
    }


def listed(figures: Figures, counts: Mapping[str, int], title: str, *names: str) -> Figure:
    """How many leads some lists hold together, of the counts of all lists, under a title."""
    return figures.figure(
        "work_list",
        sum(counts.get(name, 0) for name in names),
        query=f"select *\nfrom review.work_list\nwhere {among('list_name', names)}",
        basis=figures.language.text(_("leads handed off that ask for something now")),
        name=figures.language.text(title),
    )


Rep = tuple[str | None, str | None, str | None]


def _by_rep(rows: list[Row]) -> list[tuple[Rep, list[Row]]]:
    """The leads of each rep, in the order of the lists; who has most at risk comes first."""
    found: dict[Rep, list[Row]] = {}
    for row in rows:
        key = (row["owner_id"], row["owner_name"], row["owner_team"])
        found.setdefault(key, []).append(row)
    urgent = {
        key: [-sum(row["list_name"] == each for row in leads) for each in LISTS]
        for key, leads in found.items()
    }
    return sorted(found.items(), key=lambda each: (urgent[each[0]], each[0][1] or ""))


def _anchor(number: int) -> str:
    """The place of a rep's list on the page."""
    return f"rep-{number}"


def _rep(figures: Figures, key: Rep, names: Mapping[str, str]) -> str:
    owner, _name, _team = key
    return figures.language.text(_("Nobody yet")) if owner is None else names[owner]


def _load(
    figures: Figures, reps: list[tuple[Rep, list[Row]]], names_of_reps: Mapping[str, str]
) -> Chart:
    say = figures.language
    names = {each: say.text(name) for each, (name, _look) in LISTS.items()}
    parts: list[tuple[str, str, float]] = []
    rows: list[list[Cell]] = []
    for number, (key, leads) in enumerate(reps[:REPS_SHOWN]):
        counted = Counter(row["list_name"] for row in leads)
        rep = _rep(figures, key, names_of_reps)
        parts += [(rep, names[each], float(counted[each])) for each in LISTS]
        team = say.word(key[2]) if key[2] else ""
        counts = (say.number(counted[each]) for each in LISTS)
        rows.append([Link(rep, _anchor(number), team), *counts])
    return Chart(
        svg=charts.stacked(
            parts, [(names[each], look) for each, (_name, look) in LISTS.items()], say, "d"
        ),
        title=say.text(_("Who has how much to do")),
        sentence=say.text(
            _("Leads that wait, by whose they are; who has most that is late first.")
        ),
        table=Table(
            [say.text(_("Owner")), *names.values()],
            rows,
            numbers=(1, 2, 3),
            shown=REPS_SHOWN,
            is_narrow=True,
        ),
    )


def _leads(figures: Figures, leads: list[Row]) -> Table:
    say = figures.language
    return Table(
        say.texts(_("Lead"), _("To do"), _("Due"), _("What is missing"), _("Did last")),
        [
            (
                _who(figures, row),
                (say.text(_TO_DO[row["to_do"]]), say.text(LISTS[row["list_name"]][0])),
                _due(figures, row),
                _missing(figures, row),
                _did(figures, row),
            )
            for row in leads
        ],
        place="review.work_list",
        shown=LEADS_SHOWN,
    )


def _who(figures: Figures, row: Row) -> Cell:
    """Who a lead is: where names are not shown, its company and key."""
    name = " ".join(filter(None, (row["first_name"], row["last_name"])))
    company = row["company_name"] or ""
    if not figures.shows_names or not name:
        return company or row["lead_id"], row["lead_id"] if company else ""
    return name, company


def _due(figures: Figures, row: Row) -> Cell:
    say = figures.language
    if row["due_at"] is None:
        return say.text(_("no deadline"))
    due = say.moment(figures.marts.local(row["due_at"]))
    used, target = row["used_business_minutes"], row["target_business_minutes"]
    if row["list_name"] == "breached":
        late = _late(figures, row)
        if target is None:
            return due, late
        return due, say.text(
            _("%(late)s, %(target)s agreed"), late=late, target=say.duration(target)
        )
    if used is None or target is None:
        return due
    told = _("%(used)s of %(target)s used")
    return due, say.text(told, used=say.duration(used), target=say.duration(target))


def _late(figures: Figures, row: Row) -> str:
    """How long ago a deadline was, on the calendar."""
    say, late = figures.language, figures.marts.as_of - row["due_at"]
    if late.days:
        return say.counted(_("late by %(num)s day"), _("late by %(num)s days"), late.days)
    return say.text(_("late by %(time)s"), time=say.duration(late.total_seconds() / 60))


def _missing(figures: Figures, row: Row) -> str:
    fields = (row["missing_fields"] or "").split(", ")
    return ", ".join(figures.attribute(field) for field in fields if field)


def _did(figures: Figures, row: Row) -> Cell:
    say = figures.language
    if row["last_engaged_at"] is None:
        return ""
    kind = say.word(row["last_engagement_kind"])
    day = figures.day(row["last_engaged_at"])
    return row["last_engagement_asset"] or kind, f"{kind} · {day}"


def _given_back(figures: Figures, rows: list[Row], names: Mapping[str, str]) -> Table:
    say = figures.language
    return Table(
        say.texts(_("Lead"), _("Given back"), _("Reason"), _("Next"), _("By")),
        [
            (
                _who(figures, row),
                (figures.stage_names[row["decision"]], figures.day(row["decided_at"])),
                reason_name(say, row),
                say.text(_ACTIONS[row["action"]]) if row["action"] else "",
                names.get(row["owner_id"], ""),
            )
            for row in rows
        ],
        place="review.work_list",
    )
