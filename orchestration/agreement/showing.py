"""A version of the agreement as both teams read it."""

from __future__ import annotations

from datetime import date
from typing import Any

from orchestration.agreement.articles import ARTICLES, Reading, title_of
from orchestration.agreement.language import Language
from orchestration.agreement.versions import Agreement
from orchestration.agreement.words import _
from orchestration.errors import BadAgreement


def version_shown(agreement: Agreement, today: date) -> str:
    """The version that is shown where none is named: that in force on a day.

    Raises BadAgreement where none is.
    """
    for version, span in agreement.spans().items():
        if span.first <= today and (span.until is None or today < span.until):
            return version
    agreement.row(agreement.numbers[0] if agreement.numbers else "")
    raise BadAgreement(
        f"{agreement.file}: no version is in force on {today}; name one of "
        f"{', '.join(agreement.numbers)}"
    )


def agreement_summary(agreement: Agreement, version: str, language: Language) -> dict[str, Any]:
    """A version with the keys that `--json` promises. Raises BadAgreement."""
    row = agreement.row(version)
    reading = Reading(agreement, language)
    span = agreement.spans().get(version)
    articles = []
    for article in ARTICLES:
        rows = agreement.rows(article.seed, version)
        articles.append(
            {
                "title": title_of(article, language),
                "file": f"{article.seed}.csv",
                "clauses": [article.clause(reading, each) for each in rows],
                "rows": [dict(each) for each in rows],
            }
        )
    return {
        "agreement_version": int(version),
        "language": language.code,
        "in_force_from": span.first if span else None,
        "in_force_until": span.until if span else None,
        "signatures": [
            {"team": each.team, "name": each.name, "on": each.day}
            for each in agreement.signatures(version)
        ],
        "content_hash": row[agreement.seal.hash] or None,
        "hash_now": agreement.content_hash(version),
        "articles": articles,
    }


def agreement_text(agreement: Agreement, version: str, language: Language) -> list[str]:
    """A version, a line each: what it is, who signed, then its articles. Raises BadAgreement."""
    summary = agreement_summary(agreement, version, language)
    reading, say = Reading(agreement, language), language.text
    lines = [say(_("Agreement of marketing and sales, version %(version)s"), version=version)]
    first, until = summary["in_force_from"], summary["in_force_until"]
    if first is None:
        lines.append(say(_("Not in force: both teams have not signed it.")))
    elif until is None:
        lines.append(say(_("In force from %(first)s."), first=language.day(first)))
    else:
        lines.append(
            say(
                _("In force from %(first)s until %(until)s, when the next one takes over."),
                first=language.day(first),
                until=language.day(until),
            )
        )
    for each in agreement.signatures(version):
        lines.append(
            say(
                _("Signed for %(team)s by %(name)s on %(day)s."),
                team=language.word(each.team),
                name=each.name,
                day=reading.day(each.day),
            )
        )
    for article in summary["articles"]:
        lines += ["", article["title"]]
        lines += [f"  {clause}" for clause in article["clauses"]] or [
            "  " + say(_("Nothing is agreed."))
        ]
    return lines
