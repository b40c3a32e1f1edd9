"""The rules of the MQL that let in what sales refuses, and what other rules would have done."""

from __future__ import annotations

from typing import Any

from orchestration.agreement.articles import ARTICLES, Reading
from orchestration.agreement.words import _
from orchestration.reporting import charts
from orchestration.reporting.cells import literal
from orchestration.reporting.charts import Chart
from orchestration.reporting.figures import Figure, Figures
from orchestration.reporting.marts import Row
from orchestration.reporting.tables import CATEGORIES_SHOWN, Cell, Chip, Table
from orchestration.reporting.wording import points_range
from orchestration.settings import start_of_day

PROPOSALS_SHOWN = 6

_THRESHOLDS = {
    "fit_threshold": _("the points of fit that an MQL takes"),
    "engagement_threshold": _("the points of engagement that an MQL takes"),
}
# What is told of all of them, as agreed and with the change: a metric, and its columns.
_COMPARED = (
    ("mqls", "mqls"),
    ("acceptance_rate", "acceptance"),
    ("sqls", "sqls"),
    ("won", "won"),
    ("revenue", "revenue"),
)
# What becomes of whom a proposal moves: of MQLs, and of handoffs.
_MOVED = (
    {"leaving": _("would be MQLs no more"), "entering": _("would become MQLs")},
    {"leaving": _("would not be handed over"), "entering": _("would be handed over")},
)


def rules(figures: Figures) -> Chart | None:
    """What sales made of the leads that each rule of the version in force let in."""
    marts, say = figures.marts, figures.language
    found = marts.rows(
        """
        select outcomes.*, versions.in_force_from
        from review.mql_rule_outcomes as outcomes
        inner join agreement.versions_in_force as versions
            on outcomes.agreement_version = versions.agreement_version
        where versions.in_force_from <= ? and coalesce(versions.in_force_until > ?, true)
        order by outcomes.acceptance_difference nulls last, outcomes.rule_code
        """,
        marts.today,
        marts.today,
    )
    if not found:
        return None
    version = found[0]["agreement_version"]
    clauses = _clauses(figures, version)
    query = (
        "select *\nfrom core.fct_handoffs\n"
        f"where agreement_version = {version}\n  and mql_basis = 'scored'"
    )
    basis = say.text(_("leads handed off for their points, version %(version)s"), version=version)
    rows: list[list[Cell]] = []
    dots: list[tuple[str, float, float, float, bool]] = []
    # a rule without which everybody would have come in all the same says nothing
    deciding = [row for row in found if row["decisive_handed_off"]]
    for row in deciding[:CATEGORIES_SHOWN]:
        rates: list[Cell] = [
            figures.figure("matured_acceptance_rate", row[column], query=query, basis=basis)
            for column in ("decisive_matured_acceptance_rate", "rest_matured_acceptance_rate")
        ]
        low, high = row["difference_low"], row["difference_high"]
        told: list[Cell] = ["", ""]
        if low is not None:
            told[0] = points_range(say, low, high)
            told[1] = Chip(say.text(_("nothing shown")))
            dots.append((row["rule_code"], row["acceptance_difference"], low, high, False))
        if row["is_admitting_refused"]:
            told[1] = Chip(say.text(_("lets in what sales refuses")), "bad")
        counted = say.number(row["decisive_matured_handed_off"])
        rows.append([_rule(clauses, row["rule_code"]), counted, *rates, *told])
    heads = say.texts(
        _("Rule"),
        _("Let in by it"),
        _("Accepted of these"),
        _("Of the others"),
        _("Difference, likely"),
        _("What it says"),
    )
    return Chart(
        svg=charts.intervals(dots, say, None, reference=0),
        title=say.text(_("Does a rule let in leads that sales refuses?")),
        sentence=say.text(
            _(
                "By how much sales accepts the leads that only this rule let in more, or less, "
                "than the others of version %(version)s. A line all left of zero says that it does."
            ),
            version=version,
        ),
        table=Table(
            heads,
            rows,
            numbers=(1, 2, 3, 4),
            place="review.mql_rule_outcomes",
            left_out=len(found) - len(rows),
        ),
    )


def _clauses(figures: Figures, version: int) -> dict[str, str | None]:
    """What each rule of a version says, in words."""
    agreement = figures.marts.agreement
    reading = Reading(agreement, figures.language.agreement)
    (article,) = [each for each in ARTICLES if each.seed == "mql_rules"]
    rows = agreement.rows(article.seed, str(version))
    return {row["rule_code"]: article.clause(reading, row) for row in rows}


def _rule(clauses: dict[str, str | None], code: str) -> str:
    return clauses.get(code) or code


def proposals(figures: Figures) -> dict[str, Any] | None:
    """Changes of the agreement tried on the past: those that the figures speak for come first."""
    found = figures.marts.rows(
        """
        select
            proposals.*,
            -- of steps that move the same leads the smallest is told
            row_number() over (
                partition by
                    kind, case when kind = 'drop_rule' then proposal_id else subject end,
                    entering, leaving, matured_moved, accepted_moved
                order by abs(to_value - from_value) nulls last, proposal_id
            ) = 1 as is_first
        from review.proposed_adjustments as proposals
        where (entering > 0 or leaving > 0) and kind <> 'draft_version'
        order by
            is_first desc,
            is_supported desc,
            abs(acceptance_difference) desc nulls last,
            proposal_id
        """
    )
    if not found:
        return None
    shown = [row for row in found if row["is_first"]][:PROPOSALS_SHOWN]
    return {
        "shown": [_proposal(figures, row) for row in shown],
        "rest": len(found) - len(shown),
    }


def _proposal(figures: Figures, row: Row) -> dict[str, Any]:
    say = figures.language
    supported = Chip(say.text(_("the figures speak for it")), "good")
    if not row["is_supported"]:
        supported = Chip(say.text(_("the figures do not tell")))
    difference = ""
    if row["difference_low"] is not None:
        difference = points_range(say, row["difference_low"], row["difference_high"])
    return {
        "title": _told(figures, row),
        "chip": supported,
        "moved": [
            (_moved(figures, row, column), say.text(words))
            for column, words in _MOVED[row["kind"] == "require_field"].items()
            if row[column]
        ],
        "accepted": _accepted(figures, row, "moved"),
        "others": _accepted(figures, row, "unmoved"),
        "difference": difference,
        "compared": _compared(figures, row),
        "commands": [each for each in (row["draft_command"], row["backtest_command"]) if each],
        "file": row["edited_file"] or "",
    }


def _told(figures: Figures, row: Row) -> str:
    """What would be changed, in words."""
    say, subject = figures.language, row["subject"]
    match row["kind"]:
        case "drop_rule":
            clauses = _clauses(figures, row["agreement_version"])
            return say.text(_("Strike out: %(rule)s"), rule=_rule(clauses, subject))
        case "raise_threshold" | "lower_threshold":
            threshold = say.text(_THRESHOLDS[subject]) if subject in _THRESHOLDS else subject
            if None in (row["from_value"], row["to_value"]):
                return threshold
            return say.text(
                _("Set %(threshold)s to %(new)s instead of %(old)s"),
                threshold=threshold,
                new=say.number(row["to_value"]),
                old=say.number(row["from_value"]),
            )
    return say.text(_("Hand over no lead without: %(field)s"), field=say.word(subject))


def _compared(figures: Figures, row: Row) -> Table:
    """What was counted as it is agreed, and what would have been."""
    say = figures.language
    query, basis = _since(figures, row)
    tried = (
        "select *\nfrom review.proposed_adjustments\n"
        f"where proposal_id = {literal(row['proposal_id'])}"
    )
    rows: list[list[Cell]] = []
    for metric, column in _COMPARED:
        if metric == "mqls" and row["kind"] == "require_field":
            metric = "handed_off"
        rows.append(
            [
                figures.name(metric),
                figures.figure(metric, row[f"{column}_before"], query=query, basis=basis),
                figures.figure(
                    metric, row[f"{column}_after"], query=tried, basis=_told(figures, row)
                ),
            ]
        )
    heads = say.texts(_("Figure"), _("As agreed"), _("With the change"))
    return Table(heads, rows, numbers=(1, 2), is_narrow=True)


def _since(figures: Figures, row: Row) -> tuple[str, str]:
    """The query for whom a proposal was tried on, and who they are."""
    marts, say = figures.marts, figures.language
    first = row["counted_from"]
    conditions: tuple[str, ...] = ()
    if row["kind"] == "require_field":
        table, moment = "core.fct_handoffs", "handed_off_at"
    else:
        table, moment = "core.fct_leads", "mql_at"
        conditions = ("has_mql", "not mql_is_imputed")
    if first is None:
        held = "\n  and ".join((f"{moment} is not null", *conditions))
        return f"select *\nfrom {table}\nwhere {held}", say.text(_("MQLs"))
    begun = start_of_day(first, marts.time_zone)
    held = "\n  and ".join((f"{moment} >= timestamp '{begun:%Y-%m-%d %H:%M:%S}'", *conditions))
    of_handoffs = table == "core.fct_handoffs"
    since = _("handoffs since %(day)s") if of_handoffs else _("MQLs since %(day)s")
    basis = say.text(since, day=say.day(first))
    return f"select *\nfrom {table}\nwhere {held}", basis


def _moved(figures: Figures, row: Row, column: str) -> Figure:
    query, basis = _since(figures, row)
    return figures.figure("mqls", row[column], query=query, basis=basis)


def _accepted(figures: Figures, row: Row, side: str) -> dict[str, Any] | None:
    """The acceptance of those who would move, or of the others."""
    if not row[f"matured_{side}"]:
        return None
    query, basis = _since(figures, row)
    return {
        "figure": figures.figure(
            "acceptance_rate", row[f"acceptance_{side}"], query=query, basis=basis
        ),
        "members": figures.language.counted(
            _("of %(num)s lead"), _("of %(num)s leads"), row[f"matured_{side}"]
        ),
    }
