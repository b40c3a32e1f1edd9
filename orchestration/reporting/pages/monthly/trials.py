"""What was tried: reasons sent back to marketing, and pilots."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any

from orchestration.agreement.words import _
from orchestration.reporting import charts
from orchestration.reporting.cells import UNKNOWN, folded, literal, of
from orchestration.reporting.charts import Chart
from orchestration.reporting.cohorts import handoffs_between
from orchestration.reporting.figures import Figures
from orchestration.reporting.marts import Row
from orchestration.reporting.tables import CATEGORIES_SHOWN, Cell, Table
from orchestration.reporting.wording import (
    Judgements,
    judgement,
    reason_name,
    share_range,
    value_name,
)

PILOTS_SHOWN = 4


_GROUPS = {
    ("pilot", "before"): _("Pilot, before"),
    ("pilot", "during"): _("Pilot, during"),
    ("rest", "before"): _("The others, before"),
    ("rest", "during"): _("The others, during"),
}


_VERDICTS: Judgements = {
    "better": (_("better"), "good"),
    "worse": (_("worse"), "bad"),
    "none_shown": (_("no effect shown"), ""),
    "too_few": (_("too few to tell"), ""),
}


def feedback(figures: Figures) -> Table | None:
    """Whether a reason became rarer since it was sent back to marketing."""
    marts, say = figures.marts, figures.language
    found = marts.rows(
        """
        select
            effects.*,
            reasons.name_en,
            reasons.name_fr,
            effects.first_sent_on - 90 as starts_on,
            effects.first_sent_on + 90 as ends_before
        from alignment.feedback_effect as effects
        left join agreement.reasons as reasons
            on effects.reason_code = reasons.reason_code
        order by effects.first_sent_on desc, effects.source, effects.reason_code
        """
    )
    if not found:
        return None
    rows: list[list[Cell]] = []
    for row in found[:CATEGORIES_SHOWN]:
        line: list[Cell] = [
            f"{reason_name(figures.language, row)} · {value_name(figures.language, row['source'])}",
            say.day(row["first_sent_on"]),
        ]
        line += [
            figures.figure(
                f"share_{when}",
                row[f"share_{when}"],
                query=_of_feedback(figures, row, when),
                basis=say.text(_("leads of the source given back, 90 days each side")),
                members=row[f"members_{when}"],
                is_mature=when == "before" or row["is_mature"],
            )
            for when in ("before", "after")
        ]
        rows.append([*line, judgement(figures.language, _VERDICTS, row["verdict"])])
    heads = say.texts(
        _("Reason and source"),
        _("First sent back on"),
        _("Share before"),
        _("Share since"),
        _("What it did"),
    )
    return Table(
        heads,
        rows,
        numbers=(2, 3),
        place="alignment.feedback_effect",
        left_out=len(found) - len(rows),
    )


def _of_feedback(figures: Figures, row: Row, when: str) -> str:
    """A query for the leads of a source given back, before or since a reason was sent back."""
    first, after = {
        "before": (row["starts_on"], row["first_sent_on"]),
        "after": (row["first_sent_on"], row["ends_before"]),
    }[when]
    return handoffs_between(
        figures, first, after, *of("source", row["source"]), "decision in ('rejected', 'recycled')"
    )


def pilots(figures: Figures) -> list[dict[str, Any]]:
    """What each pilot brought: it and the others, before and during; the latest first."""
    found = figures.marts.rows(
        "select *, max(starts_on) over (partition by pilot_code) as began_on "
        "from alignment.pilot_effect "
        "order by began_on desc, pilot_code, group_name, phase"
    )
    pilots = [list(rows) for _code, rows in groupby(found, key=itemgetter("pilot_code"))]
    return [_pilot(figures, rows) for rows in pilots[:PILOTS_SHOWN]]


def _pilot(figures: Figures, groups: list[Row]) -> dict[str, Any]:
    say = figures.language
    (judged,) = [row for row in groups if row["verdict"] is not None]
    metric = judged["metric"]
    rows: list[list[Cell]] = []
    for row in groups:
        rate = figures.figure(
            metric,
            row["value"],
            query=_of_group(figures, row),
            basis=say.text(
                _("leads handed off from %(first)s to %(last)s"),
                first=say.day(row["starts_on"]),
                last=say.day(row["ends_on"]),
            ),
            members=row["members"] if row["is_mature"] and _is_told(row) else None,
            is_mature=row["is_mature"],
        )
        group = say.text(_GROUPS[row["group_name"], row["phase"]])
        rows.append([group, rate, share_range(figures.language, row["low"], row["high"])])
    dots = [
        (
            say.text(_GROUPS[row["group_name"], row["phase"]]),
            row["value"],
            row["low"],
            row["high"],
            not row["is_mature"],
        )
        for row in groups
        if row["value"] is not None
    ]
    effect = ""
    if judged["effect"] is not None:
        effect = say.text(
            _("%(effect)s against the others, likely between %(low)s and %(high)s"),
            effect=say.points(judged["effect"]),
            low=say.points(judged["effect_low"]),
            high=say.points(judged["effect_high"]),
        )
    chart = Chart(
        svg=charts.intervals(dots, say),
        title=judged["pilot_name"],
        sentence=say.text(
            _("%(metric)s, %(first)s to %(last)s, against the time before and the others."),
            metric=figures.name(metric),
            first=say.day(judged["starts_on"]),
            last=say.day(judged["ends_on"]),
        ),
        table=Table(
            [say.text(_("Group")), figures.name(metric), say.text(_("Likely range"))],
            rows,
            numbers=(1, 2),
        ),
    )
    return {
        "chart": chart,
        "effect": effect,
        "verdict": judgement(figures.language, _VERDICTS, judged["verdict"]),
    }


def _of_group(figures: Figures, row: Row) -> str:
    """A query for the leads of a group of a pilot, in one of its phases."""
    conditions = []
    if _is_told(row):
        member = folded(f"coalesce({row['subject']}, {literal(UNKNOWN)})")
        is_of = "=" if row["group_name"] == "pilot" else "<>"
        conditions.append(f"{member} {is_of} {folded(literal(row['subject_value']))}")
    if row["metric"] == "acceptance_rate_decided":
        conditions.append("decision <> 'pending'")
    after = row["ends_on"] + timedelta(days=1)
    return handoffs_between(figures, row["starts_on"], after, *conditions)


def _is_told(row: Row) -> bool:
    """Whether the value of a pilot tells its leads apart as it is written.

    A country may be written in any language, an owner by an e-mail: the query then shows the leads
    of both groups.
    """
    return row["subject"] not in ("country", "owner")
