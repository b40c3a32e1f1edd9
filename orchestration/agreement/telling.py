"""What a person sees of the agreement on the terminal."""

from rich.console import Console
from rich.markup import escape

from orchestration.agreement.drafting import Draft
from orchestration.agreement.signing import Signed
from orchestration.agreement.verifying import Verified, told
from orchestration.agreement.versions import Agreement


def tell_lines(console: Console, lines: list[str]) -> None:
    """A text, as it is."""
    for line in lines:
        _say(console, escape(line))


def tell_draft(console: Console, draft: Draft) -> None:
    """Which files a new version stands in, and what to do next."""
    _say(
        console,
        f"Version {draft.version} has the rows of version {draft.origin} and applies to nothing "
        f"before both teams sign. It is in:",
    )
    for file in draft.files:
        _say(console, f"  {file}")
    _say(
        console,
        f"Edit it there; `accord agreement diff {draft.origin} {draft.version}` tells what it "
        f"changes, `accord agreement sign {draft.version} --team marketing --name NAME` signs it.",
    )


def tell_signed(console: Console, signed: Signed) -> None:
    """What a signature did, and what is missing."""
    _say(
        console,
        f"[green]✓[/] {escape(signed.name)} signed version {signed.version} for {signed.team} on "
        f"{signed.day}.",
    )
    _say(console, f"  Hash {signed.content_hash}, of the rows kept in {escape(str(signed.kept))}")
    if signed.is_taken_over:
        _say(
            console, "[yellow]![/] The other team had signed without a hash: this one is for both."
        )
    if signed.span is not None:
        until = f", until {signed.span.until}" if signed.span.until else ""
        _say(console, f"Both teams have signed: it is in force from {signed.span.first}{until}.")
    for team in signed.missing:
        _say(
            console,
            f"It applies to nothing before {team} signs too: "
            f"`accord agreement sign {signed.version} --team {team} --name NAME`.",
        )


def tell_verified(console: Console, agreement: Agreement, found: list[Verified]) -> None:
    """Each version: as signed, changed since and how, or signed by nobody."""
    for each in found:
        who = " and ".join(f"{one.team} ({one.name}, {one.day})" for one in each.signatures)
        if not each.signatures:
            _say(console, f"[dim]·[/] Version {each.version} is signed by nobody.")
        elif not each.content_hash:
            _say(
                console,
                f"[dim]·[/] Version {each.version} is signed by {escape(who)}, without a hash: "
                "nobody can tell whether it changed since.",
            )
        elif not each.is_changed:
            _say(console, f"[green]✓[/] Version {each.version} is what {escape(who)} signed.")
        else:
            _say(console, f"[red]✗[/] Version {each.version} is not what {escape(who)} signed:")
            for change in each.changes or ():
                _say(console, f"  {escape(told(agreement.tables[change.seed].file, change))}")
            if each.changes is None:
                _say(console, "  What it was cannot be told: it is not kept beside the agreement.")


def _say(console: Console, text: str) -> None:
    console.print(text, soft_wrap=True)
