"""The command line: `accord run`, `check`, `add`, `new-tool`, `try`, `report`, `status`, ….

Exit codes: 0 done, 1 failed, 2 bad usage or the home is in use.
"""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from orchestration.adding import add_exports, added_summary
from orchestration.agreement import Agreement
from orchestration.agreement.drafting import draft
from orchestration.agreement.signing import sign
from orchestration.agreement.telling import tell_draft, tell_lines, tell_signed, tell_verified
from orchestration.agreement.verifying import verification_summary, verify
from orchestration.backtest import backtest as try_version
from orchestration.backtest import backtest_summary
from orchestration.compacting import compact as pack_landing
from orchestration.compacting import compacted_summary
from orchestration.errors import AccordError, BadAgreement, BadUsage, HomeIsBusy
from orchestration.last_run import last_run
from orchestration.new_tool import new_tool, new_tool_summary
from orchestration.night import Listener, run_night
from orchestration.preflight import preflight, preflight_summary
from orchestration.rights import owner_only
from orchestration.rulings import check_rulings, rulings_summary
from orchestration.settings import SHIPPED_SEEDS, RunOptions
from orchestration.status import published_status
from orchestration.suggesting import suggest, suggested_summary
from orchestration.summary import failure_summary, night_summary, status_summary
from orchestration.terminal import (
    ProgressListener,
    show_added,
    show_backtest,
    show_compacted,
    show_failure,
    show_last_run,
    show_new_tool,
    show_night,
    show_preflight,
    show_status,
    show_tools,
    show_trial,
)
from orchestration.tools import read_tools, tools_summary
from orchestration.trial import trial_summary, try_model

app = typer.Typer(
    name="accord",
    help="One set of lead definitions and one set of numbers for sales and marketing.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

agreement_app = typer.Typer(
    help="The agreement of both teams: read it, compare, begin, sign and verify its versions.",
    no_args_is_help=True,
)
app.add_typer(agreement_app, name="agreement")

Exports = Annotated[
    str | None, typer.Option(help="Folder of the exports (ACCORD_EXPORTS, seeds/sample/exports).")
]
Home = Annotated[
    str | None, typer.Option(help="Folder in which everything is kept (ACCORD_HOME, .accord).")
]
Seeds = Annotated[
    str | None, typer.Option(help="Your own agreement, mappings, settings (ACCORD_SEEDS, seeds).")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object, for machines.")]

FAILED = 1
BAD_USAGE = 2


@app.command()
def run(
    exports: Exports = None,
    home: Home = None,
    seeds: Seeds = None,
    as_of: Annotated[
        str | None,
        typer.Option(help="Data cut-off: a day or a time. Default: the CRM's newest export."),
    ] = None,
    full_refresh: Annotated[
        bool, typer.Option("--full-refresh", help="Load every export anew.")
    ] = False,
    accept_volume_drop: Annotated[
        bool,
        typer.Option(
            "--accept-volume-drop", help="Publish although an export lost over 15 % of its rows."
        ),
    ] = False,
    accept_lost_metrics: Annotated[
        bool,
        typer.Option(
            "--accept-lost-metrics",
            help="Publish although a rate that had values on the last published night has none.",
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Run one night: load, check, build, check, publish."""
    console = _console(as_json)
    with _clear_errors(console, as_json) as reach:
        options = RunOptions.resolve(
            home=home,
            exports=exports,
            seeds=seeds,
            as_of=as_of,
            full_refresh=full_refresh,
            accept_volume_drop=accept_volume_drop,
            accept_lost_metrics=accept_lost_metrics,
        )
        reach.home = options.home
        if as_json:
            report = run_night(options, Listener())
        else:
            with ProgressListener(console) as listener:
                report = run_night(options, listener)
        summary = night_summary(options.home, report)
    if as_json:
        _print_json(summary)
    else:
        show_night(console, summary)


@app.command()
def check(
    exports: Exports = None,
    home: Home = None,
    seeds: Seeds = None,
    show_all: Annotated[
        bool, typer.Option("--all", help="Also what asks for nothing: columns that nothing reads.")
    ] = False,
    suggests: Annotated[
        Path | None,
        typer.Option(
            "--suggest",
            help="Folder for the rows that mappings lack, to be filled in, with what values like "
            "them mean.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Check exports, agreement and models: what would stop a night, what means nothing yet."""
    console = _console(as_json)
    with _clear_errors(console, as_json) as reach:
        options = RunOptions.resolve(home=home, exports=exports, seeds=seeds)
        reach.home = options.home
        found = preflight(options)
        summary = preflight_summary(found)
        if suggests is not None:
            told = suggest(found.unmapped_values or (), suggests, options.seeds_over)
            summary |= suggested_summary(told)
    if as_json:
        _print_json(summary)
    else:
        show_preflight(console, summary, show_all)
    if not found.is_clean:
        raise typer.Exit(FAILED)


@app.command()
def tools(
    tool: Annotated[str | None, typer.Argument(help="One of them, in full.")] = None,
    exports: Exports = None,
    seeds: Seeds = None,
    as_json: Json = False,
) -> None:
    """List the tools whose exports are known: objects, files, required columns, what each feeds."""
    console = _console(as_json)
    with _clear_errors(console, as_json):
        summary = tools_summary(read_tools(RunOptions.resolve(exports=exports, seeds=seeds), tool))
    if as_json:
        _print_json(summary)
    else:
        show_tools(console, summary, in_full=tool is not None)


@app.command()
def add(
    files: Annotated[
        list[Path], typer.Argument(help="Files of one export, zips of them, or folders.")
    ],
    at: Annotated[
        str | None,
        typer.Option(
            help="Time of the export, as 2026-10-01T0200. Default: that of the newest file."
        ),
    ] = None,
    tool: Annotated[
        str | None, typer.Option(help="The tool whose files they are. Default: as headers tell.")
    ] = None,
    exports: Exports = None,
    seeds: Seeds = None,
    as_json: Json = False,
) -> None:
    """Put export files where a night looks for them, and say what each was taken for."""
    console = _console(as_json)
    with _clear_errors(console, as_json):
        added = add_exports(RunOptions.resolve(exports=exports, seeds=seeds), files, at, tool)
    if as_json:
        _print_json(added_summary(added))
    else:
        show_added(console, added_summary(added))
    if not added.is_done:
        raise typer.Exit(FAILED)


@app.command("new-tool")
def new_tool_command(
    name: Annotated[str, typer.Argument(help="What the tool is to be called.")],
    first: Annotated[
        list[str],
        typer.Option(
            "--from",
            metavar="FILES",
            help="Its exports: files, zips, folders; what the rows of one are stands before it "
            "where its name does not say it, as people=FILE.",
        ),
    ],
    others: Annotated[list[str] | None, typer.Argument(metavar="", hidden=True)] = None,
    says: Annotated[
        list[str] | None,
        typer.Option(
            "--says",
            metavar="WORD=HEADER",
            help="A column that says what one of the plain tables does, as 'stage=Lead State', or "
            "in one object alone, as 'leads.stage=Lead State'.",
        ),
    ] = None,
    is_dry: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be written, and write nothing.")
    ] = False,
    exports: Exports = None,
    seeds: Seeds = None,
    as_json: Json = False,
) -> None:
    """Begin a tool that is not known from its files: its folder, with the types found in them."""
    console = _console(as_json)
    with _clear_errors(console, as_json):
        options = RunOptions.resolve(exports=exports, seeds=seeds)
        files = [*first, *(others or ())]
        begun = new_tool(options, name, files, says=says or (), is_dry=is_dry)
    if as_json:
        _print_json(new_tool_summary(begun))
    else:
        show_new_tool(console, new_tool_summary(begun))


@app.command()
def compact(
    exports: Exports = None, home: Home = None, seeds: Seeds = None, as_json: Json = False
) -> None:
    """Pack what was landed in many nights into fewer files, of which a night reads the same."""
    console = _console(as_json)
    with _clear_errors(console, as_json) as reach:
        options = RunOptions.resolve(home=home, exports=exports, seeds=seeds)
        reach.home = options.home
        with console.status("Packing"):
            summary = compacted_summary(pack_landing(options))
    if as_json:
        _print_json(summary)
    else:
        show_compacted(console, summary)


@app.command("try")
def try_command(
    model: Annotated[str, typer.Argument(help="A model, by the name of its file.")],
    exports: Exports = None,
    home: Home = None,
    seeds: Seeds = None,
    where: Annotated[
        str | None, typer.Option(help="Compare and show only rows for which this SQL holds.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Build one model and its tests over the last night's tables: rows, and what changed."""
    console = _console(as_json)
    with _clear_errors(console, as_json) as reach:
        options = RunOptions.resolve(home=home, exports=exports, seeds=seeds)
        reach.home = options.home
        trial = try_model(options, model, where)
    if as_json:
        _print_json(trial_summary(trial))
    else:
        show_trial(console, trial_summary(trial))
    if trial.problems:
        raise typer.Exit(FAILED)


@app.command()
def backtest(
    version: Annotated[
        int, typer.Option("--version", min=1, help="A version of the agreement, signed or not.")
    ],
    first: Annotated[
        str | None,
        typer.Option(
            "--from",
            help="First day on which it is tried. Default: of its time in force, else of the last "
            "four whole quarters.",
        ),
    ] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day, included.")] = None,
    exports: Exports = None,
    home: Home = None,
    seeds: Seeds = None,
    as_json: Json = False,
) -> None:
    """Try a version of the agreement on the past: who would enter and leave, and what becomes."""
    console = _console(as_json)
    with _clear_errors(console, as_json) as reach:
        options = RunOptions.resolve(home=home, exports=exports, seeds=seeds)
        reach.home = options.home
        found = try_version(
            options,
            version,
            None if first is None else _day("--from", first),
            None if last is None else _day("--to", last),
        )
    if as_json:
        _print_json(backtest_summary(found))
    else:
        show_backtest(console, backtest_summary(found))


@app.command()
def status(home: Home = None, as_json: Json = False) -> None:
    """Tell what is published: which night, how many rows, the metrics of the last full month."""
    console = _console(as_json)
    with _clear_errors(console, as_json) as reach:
        options = RunOptions.resolve(home=home)
        reach.home = options.home
        found, ended = published_status(options.home), last_run(options.home)
    if as_json:
        what = status_summary(found) if found else {"home": str(options.home)}
        word = "published" if found else "nothing_published"
        _print_json({"status": word, **what, "last_run": asdict(ended) if ended else None})
    else:
        if found:
            show_status(console, status_summary(found))
        else:
            console.print(f"Nothing is published in {options.home} yet: run `accord run`.")
        if ended:
            show_last_run(console, ended)
    if found is None:
        raise typer.Exit(FAILED)


@app.command()
def report(
    home: Home = None,
    exports: Exports = None,
    seeds: Seeds = None,
    lang: Annotated[
        Literal["en", "fr"] | None,
        typer.Option("--lang", help="Language of the page. Default: that of the settings."),
    ] = None,
    opens: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
    digest: Annotated[
        bool, typer.Option("--digest", help="Print the summary of the week instead.")
    ] = False,
    sends: Annotated[
        bool, typer.Option("--send", help="With --digest: send it to whom the settings name.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Write the review pages anew from what is published, and name the page to open."""
    console = _console(as_json)
    with _clear_errors(console, as_json) as reach:
        from orchestration.reporting import report_digest, report_pages

        options = RunOptions.resolve(home=home, exports=exports, seeds=seeds)
        if sends and not digest:
            raise BadUsage("--send: what is sent is the summary of the week; give --digest too")
        reach.home = options.home
        if digest:
            message, reached = report_digest(options, lang, sends=sends)
            told = {"title": message.title, "text": message.text, "sent_to": list(reached)}
            lines = [message.text, *(f"Sent to what {name} holds." for name in reached)]
        else:
            page = report_pages(options, lang)
            told, lines = {"page": str(page)}, [str(page)]
            if opens:
                typer.launch(page.as_uri())
    if as_json:
        _print_json({"status": "done", **told})
    else:
        for line in lines:
            console.print(escape(line), soft_wrap=True)


@app.command()
def start(
    exports: Exports = None,
    home: Home = None,
    seeds: Seeds = None,
    port: Annotated[
        int, typer.Option(min=1, max=65535, help="Port of the web page, on this machine only.")
    ] = 3000,
) -> None:
    """Serve Dagster's page and its daemon: the nightly schedule and the sensor on new exports."""
    console = _console(as_json=False)
    with _clear_errors(console, as_json=False) as reach:
        from orchestration.serving import serve

        options = RunOptions.resolve(home=home, exports=exports, seeds=seeds)
        reach.home = options.home
        raise typer.Exit(serve(options, port))


Version = Annotated[int, typer.Argument(min=1, help="Number of a version.")]
Lang = Annotated[Literal["en", "fr"], typer.Option("--lang", help="Language of the text.")]


@agreement_app.command("show")
def show_version(
    version: Annotated[
        int | None, typer.Argument(min=1, help="Number of a version. Default: that in force today.")
    ] = None,
    lang: Lang = "en",
    seeds: Seeds = None,
    exports: Exports = None,
    as_json: Json = False,
) -> None:
    """Read a version: when it is in force, who signed, what is agreed in each article."""
    console = _console(as_json)
    with _clear_errors(console, as_json):
        from orchestration.agreement.language import language_of
        from orchestration.agreement.showing import (
            agreement_summary,
            agreement_text,
            version_shown,
        )

        agreement, language = _agreement(exports, seeds), language_of(lang)
        number = version_shown(agreement, date.today()) if version is None else str(version)
        told = agreement_summary(agreement, number, language)
        lines = agreement_text(agreement, number, language)
    if as_json:
        _print_json(told)
    else:
        tell_lines(console, lines)


@agreement_app.command("diff")
def compare_versions(
    earlier: Annotated[int, typer.Argument(min=1, metavar="V1", help="The earlier version.")],
    later: Annotated[int, typer.Argument(min=1, metavar="V2", help="The later version.")],
    lang: Lang = "en",
    seeds: Seeds = None,
    exports: Exports = None,
    as_json: Json = False,
) -> None:
    """Tell what a version changes of another, as an amendment of a contract does."""
    console = _console(as_json)
    with _clear_errors(console, as_json):
        from orchestration.agreement.amendments import amendments_summary
        from orchestration.agreement.language import language_of

        if earlier == later:
            raise BadUsage(f"V2: found {later}, which is V1 too; expected another version")
        agreement, language = _agreement(exports, seeds), language_of(lang)
        told = amendments_summary(agreement, str(earlier), str(later), language)
    if as_json:
        _print_json(told)
    else:
        tell_lines(console, told["text"])


@agreement_app.command("new")
def new_version(
    version: Version,
    origin: Annotated[int, typer.Option("--from", help="The version whose rows it begins with.")],
    effective_from: Annotated[
        str | None,
        typer.Option(help="First day on which it may apply. Default: once both teams have signed."),
    ] = None,
    seeds: Seeds = None,
    exports: Exports = None,
) -> None:
    """Begin a version: the rows of an earlier one, unsigned, in your own seeds."""
    console = _console(as_json=False)
    with _clear_errors(console, as_json=False):
        over = _folders_of_agreement(exports, seeds, to_write=True)
        first = None if effective_from is None else _day("--effective-from", effective_from)
        begun = draft(over, str(version), str(origin), first)
    tell_draft(console, begun)


@agreement_app.command("sign")
def sign_version(
    version: Version,
    team: Annotated[Literal["marketing", "sales"], typer.Option(help="For which team.")],
    name: Annotated[str, typer.Option(help="Role of who signs.")],
    on: Annotated[str | None, typer.Option("--on", help="Day of signing. Default: today.")] = None,
    seeds: Seeds = None,
    exports: Exports = None,
) -> None:
    """Sign a version for one team: name, day, and the hash of all its rows."""
    console = _console(as_json=False)
    with _clear_errors(console, as_json=False):
        over = _folders_of_agreement(exports, seeds, to_write=True)
        if not name.strip():
            raise BadUsage("--name is empty; give the role of who signs")
        signed = sign(
            over, str(version), team, name.strip(), date.today() if on is None else _day("--on", on)
        )
    tell_signed(console, signed)


@agreement_app.command("verify")
def verify_versions(
    version: Annotated[
        int | None,
        typer.Option(
            "--version", min=1, help="One version, held against what both teams ruled too."
        ),
    ] = None,
    lang: Lang = "en",
    exports: Exports = None,
    home: Home = None,
    seeds: Seeds = None,
    as_json: Json = False,
) -> None:
    """Tell whether versions are what the teams signed; of one, how many rulings it gets right."""
    console = _console(as_json)
    with _clear_errors(console, as_json) as reach:
        options = RunOptions.resolve(home=home, exports=exports, seeds=seeds)
        if version is None:
            agreement, checked = _agreement(exports, seeds), None
            found = [verify(agreement, number) for number in agreement.numbers]
        else:
            agreement, checked = Agreement.read(*options.seeds_over), None
            found = [verify(agreement, str(version))]
            if not found[0].is_changed:
                reach.home = options.home
                checked = check_rulings(options, agreement, str(version))
    told = verification_summary(agreement, found)
    if as_json:
        _print_json({**told, "rulings": checked and rulings_summary(checked)})
    else:
        from orchestration.agreement.language import language_of

        tell_verified(console, agreement, found, language_of(lang))
        if checked:
            from orchestration.agreement.disputes import rulings_text

            tell_lines(console, rulings_text(checked, language_of(lang)))
    if any(each.is_changed for each in found) or (checked and checked.missed):
        raise typer.Exit(FAILED)


def _agreement(exports: str | None, seeds: str | None) -> Agreement:
    return Agreement.read(*_folders_of_agreement(exports, seeds))


def _folders_of_agreement(
    exports: str | None, seeds: str | None, to_write: bool = False
) -> tuple[Path, ...]:
    """The folders that hold the agreement, each over the one below.

    The sample company's is one of them where exports are named, or no seeds of one's own. Raises
    BadUsage where they are to be written and are nobody's own.
    """
    options = RunOptions.resolve(exports=exports, seeds=seeds)
    if to_write and options.seeds == SHIPPED_SEEDS:
        raise BadUsage(
            "--seeds: what Accord ships is not edited; name the folder of your own seeds (an empty "
            "one to begin with), by --seeds or ACCORD_SEEDS"
        )
    if options.seeds == SHIPPED_SEEDS or exports is not None or "ACCORD_EXPORTS" in os.environ:
        return options.seeds_over
    return (options.seeds,)


def _day(flag: str, text: str) -> date:
    """The day that a flag says. Raises BadUsage."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadUsage(f"{flag}: found {text!r}; expected a day, for example 2026-07-01") from None


def main() -> None:
    """The `accord` command; a sign that the terminal cannot show is no reason to fail."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    app()


def _console(as_json: bool) -> Console:
    # `hubspot:email:1` is a key, and no picture
    return Console(stderr=as_json, highlight=False, emoji=False)


def _print_json(content: dict[str, Any]) -> None:
    print(json.dumps(content, indent=2, default=str))


@dataclass
class _Reach:
    """How far a command came: the home it works on, once that is known."""

    home: Path | None = None


@contextmanager
def _clear_errors(console: Console, as_json: bool) -> Iterator[_Reach]:
    """Turn every error into one clear text and an exit code; a traceback goes to the log."""
    reach = _Reach()
    try:
        yield reach
    except (typer.Exit, KeyboardInterrupt):
        raise
    except AccordError as error:
        _fail(console, as_json, reach, error)
    except Exception as error:
        last = str(error).strip().splitlines()[-1:] or [type(error).__name__]
        told = f"Something unforeseen went wrong: {last[0]}"
        if isinstance(error, OSError):
            told += "\nLook at the disk: its space, and the rights of the user who runs Accord."
        told += f"\nAll that is known: {_log_error(reach.home)}"
        _fail(console, as_json, reach, AccordError(told))


def _log_error(home: Path | None) -> Path:
    """Write the traceback into the home's log; into a temporary file where that cannot be."""
    with owner_only():
        try:
            log = (home or Path(tempfile.mkdtemp(prefix="accord-"))) / "logs" / "error.log"
            log.parent.mkdir(parents=True, exist_ok=True)
            log.write_text(traceback.format_exc(), "utf-8")
        except OSError:
            log = Path(tempfile.mkdtemp(prefix="accord-")) / "error.log"
            log.write_text(traceback.format_exc(), "utf-8")
    return log


def _fail(console: Console, as_json: bool, reach: _Reach, error: AccordError) -> NoReturn:
    is_of_agreement = isinstance(error, BadAgreement)
    if reach.home is None or is_of_agreement or isinstance(error, (BadUsage, HomeIsBusy)):
        if as_json:
            _print_json({"status": "refused", "error": str(error), "kind": type(error).__name__})
        else:
            console.print(f"[red]✗[/] {escape(str(error))}", soft_wrap=True)
        raise typer.Exit(FAILED if is_of_agreement else BAD_USAGE) from error
    failure = failure_summary(reach.home, error)
    if as_json:
        _print_json(failure)
    else:
        show_failure(console, failure)
    raise typer.Exit(FAILED) from error
