"""Versions that are not signed yet, each with what its last back-test found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from orchestration.agreement.amendments import amendments_text
from orchestration.agreement.words import _
from orchestration.backtest_results import FILE, Results, Run, latest_results
from orchestration.reporting.cells import UNKNOWN, literal
from orchestration.reporting.figures import Figures
from orchestration.reporting.marts import Row
from orchestration.reporting.tables import Cell, Chip, Table
from orchestration.reporting.wording import told_apart, value_name

# What is told of the whole span: measures of the back-test, each by the metric that it is.
_MEASURES = {
    "mqls": "mqls",
    "handed_off": "handed_off",
    "matured_acceptance_rate": "matured_acceptance_rate",
    "mqls_to_sql": "sqls",
    "mqls_won": "won",
    "revenue_from_mql": "revenue",
    "touch_sla_due": "touch_sla_due",
    "touch_sla_compliance": "touch_sla_compliance",
    "decision_sla_due": "decision_sla_due",
    "decision_sla_compliance": "decision_sla_compliance",
}
# What is counted otherwise than the metric of that name.
_NAMES = {"revenue_from_mql": _("Revenue of deals opened in these days")}
_CHANGES = {
    "enters": _("come in"),
    "leaves": _("stay out"),
    "moves": _("become one at another time"),
    "stays": _("are one as before"),
}
# What became of them, and in what each is told.
_OUTCOMES = {"accepted": "accepted", "sqls": "sqls", "won": "won", "revenue": "revenue"}

# Changes of a draft, and reps, that a page shows.
CHANGES_SHOWN = 8
REPS_SHOWN = 8


def drafts(figures: Figures) -> list[dict[str, Any]]:
    """The drafts, the latest first; of each what it changes, and its back-test if one is kept."""
    found = figures.marts.rows(
        "from review.proposed_adjustments where kind = 'draft_version' "
        "order by agreement_version desc"
    )
    if not found:
        return []
    kept, is_readable = _kept(figures, [row["agreement_version"] for row in found])
    return [_draft(figures, row, kept.get(row["agreement_version"]), is_readable) for row in found]


def _kept(figures: Figures, versions: Sequence[int]) -> tuple[dict[int, tuple[Run, Results]], bool]:
    """The last back-test of each version, and whether what is kept of them can be read."""
    try:
        return latest_results(figures.marts.home, versions), True
    except duckdb.Error:
        return {}, False


def _draft(
    figures: Figures, row: Row, kept: tuple[Run, Results] | None, is_readable: bool
) -> dict[str, Any]:
    say, version = figures.language, row["agreement_version"]
    changes, changes_left = _changes(figures, version)
    told: dict[str, Any] = {
        "title": say.text(_("Draft of version %(version)s"), version=version),
        "changes": changes,
        "changes_left": changes_left,
        "commands": [row["backtest_command"], "accord report"],
        "notes": [],
        "found": None,
    }
    if kept is None:
        told["chip"] = Chip(say.text(_("not tried yet")))
        if not is_readable:
            damaged = _("%(file)s cannot be read: delete it, and try the draft again.")
            told["notes"] = [say.text(damaged, file=f"backtest/{FILE}")]
        return told
    run, results = kept
    told["notes"] = _out_of_date(figures, run)
    told["chip"] = (
        Chip(say.text(_("out of date")), "watch")
        if told["notes"]
        else Chip(say.text(_("tried on these data")), "good")
    )
    if told["notes"]:
        told["commands"][0] += f" --from {run.first_day} --to {run.last_day}"
    told["span"] = say.text(
        _("Tried on the days from %(first)s to %(last)s, over the data as of %(moment)s."),
        first=say.day(run.first_day),
        last=say.day(run.last_day),
        moment=say.moment(figures.marts.local(run.as_of)),
    )
    told["found"] = {
        "figures": _figures(figures, run, results),
        "leads": _leads(figures, run, results),
        "loads": _loads(figures, run, results),
    }
    return told


def _changes(figures: Figures, version: int) -> tuple[list[str], int]:
    """What a draft changes of the version in force, in words, and how many changes are not told."""
    marts = figures.marts
    row = marts.row(
        "select agreement_version from agreement.versions_in_force where in_force_from <= ? "
        "order by in_force_from desc limit 1",
        marts.today,
    )
    if row is None:
        return [], 0
    _title, *lines = amendments_text(
        marts.agreement, str(row["agreement_version"]), str(version), figures.language.agreement
    )
    return lines[:CHANGES_SHOWN], len(lines[CHANGES_SHOWN:])


def _out_of_date(figures: Figures, run: Run) -> list[str]:
    """Why a back-test is not one of what these pages are of; nothing where it is."""
    marts, say = figures.marts, figures.language
    notes = []
    if run.content_hash != marts.agreement.content_hash(str(run.version)):
        notes.append(say.text(_("The draft has other rows than those that were tried.")))
    if run.build_id != marts.build_id:
        notes.append(say.text(_("Another night is published since: its figures are not in it.")))
    return notes


def _figures(figures: Figures, run: Run, results: Results) -> Table:
    """What is counted in the span: as published, under the draft, and the change."""
    say = figures.language
    found = {row["measure"]: row for row in results.figures}
    query = _query("figures", run, "period_grain = 'window'")
    rows: list[list[Cell]] = []
    for measure, metric in _MEASURES.items():
        # what is null in both builds is not kept
        row = found.get(measure, {})
        change = row.get("change")
        name = say.text(_NAMES[measure]) if measure in _NAMES else figures.name(metric)
        line: list[Cell] = [name]
        line += [
            figures.figure(
                metric, row.get(side), query=query, basis=_basis(figures, run), name=name
            )
            for side in ("published", "under_version")
        ]
        line.append("" if change is None else figures.change(metric, change))
        rows.append(line)
    heads = say.texts(_("Figure"), _("As published"), _("Under the draft"), _("Change"))
    return Table(heads, rows, numbers=(1, 2, 3), is_narrow=True)


def _leads(figures: Figures, run: Run, results: Results) -> Table:
    """Whose MQL the draft makes or unmakes, and what became of them."""
    say = figures.language
    found = {row["change"]: row for row in results.leads}
    rows: list[list[Cell]] = []
    for change, words in _CHANGES.items():
        row = found.get(change)
        query = _query("leads", run, f"change = {literal(change)}")
        basis = f"{_basis(figures, run)} · {say.text(words)}"
        leads = row["leads"] if row else 0
        line: list[Cell] = [
            say.text(words),
            figures.figure("leads", leads, query=query, basis=basis),
        ]
        if row is None:
            line += [""] * len(_OUTCOMES)
        else:
            line += [
                figures.figure(metric, row[outcome], query=query, basis=basis)
                for outcome, metric in _OUTCOMES.items()
            ]
        rows.append(line)
    heads = [
        say.text(_("Leads that")),
        *(figures.name(metric) for metric in ("leads", *_OUTCOMES.values())),
    ]
    return Table(heads, rows, numbers=range(1, len(heads)))


def _loads(figures: Figures, run: Run, results: Results) -> Table:
    """What the draft asks of each rep: handoffs in all, and in the busiest week."""
    say = figures.language
    names = told_apart(
        figures, [(row["owner_id"], row["owner_name"], None) for row in results.loads]
    )
    ordered = sorted(
        results.loads,
        key=lambda row: (-abs(row["under_version"] - row["published"]), -row["published"]),
    )
    query = _query("loads", run)
    rows: list[list[Cell]] = []
    for row in ordered[:REPS_SHOWN]:
        is_nobody = row["owner_id"] == UNKNOWN
        line: list[Cell] = [
            say.text(_("Nobody yet")) if is_nobody else value_name(say, names[row["owner_id"]])
        ]
        line += [
            figures.figure("handed_off", row[side], query=query, basis=_basis(figures, run))
            for side in (
                *("published", "under_version"),
                *("published_busiest_week", "version_busiest_week"),
            )
        ]
        rows.append(line)
    heads = say.texts(
        _("Handoffs of"),
        _("As published"),
        _("Under the draft"),
        _("Busiest week"),
        _("Under the draft"),
    )
    return Table(
        heads,
        rows,
        numbers=(1, 2, 3, 4),
        place=f"backtest.loads, backtest/{FILE}",
        left_out=len(ordered) - len(rows),
    )


def _basis(figures: Figures, run: Run) -> str:
    say = figures.language
    return say.text(
        _("back-test of version %(version)s, %(first)s to %(last)s"),
        version=run.version,
        first=say.day(run.first_day),
        last=say.day(run.last_day),
    )


def _query(table: str, run: Run, *conditions: str) -> str:
    """A query for what is kept of a back-test, which stands in a file of its own."""
    held = "\n  and ".join((f"backtest_id = {literal(run.backtest_id)}", *conditions))
    return f"-- in backtest/{FILE}\nselect *\nfrom backtest.{table}\nwhere {held}"
