"""What one version of the agreement changes of another, as an amendment of a contract reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from orchestration.agreement.articles import ARTICLES, Article, Reading, is_number, title_of
from orchestration.agreement.language import Language
from orchestration.agreement.versions import Agreement
from orchestration.agreement.words import _
from orchestration.seeds.seals import Change, SealedRow, changes
from orchestration.seeds.values import value_of


@dataclass(frozen=True)
class Amendment:
    """One row that is changed, added or removed: its cells, and the sentence that says so."""

    article: Article
    kind: str
    row: dict[str, str]
    cells: tuple[Change, ...]
    text: str


def amendments(
    agreement: Agreement, earlier: str, later: str, language: Language
) -> list[Amendment]:
    """What the later version changes, article by article. Raises BadAgreement."""
    agreement.row(earlier)
    agreement.row(later)
    reading = Reading(agreement, language)
    was, now = (_without_number(agreement, version) for version in (earlier, later))
    found = []
    every = changes(was, now, agreement.declared)
    for article in ARTICLES:
        of_article = [change for change in every if change.seed == article.seed]
        for _row, cells in groupby(
            of_article, key=lambda change: (id(change.row), change.column is None)
        ):
            found.append(_amendment(reading, article, list(cells)))
    return found


def _without_number(agreement: Agreement, version: str) -> list[SealedRow]:
    by = agreement.seal.by
    return [
        replace(row, cells={name: cell for name, cell in row.cells.items() if name != by})
        for row in agreement.content(version)
    ]


def _amendment(reading: Reading, article: Article, cells: Sequence[Change]) -> Amendment:
    say = reading.language.text
    first = cells[0]
    declared = reading.agreement.declared[article.seed]
    row = {column.name: first.row.get(column.name, "") for column in declared.columns}
    if first.column is None:
        kind = "removed" if first.was else "added"
        message = _("Removed: %(clause)s") if first.was else _("Added: %(clause)s")
        return Amendment(article, kind, row, (), say(message, clause=article.clause(reading, row)))
    told = [
        _told(reading, article, row, cell.column, cell.was, cell.is_now)
        for cell in cells
        if cell.column is not None
    ]
    text = say(
        _("%(subject)s %(changes)s."),
        subject=article.subject(reading, row),
        changes=say(_("; ")).join(told),
    )
    return Amendment(article, "changed", row, tuple(cells), text)


def _told(
    reading: Reading, article: Article, row: dict[str, str], name: str, was: str, is_now: str
) -> str:
    """What became of one cell."""
    column = article.columns[name]
    say = reading.language.text

    def shown(value: str) -> str:
        return column.shown(reading, row, value)

    noun = say(column.noun)
    if not was:
        return say(
            _("%(noun)s becomes %(new)s (nothing was agreed before)"), noun=noun, new=shown(is_now)
        )
    if not is_now:
        return say(_("%(noun)s of %(old)s applies no more"), noun=noun, old=shown(was))
    old, new = value_of(was, "decimal"), value_of(is_now, "decimal")
    if old is None or new is None or not is_number(reading.agreement, article.seed, name):
        return say(
            _("%(noun)s changes from %(old)s to %(new)s"),
            noun=noun,
            old=shown(was),
            new=shown(is_now),
        )
    # the unit once, with the new value
    before = reading.language.number(old) if column.unit else shown(was)
    message = (
        _("%(noun)s falls from %(old)s to %(new)s")
        if new < old
        else _("%(noun)s rises from %(old)s to %(new)s")
    )
    return say(message, noun=noun, old=before, new=shown(is_now))


def amendments_text(
    agreement: Agreement, earlier: str, later: str, language: Language
) -> list[str]:
    """The amendment, a line each: what it is of, then each article that changes."""
    span = agreement.spans().get(later)
    if span is not None:
        heading = language.text(
            _("Amendment: version %(later)s takes the place of version %(earlier)s from %(day)s."),
            later=later,
            earlier=earlier,
            day=language.day(span.first),
        )
    else:
        heading = language.text(
            _(
                "Draft of an amendment: version %(later)s, which both teams have not signed yet, "
                "against version %(earlier)s."
            ),
            later=later,
            earlier=earlier,
        )
    found = amendments(agreement, earlier, later, language)
    lines = [heading]
    for article, group in groupby(found, key=lambda each: each.article):
        told = [each.text for each in group]
        title = f"{title_of(article, language)}."
        # a single change beside its title, several below it
        lines += [f"{title} {told[0]}"] if len(told) == 1 else [title, *(f"  {x}" for x in told)]
    if not found:
        lines.append(language.text(_("Both agree the same.")))
    else:
        lines.append(language.text(_("All that is not named here stays as it was.")))
    return lines


def amendments_summary(
    agreement: Agreement, earlier: str, later: str, language: Language
) -> dict[str, Any]:
    """The amendment with the keys that `--json` promises."""
    return {
        "from": int(earlier),
        "to": int(later),
        "language": language.code,
        "changes": [
            {
                "article": ARTICLES.index(each.article) + 1,
                "title": language.text(each.article.title),
                "file": f"{each.article.seed}.csv",
                "kind": each.kind,
                "row": {name: cell for name, cell in each.row.items() if cell},
                "cells": [
                    {"column": cell.column, "was": cell.was, "is": cell.is_now}
                    for cell in each.cells
                ],
                "text": each.text,
            }
            for each in amendments(agreement, earlier, later, language)
        ],
        "text": amendments_text(agreement, earlier, later, language),
    }
