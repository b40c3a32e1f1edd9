"""What the last night found: refusals, unmapped values, contradictions, checks, what changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from orchestration.agreement.words import _
from orchestration.reporting.figures import Figures
from orchestration.reporting.marts import Row
from orchestration.reporting.pages.quality.restated import restated
from orchestration.reporting.tables import Cell, Table

# The name of a figure that a check tells: at the beginning, or behind the figure before.
_NAMED = re.compile(r"(^|, )([a-z_]+)(?= )")

_REVIEW = {
    "oversize": _("E-mails would join more records than one person has: they join over ids alone."),
    "different_blocked": _("A shared e-mail would join records that you declared different."),
    "different_joined_by_id": _(
        "You declared records different that an id, a conversion or a merge makes one."
    ),
}


def content(figures: Figures) -> dict[str, Any]:
    """The content of the page."""
    marts, say = figures.marts, figures.language
    loads = marts.rows(
        """
        select
            system,
            object,
            max(exported_at) as exported_at,
            count(*) filter (where status = 'landed') as files,
            sum(rows_landed) as rows_landed,
            sum(rows_refused) as rows_refused,
            sum(values_refused) as values_refused,
            count(*) filter (where status = 'refused') as files_refused
        from quality.loads
        group by system, object
        order by
            sum(rows_refused) + sum(values_refused) desc,
            count(*) filter (where status = 'refused') desc,
            system,
            object
        """
    )
    refusals = marts.rows(
        """
        select system, object, reason, column_name, count(*) as rows,
            min(file) as file, min(line) as line, min(raw_text) as example
        from (
            select system, object, reason, column_name, file, line, raw_text
            from quality.refused_rows
            union all
            select system, object, reason, column_name, file, line, raw_text
            from quality.refused_values
        ) as refused
        group by system, object, reason, column_name
        order by rows desc, system, object, reason
        """
    )
    problems = marts.rows(
        "select file, message from quality.loads where status <> 'landed' and message is not null "
        "order by file"
    )
    unmapped = marts.rows(
        "from quality.unmapped_values order by row_count desc, mapping, system, object, value"
    )
    contradictions = marts.rows(
        """
        select earlier_stage, later_stage, count(*) as leads, max(abs(days_between)) as days
        from quality.contradictions
        group by earlier_stage, later_stage
        order by leads desc, earlier_stage, later_stage
        """
    )
    review = marts.rows(
        "select reason, count(distinct case_id) as cases, count(*) as records "
        "from quality.identity_review group by reason order by reason"
    )
    unmet = marts.rows(
        "from quality.expectation_results where not is_met "
        "order by severity, table_name, expectation"
    )
    (counts,) = marts.rows(
        """
        select
            (select count(*) from quality.expectation_results) as checks,
            (select count(*) from quality.undated) as undated,
            (select count(*) from quality.missing_rates) as amounts,
            (select coalesce(sum(answers), 0) from quality.survey_answers_ignored) as answers,
            (select count(*) from quality.unlinked_records) as unlinked
        """
    )
    return {
        "landed": say.number(sum(row["rows_landed"] for row in loads)),
        "refused": say.number(sum(row["rows_refused"] for row in loads)),
        "unmapped_count": say.number(len(unmapped)),
        "unmet_count": say.number(len(unmet)),
        "checks": say.number(counts["checks"]),
        "problems": Table(
            say.texts(_("File"), _("What was found")),
            [(row["file"], say.retold(row["message"])) for row in problems],
            place="quality.loads",
        ),
        "refusals": Table(
            say.texts(_("Reason"), _("Object"), _("Column"), _("Rows"), _("For example")),
            [
                (
                    say.retold(row["reason"]),
                    _object(row),
                    row["column_name"] or "",
                    say.number(row["rows"]),
                    say.text(_("%(file)s, line %(line)s"), file=row["file"], line=row["line"]),
                )
                for row in refusals
            ],
            numbers=(3,),
            place="quality.refused_rows, quality.refused_values",
        ),
        "unmapped": Table(
            say.texts(_("Value"), _("Where"), _("Rows"), _("What to do")),
            [
                (row["value"], _object(row), say.number(row["row_count"]), _remedy(figures, row))
                for row in unmapped
            ],
            numbers=(2,),
            place="quality.unmapped_values",
        ),
        "unmet": Table(
            say.texts(_("Check"), _("Table"), _("Expected"), _("Found")),
            [
                (
                    say.retold(row["expectation"]),
                    row["table_name"],
                    say.retold(row["expected"]),
                    _found(figures, row["observed"]),
                )
                for row in unmet
            ],
            place="quality.expectation_results",
        ),
        "restated": restated(figures),
        "review": Table(
            say.texts(_("What"), _("How many"), _("What to do"), _("Table")),
            [
                *_identity(figures, review),
                *_contradictions(figures, contradictions),
                *_others(figures, counts),
            ],
        ),
        "loads": Table(
            say.texts(
                _("Object"), _("Files"), _("Rows landed"), _("Rows refused"), _("Newest export")
            ),
            [
                (
                    _object(row),
                    say.number(row["files"]),
                    say.number(row["rows_landed"]),
                    say.number(row["rows_refused"]),
                    say.moment(marts.local(row["exported_at"])) if row["exported_at"] else "",
                )
                for row in loads
            ],
            numbers=(1, 2, 3),
            place="quality.loads",
            shown=len(loads),
        ),
    }


def _found(figures: Figures, observed: str) -> str:
    """What a check found: one message, or figures by their names."""
    say = figures.language
    return _NAMED.sub(lambda each: f"{each[1]}{say.retold(each[2])}", say.retold(observed))


def _remedy(figures: Figures, row: Row) -> str:
    say = figures.language
    told = say.text(
        _("Add a row for it to mappings/%(mapping)s.csv: what it means."), mapping=row["mapping"]
    )
    if (row["object"], row["mapping"]) != ("opportunity", "status_mapping"):
        return told
    until = _(
        "Until then its deals are what the flags for closed and won say; "
        "without these in the export, they are neither open nor won."
    )
    return f"{told} {say.text(until)}"


def _object(row: Row) -> str:
    return " · ".join(filter(None, [row["system"], row["object"], row.get("field")]))


def _identity(figures: Figures, rows: list[Row]) -> Iterator[Sequence[Cell]]:
    say = figures.language
    for row in rows:
        yield (
            say.text(_REVIEW[row["reason"]]),
            say.counted(_("%(num)s case"), _("%(num)s cases"), row["cases"]),
            say.text(_("Rule on each in mappings/identity_overrides.csv.")),
            "quality.identity_review",
        )


def _contradictions(figures: Figures, rows: list[Row]) -> Iterator[Sequence[Cell]]:
    say = figures.language
    names = figures.stage_names
    for row in rows:
        yield (
            say.text(
                _("%(earlier)s and %(later)s of one lead contradict each other in time"),
                earlier=say.quoted(names[row["earlier_stage"]]),
                later=say.quoted(names[row["later_stage"]]),
            ),
            say.counted(_("%(num)s lead"), _("%(num)s leads"), row["leads"]),
            say.text(_("Correct the date in the tool, or leave it: its durations do not count.")),
            "quality.contradictions",
        )


def _others(figures: Figures, counts: Row) -> Iterator[Sequence[Cell]]:
    say = figures.language
    told = [
        (
            "undated",
            _("A stage was reached at a time that nothing tells."),
            (_("%(num)s stage"), _("%(num)s stages")),
            _("Export the history of the field: until then it counts as reached, in no period."),
            "quality.undated",
        ),
        (
            "amounts",
            _("A deal has no amount, or its currency no rate."),
            (_("%(num)s deal"), _("%(num)s deals")),
            _("Fill in the amount, or give a rate in calendars/currency_rates.csv."),
            "quality.missing_rates",
        ),
        (
            "answers",
            _("Answers to the survey are not counted."),
            (_("%(num)s answer"), _("%(num)s answers")),
            _("A wave is published once, when it closes: the table says why each was left out."),
            "quality.survey_answers_ignored",
        ),
        (
            "unlinked",
            _("A record that your own files name is in no export."),
            (_("%(num)s record"), _("%(num)s records")),
            _("Check its key, or take the row out."),
            "quality.unlinked_records",
        ),
    ]
    for name, what, (one, many), remedy, table in told:
        if counts[name]:
            yield say.text(what), say.counted(one, many, counts[name]), say.text(remedy), table
