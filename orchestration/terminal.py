"""What a person sees of a night on the terminal."""

from __future__ import annotations

import sys
from typing import Any, Self

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from orchestration.last_run import LastRun
from orchestration.night import Listener, NightReport, Step
from orchestration.suggesting import BESIDE

# how each metric of the scorecard is read, and what a status says of it
_METRIC_FORMATS = {
    "lead_acceptance": "{:.1%}",
    "lead_handling_time": "{:,.0f} business min",
    "conversion_by_source": "{:.1%}",
    "perceived_alignment": "{:.1f} of 100",
    "alignment_index": "{:.1f} of 100",
}
_STATUS_WORDS = {"immature": "too young yet", "no_target": ""}

_WIDTH_OF_WHAT = 48


class ProgressListener(Listener):
    """Shows the current step with what is worked on, n of m and the time elapsed."""

    def __init__(self, console: Console) -> None:
        """The display lives from `with` to its end."""
        self._console = console
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("[dim]{task.fields[what]}"),
            console=console,
            transient=True,
        )
        self._task = self._progress.add_task("Begin", total=None, what="")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._progress.stop()

    def began(self, step: Step) -> None:
        """A step began."""
        self._progress.reset(self._task, total=None, description=str(step), what="")

    def progressed(self, done: int, total: int, what: str) -> None:
        """The current step works on the `done`-th of `total` things."""
        shown = escape(what if len(what) <= _WIDTH_OF_WHAT else "…" + what[-_WIDTH_OF_WHAT:])
        self._progress.update(self._task, completed=done, total=total, what=shown)

    def ended(self, step: Step, seconds: float, report: NightReport) -> None:
        """A step ended well."""
        self._console.print(f"[green]✓[/] {step:<18} [dim]{seconds:6.1f} s[/]")


def show_night(console: Console, summary: dict[str, Any]) -> None:
    """The summary of a published night; its keys are those of `night_summary`."""
    loaded, checks, built = summary["loaded"], summary["checks"], summary["built"]
    files, rows = loaded["files"], loaded["rows"]
    table = _table("The night")
    table.add_row(
        "Files",
        f"{files['new']} new, {files['landed']} landed in all, {files['refused']} refused, "
        f"{files['ignored']} ignored",
    )
    table.add_row(
        "Rows",
        f"{rows['landed']:,} landed, {rows['refused']:,} refused; "
        f"{rows['values_refused']:,} values refused",
    )
    table.add_row("Built", f"{built['models']} models, {built['tests']} tests hold")
    table.add_row("Checks", f"{checks['met']} met, {len(checks['not_met'])} not met")
    console.print(table)
    for export in loaded["later_than_as_of"]:
        console.print(
            f"[yellow]![/] {escape(export)} was exported after the data cut-off "
            f"{summary['as_of']} and is not read: the night ends where --as-of says, or else where "
            "the exports of another tool end"
        )
    for warning in [*loaded["warnings"], *built["warnings"], *summary["notes"]]:
        console.print(f"[yellow]![/] {escape(warning)}")
    for check in checks["not_met"]:
        console.print(
            f"[yellow]![/] {escape(check['table_name'])}: {escape(check['expectation'])} "
            f"(expected {escape(check['expected'])}, found {escape(check['observed'])})"
        )
    given_back = summary["given_back"]
    if given_back["folder"]:
        console.print(
            f"For the tools ({sum(given_back['changed'].values()):,} records changed; "
            "docs/give_back_to_the_tools.md):"
        )
        console.print(escape(f"  {given_back['folder']}"), soft_wrap=True, highlight=False)
    show_status(console, summary["published"])
    if summary["pages"]:
        console.print("Open the review pages (docs/read_the_pages.md):")
        console.print(escape(f"  {summary['pages']}"), soft_wrap=True, highlight=False)


def show_status(console: Console, published: dict[str, Any]) -> None:
    """What is published, the metrics of the last full month, and how to open the marts."""
    if published["metrics"]:
        month = published["metrics"][0]["period_start"][:7]
        table = _table("Alignment")
        table.show_header = True
        for column in ("", month, "month before", ""):
            table.add_column(column)
        for metric in published["metrics"]:
            table.add_row(
                metric["metric"].replace("_", " "),
                _value(metric["metric"], metric["value"]),
                f"[dim]{_value(metric['metric'], metric['previous_value'])}[/]",
                f"[dim]{_status(metric)}[/]",
            )
        console.print(table)
    if unmapped := published["unmapped_values"]:
        console.print(
            f"[yellow]![/] Values of the tools that have no meaning yet: {unmapped}. "
            "Read quality.unmapped_values and add them to seeds/mappings"
        )
    if (copied_at := published["copied_at"]) != published["published_at"]:
        which = f"of the night published at {copied_at}" if copied_at else "missing"
        console.print(f"[yellow]![/] The Parquet copies are {which}: the next night makes its own")
    if (restated := published["restated"])["figures"]:
        causes = ", ".join(f"{cause} {count:,}" for cause, count in restated["causes"].items())
        console.print(
            f"[yellow]![/] Restated: {restated['figures']:,} figures of closed periods are not "
            f"what the night as of {restated['said_as_of']} said, of which {restated['settled']:,} "
            f"had settled. Why: {causes}. Read the page Quality, or review.restatements "
            "(docs/when_a_number_changed.md)"
        )
    total = sum(published["rows"].values())
    console.print(
        f"\nPublished: {len(published['rows'])} tables, {total:,} rows, as of {published['as_of']}"
    )
    reading = (
        f"import duckdb; marts = duckdb.connect('{published['marts']}', read_only=True); "
        "print(marts.sql('from alignment.alignment_scorecard'))"
    )
    console.print("Read them, for example (docs/connect_a_bi_tool.md tells more):")
    console.print(escape(f'  {sys.executable} -c "{reading}"'), soft_wrap=True, highlight=False)


def show_preflight(console: Console, summary: dict[str, Any], shows_all: bool) -> None:
    """What `accord check` found: what asks for an act first; its keys are `preflight_summary`'s.

    The rest (columns that nothing reads, encodings) is counted, or shown where all is asked for.
    """
    files = summary.get("files", [])
    stopping = [
        *summary["seed_problems"],
        *summary["model_problems"],
        *summary.get("blocking", []),
    ]
    warnings = summary.get("warnings", [])
    for file in summary.get("arranged", []):
        if file["problem"]:
            _tell(console, "yellow", "!", f"{file['file']}: {file['problem']}")
        else:
            _tell(console, "dim", "·", _placed(file))
    for problem in stopping:
        _tell(console, "red", "✗", problem)
    for warning in warnings:
        _tell(console, "yellow", "!", warning)
    notes = []
    for file in files:
        note = f"{file['file']}: {file['message']}"
        is_told = any(file["file"] in text for text in [*stopping, *warnings])
        if file["message"] and file["status"] == "landed":
            notes.append(note)
        elif file["message"] and not is_told:
            _tell(console, "yellow", "!", note)
    for kind, noun in (("refused_rows", "row"), ("refused_values", "value")):
        for text in _refusals(summary.get(kind, []), noun, shows_all):
            _tell(console, "yellow", "!", text)
    unmapped = summary.get("unmapped_values", [])
    for value in unmapped or []:
        place = ".".join(filter(None, (value["system"], value["object"], value["field"])))
        shown = f"{value['value']!r}" + (f" ({value['known_as']})" if value["known_as"] else "")
        _tell(
            console,
            "yellow",
            "!",
            f"{place}: {shown} in {value['row_count']} rows means nothing yet: {value['remedy']}",
        )
    for file in summary.get("suggested", []):
        _tell(
            console,
            "green",
            "✓",
            f"{file['file']}: {file['rows']} rows to fill in, {file['suggestions']} with a "
            f"suggestion. Then add them, without the columns {', '.join(BESIDE)}, to "
            f"mappings/{file['mapping']}.csv of your own seeds",
        )
    if summary["seed_problems"]:
        console.print("Correct these first; the exports have not been looked at.")
        return
    if shows_all:
        for note in notes:
            _tell(console, "dim", "·", note)
    elif notes:
        console.print(
            f"{len(notes)} files have notes that ask for nothing (columns that nothing reads, "
            "encodings, footers): `accord check --all` shows them."
        )
    if unmapped is None:
        console.print("Which values mean nothing yet could not be looked at.")
    rows = sum(file["rows_in_file"] for file in files)
    console.print(f"Checked {len(files)} files with {rows:,} rows.")
    if summary["status"] == "clean":
        once = ", once `accord add` has put them in place" if summary.get("arranged") else ""
        console.print(f"[green]✓[/] A night can run on these exports{once}.")


def show_tools(console: Console, summary: dict[str, Any], *, in_full: bool) -> None:
    """The tools that are known; one `in_full` with its columns. The keys are `tools_summary`'s."""
    for tool in summary["tools"]:
        roles = tool["role"].replace("_", " ")
        table = _table(f"{tool['name']} ({roles}, times in {tool['time_zone']})")
        table.add_row("", tool["description"])
        for each in tool["objects"]:
            table.add_row(
                each["name"] + (" *" if each["is_required"] else ""),
                _object_told(each, in_full=in_full),
            )
        mapped = [f"{name} {count}" for name, count in tool["mappings"].items()]
        shared = [f"{name} {count}" for name, count in tool["shared_mappings"].items()]
        table.add_row("Rows of mappings", ", ".join(mapped) or "none of its own")
        if in_full:
            table.add_row("For every tool", ", ".join(shared))
        console.print(table)
    console.print("* must be there. `accord tools TOOL` shows all that is read of a tool.")


def _object_told(each: dict[str, Any], *, in_full: bool) -> str:
    feeds = ", ".join(each["feeds"]) or "nothing by itself"
    needs = ", ".join(each["needs"]) or "no column"
    told = f"{each['example']}; needs {needs}; feeds {feeds}"
    if not in_full:
        return told
    return "\n".join(
        [
            each["description"],
            f"Files: {', '.join(each['files'])} ({each['mode']})",
            f"Needs: {needs}",
            f"Reads: {', '.join(each['columns'])}",
            f"Feeds: {feeds}",
            "",
        ]
    )


def show_added(console: Console, summary: dict[str, Any]) -> None:
    """What files were taken for and where they are; the keys are those of `added_summary`."""
    for file in summary["files"]:
        if file["problem"]:
            sign = ("red", "✗") if file["is_given"] else ("yellow", "!")
            _tell(console, *sign, f"{file['file']}: {file['problem']}")
        else:
            _tell(console, "green", "✓", _placed(file))
    if summary["status"] == "done":
        put = sum(file["target"] is not None and not file["was_there"] for file in summary["files"])
        console.print(f"{put} of {len(summary['files'])} files were put in {summary['exports']}.")
    else:
        console.print("Nothing was put anywhere: mend these, or leave them out.")


# as long as `accord new-tool` calls a column
_COLUMN = 36


def show_new_tool(console: Console, summary: dict[str, Any]) -> None:
    """What was begun and what is to be filled in; the keys are those of `new_tool_summary`."""
    for load in summary["loads"]:
        rows = f"{load['rows_in_file']:,} rows"
        if load["rows_refused"] or load["values_refused"]:
            refused = f"{load['rows_refused']:,} rows and {load['values_refused']:,} values"
            text = (
                f"{load['file']}: {rows}, of which {refused} are refused: `accord check` says why"
            )
            _tell(console, "yellow", "!", text)
        else:
            _tell(console, "green", "✓", f"{load['file']}: all {rows} land as {load['object']}")
    for each in summary["objects"]:
        console.print(
            f"{each['object']}: {each['rows_are']}, told apart by {each['key'] or 'all they say'}"
        )
        for column in each["columns"]:
            says = f"says {column['says']}" if column["says"] else ""
            told = "; ".join(filter(None, [says, *column["notes"]]))
            line = f"  {column['name']:<{_COLUMN}} {column['data_type']:<14} {told}".rstrip()
            console.print(escape(line), soft_wrap=True)
    for told in (*summary["asked"], *summary["warnings"]):
        _tell(console, "yellow", "!", told)
    verb = "Written to" if summary["status"] == "done" else "Nothing is written. It would go to"
    console.print(f"{verb} {escape(summary['folder'])}:", soft_wrap=True)
    for file in summary["files"]:
        console.print(f"  {file}")
    console.print(
        f"with a line in vars.shapes of dbt_project.yml for {', '.join(summary['shapes'])}.",
        soft_wrap=True,
    )
    console.print(f"A place for sample exports: {escape(summary['samples'])}", soft_wrap=True)
    console.print("Fill in the models, then `accord check`: docs/add_a_tool.md goes on from here.")


def show_compacted(console: Console, summary: dict[str, Any]) -> None:
    """What packing the landing did; the keys are those of `compacted_summary`."""
    packed = [each for each in summary["objects"] if each["files_after"] < each["files_before"]]
    if packed:
        table = _headed("", "exports", "files", "megabytes")
        for each in packed:
            table.add_row(f"{each['system']}.{each['object']}", *_packed(each))
        table.add_row("all", *_packed(summary))
        console.print(table)
    console.print(
        f"[green]✓[/] {len(packed)} of {len(summary['objects'])} objects were packed in "
        f"{escape(summary['home'])}/landing; nights read the same rows.",
        soft_wrap=True,
    )


def _packed(counted: dict[str, Any]) -> tuple[str, str, str]:
    """How many exports; files, and what they take, before and after."""
    before, after = (counted[f"bytes_{when}"] / 1e6 for when in ("before", "after"))
    return (
        f"{counted['landings']:,}",
        f"{counted['files_before']:,} → {counted['files_after']:,}",
        f"{before:,.1f} → {after:,.1f}",
    )


def _placed(file: dict[str, Any]) -> str:
    known = f"{file['columns_known']} of {file['columns']} columns known"
    taken = f"{file['file']} is {file['system']}.{file['object']} ({known})"
    place = "was there already" if file["was_there"] else "goes"
    return f"{taken}: {place} as {file['target']}"


def _refusals(refused: list[dict[str, Any]], noun: str, shows_all: bool) -> list[str]:
    """One text for each reason in each file, with the first line that it concerns."""
    if shows_all:
        return [
            f"{each['file']}, line {each['line']}: {noun} refused: {each['reason']}"
            for each in refused
        ]
    lines: dict[tuple[str, str], list[int]] = {}
    for each in refused:
        lines.setdefault((each["file"], each["reason"]), []).append(each["line"])
    return [
        f"{file}, line {min(found)}: {noun} refused: {reason}"
        if len(found) == 1
        else f"{file}: {len(found)} {noun}s refused, the first in line {min(found)}: {reason}"
        for (file, reason), found in lines.items()
    ]


def _tell(console: Console, colour: str, sign: str, text: str) -> None:
    console.print(f"[{colour}]{sign}[/] {escape(text)}", soft_wrap=True)


def show_trial(console: Console, summary: dict[str, Any]) -> None:
    """What became of a model that was tried; the keys are those of `trial_summary`."""
    table = _table(f"{summary['model']} ({summary['materialized']})")
    before = summary["rows_before"]
    if before is None:
        table.add_row("Rows", f"{summary['rows']:,}; the last night has no such table")
    else:
        table.add_row("Rows", f"{summary['rows']:,}; {before:,} in the last night")
        kinds = ("added", "removed", "changed") if summary["grain"] else ("added", "removed")
        table.add_row("", ", ".join(f"{summary[kind]:,} {kind}" for kind in kinds))
    for told in _columns_told(summary["columns"], summary["columns_before"]):
        table.add_row("Columns", told)
    if summary["changed_columns"]:
        counts = [f"{name} {count:,}" for name, count in summary["changed_columns"].items()]
        table.add_row("Changed", ", ".join(counts))
    if summary["also_built"]:
        table.add_row("Also built", ", ".join(summary["also_built"]))
    table.add_row("Tests", f"{summary['tests']} and {summary['unit_tests']} unit tests")
    console.print(table)
    if summary["examples"]:
        console.print(_examples(summary["examples"], summary["grain"], console.width))
    if summary["problems"]:
        _tell(console, "red", "✗", summary["problems"])
    else:
        console.print("[green]✓[/] Its tests hold.")
    console.print(f"Its rows: {escape(summary['database'])}", soft_wrap=True)


def show_backtest(console: Console, summary: dict[str, Any]) -> None:
    """What a version of the agreement would have changed; the keys are of `backtest_summary`."""
    force = "in force" if summary["is_in_force"] else "not in force"
    figures = _headed(
        f"Version {summary['version']} ({force}), {summary['from']} to {summary['to']}",
        "published",
        "version",
        "change",
    )
    for row in summary["figures"]:
        figures.add_row(
            row["measure"], *(_figure(row[key]) for key in ("published", "under_version", "change"))
        )
    console.print(figures)
    leads = _headed("MQLs that", "leads", "accepted", "SQL", "opportunity", "won", "revenue")
    for row in summary["leads"]:
        kinds = ("leads", "accepted", "sqls", "opportunities", "won", "revenue")
        leads.add_row(row["change"], *(_figure(row[kind]) for kind in kinds))
    console.print(leads)
    loads = _headed("Handoffs of", "published", "version", "busiest week", "then")
    for row in summary["loads"]:
        loads.add_row(
            row["owner_name"],
            *(
                _figure(row[key])
                for key in (
                    "published",
                    "under_version",
                    "published_busiest_week",
                    "version_busiest_week",
                )
            ),
        )
    console.print(loads)
    console.print(f"{len(summary['computed'])} models were computed anew; nothing was published.")
    console.print(f"All of it: {escape(summary['database'])}, schema backtest", soft_wrap=True)
    for file in summary["files"]:
        console.print(f"           {escape(file)}", soft_wrap=True)
    if not summary["is_in_force"]:
        console.print("`accord report` shows the last back-test of a draft on the Monthly page.")


def _figure(value: Any) -> str:
    """A count without decimals, a rate with three, nothing for none."""
    if value is None:
        return "-"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.3f}"


def _columns_told(now: dict[str, str], before: dict[str, str]) -> list[str]:
    """The columns that are new, that are gone, that have another type."""
    if not before:
        return []
    return [
        *(f"+ {name} {kind}" for name, kind in now.items() if name not in before),
        *(f"- {name} {kind}" for name, kind in before.items() if name not in now),
        *(
            f"~ {name} {before[name]} → {kind}"
            for name, kind in now.items()
            if before.get(name, kind) != kind
        ),
    ]


_SIGNS = {"added": "[green]+[/]", "removed": "[red]-[/]", "changed": "[yellow]~[/]", "row": " "}
_WIDTH_OF_CELL = 14


def _examples(examples: list[dict[str, Any]], grain: list[str], width: int) -> Table:
    """A line a row, as many columns as the terminal takes: the grain, what changed, the others."""
    changed = dict.fromkeys(name for each in examples for name in each["changed"])
    others = dict.fromkeys(name for each in examples for name in each["cells"])
    names = list(dict.fromkeys([*grain, *changed, *others]))
    table = Table(box=None, padding=(0, 1), header_style="dim")
    table.add_column("")
    for name in names[: max(2, (width - 3) // _WIDTH_OF_CELL)]:
        table.add_column(name, no_wrap=True, overflow="ellipsis", min_width=6)
    for each in examples:
        cells = []
        for column in table.columns[1:]:
            name = str(column.header)
            if name in each["changed"]:
                cells.append(" → ".join(map(_cell, each["changed"][name])))
            else:
                cells.append(_cell(each["cells"][name]) if name in each["cells"] else "")
        table.add_row(_SIGNS[each["kind"]], *map(escape, cells))
    return table


def _cell(value: object) -> str:
    return "null" if value is None else " ".join(str(value).split())


def show_last_run(console: Console, run: LastRun) -> None:
    """How the last night ended."""
    if run.error is None:
        console.print(f"The last night published at {run.ended_at}.")
    else:
        told = f"The last night failed at {run.ended_at}: {run.error}"
        console.print(f"[red]✗[/] {escape(told)}", soft_wrap=True)


def show_failure(console: Console, failure: dict[str, Any]) -> None:
    """What went wrong, in one text, and which marts are still served."""
    console.print(f"[red]✗[/] {escape(failure['error'])}", soft_wrap=True)
    if failure["published"]:
        console.print(
            f"\nThe marts of {failure['published']['as_of']} are untouched: "
            f"{escape(failure['published']['marts'])}",
            soft_wrap=True,
        )
    elif failure["kind"] != "DamagedMarts":
        console.print("\nNothing readable is published in this home.")


def _table(title: str) -> Table:
    return Table(title=title, title_justify="left", show_header=False, box=None, padding=(0, 2))


def _headed(first: str, *columns: str) -> Table:
    """A table of figures: what each row is of, then its figures, to the right."""
    table = Table(box=None, padding=(0, 2), header_style="dim")
    table.add_column(first)
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _status(metric: dict[str, Any]) -> str:
    """How a metric stands, and to which target it is held.

    Where its month is too young: what it is expected to become, and the latest month that is not.
    """
    told = [_STATUS_WORDS.get(metric["status"], metric["status"])]
    if metric["target"] is not None:
        told.append(f"target {_value(metric['metric'], metric['target'])}")
    if metric["estimate"] not in (None, metric["value"]):
        told.append(f"expected {_value(metric['metric'], metric['estimate'])}")
    if metric["latest_mature_value"] is not None:
        month = metric["latest_mature_start"][:7]
        told.append(f"{month}: {_value(metric['metric'], metric['latest_mature_value'])}")
    return ", ".join(filter(None, told))


def _value(metric: str, value: float | None) -> str:
    return "none" if value is None else _METRIC_FORMATS.get(metric, "{:,.4g}").format(value)
