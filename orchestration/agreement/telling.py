"""What a person sees of the agreement on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from orchestration.agreement.drafting import Draft
from orchestration.agreement.signing import Signed
from orchestration.agreement.verifying import Verified, verified_text
from orchestration.agreement.versions import Agreement

if TYPE_CHECKING:
    from orchestration.agreement.language import Language


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
        _say(console, f"  {escape(str(file))}")
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
    if signed.replaced is not None:
        _say(
            console,
            f"[yellow]![/] It takes the place of the signature of {escape(signed.replaced.name)}, "
            f"{signed.replaced.day}.",
        )
    if signed.is_to_come:
        _say(console, f"[yellow]![/] {signed.day} is still to come: is the year right?")
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


def tell_verified(
    console: Console, agreement: Agreement, found: list[Verified], language: Language
) -> None:
    """Each version: as signed, changed since and how, or signed by nobody."""
    for each in found:
        is_sealed = bool(each.signatures and each.content_hash)
        mark = "[dim]·[/]" if not is_sealed else "[red]✗[/]" if each.is_changed else "[green]✓[/]"
        first, *changes = verified_text(agreement, each, language)
        _say(console, f"{mark} {escape(first)}")
        for change in changes:
            _say(console, f"  {escape(change)}")


def _say(console: Console, text: str) -> None:
    console.print(text, soft_wrap=True)
