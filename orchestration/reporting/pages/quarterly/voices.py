"""What is heard: what customers say, what sales writes of leads given back and of deals lost."""

from __future__ import annotations

from orchestration.agreement.words import _
from orchestration.reporting.cells import among, literal
from orchestration.reporting.figures import Figures
from orchestration.reporting.marts import members
from orchestration.reporting.periods import Period
from orchestration.reporting.tables import Cell, Table
from orchestration.reporting.wording import reason_name

NOTES_SHOWN = 25

_KINDS = {
    "objection": _("Objection"),
    "question": _("Question"),
    "argument": _("Argument that carried"),
    "need": _("Need"),
}


def heard(figures: Figures, quarter: Period) -> Table | None:
    """What customers said and both teams heard, what is heard most first."""
    marts, say = figures.marts, figures.language
    found = marts.rows(
        "from review.insights where quarter_start = ? "
        "order by times_heard_in_quarter desc, topic, kind, heard_on, insight_id",
        quarter.start,
    )
    if not found:
        return None
    rows: list[list[Cell]] = []
    for row in found[:NOTES_SHOWN]:
        kind, topic = row["kind"], row["topic"]
        times = figures.figure(
            "times_heard",
            row["times_heard_in_quarter"],
            query=(
                "select *\nfrom review.insights\n"
                f"where quarter_start = date '{quarter.start}'\n"
                f"  and kind = {literal(kind)}\n  and topic = {literal(topic)}"
            ),
            basis=say.text(_("heard, %(period)s"), period=say.period(quarter)),
            name=say.text(_("Times heard")),
        )
        who = " · ".join(row[each] for each in ("segment", "source") if row[each])
        rows.append(
            [
                topic,
                say.text(_KINDS[kind]) if kind in _KINDS else kind,
                say.quoted(row["text"]),
                who,
                say.word(row["heard_by"]),
                times,
            ]
        )
    heads = say.texts(
        _("Topic"), _("Kind"), _("What was said"), _("Who said it"), _("Heard by"), _("Times heard")
    )
    return Table(
        heads, rows, numbers=(5,), place="review.insights", left_out=len(found) - len(rows)
    )


def notes(figures: Figures, quarter: Period) -> Table | None:
    """What sales wrote when it gave leads back, as it stands in the tool."""
    say = figures.language
    query = members(
        "core.fct_handoffs",
        "decided_at",
        quarter,
        figures.marts.time_zone,
        among("decision", ("rejected", "recycled")),
        "trim(reason_text) <> ''",
    )
    return _written(
        figures,
        query,
        ("reason_text", "reason_code", "decisions"),
        (say.text(_("given back, %(period)s"), period=say.period(quarter)), _("Leads")),
    )


def losses(figures: Figures, quarter: Period) -> Table | None:
    """Why deals were lost, as it stands in the CRM."""
    say = figures.language
    query = members(
        "core.fct_opportunities",
        "closed_at",
        quarter,
        figures.marts.time_zone,
        "outcome = 'lost'",
        "trim(loss_reason) <> ''",
    )
    return _written(
        figures,
        query,
        ("loss_reason", "loss_reason_code", "deals_lost"),
        (say.text(_("lost, %(period)s"), period=say.period(quarter)), _("Deals")),
    )


def _written(
    figures: Figures, query: str, columns: tuple[str, str, str], words: tuple[str, str]
) -> Table | None:
    """Texts of people, those that stand most often first.

    `columns` are the text, the agreed reason that it means, and the metric that counts them;
    `words` the basis, and what is counted.
    """
    say = figures.language
    text, code, metric = columns
    basis, counted = words
    found = figures.marts.rows(
        f"select written.{text} as text, written.{code} as reason_code, reasons.name_en, "
        f"reasons.name_fr, count(*) as times from ({query}) as written "
        f"left join agreement.reasons as reasons on written.{code} = reasons.reason_code "
        "group by all order by times desc, text, reason_code"
    )
    if not found:
        return None
    rows: list[list[Cell]] = []
    for row in found[:NOTES_SHOWN]:
        reason = row["reason_code"]
        is_this = f"{code} = {literal(reason)}" if reason else f"{code} is null"
        rows.append(
            [
                say.quoted(row["text"]),
                reason_name(say, row),
                figures.figure(
                    metric,
                    row["times"],
                    query=f"{query}\n  and {text} = {literal(row['text'])}\n  and {is_this}",
                    basis=basis,
                    name=say.text(_("Deals lost")) if metric == "deals_lost" else "",
                ),
            ]
        )
    heads = [say.text(_("As written")), say.text(_("Agreed reason")), say.text(counted)]
    place = "core.fct_handoffs" if text == "reason_text" else "core.fct_opportunities"
    return Table(heads, rows, numbers=(2,), place=place, left_out=len(found) - len(rows))
