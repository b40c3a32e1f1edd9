"""Are the marts believable: reconciled with the exports, in range, near the last night's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from expectations.shares import is_share
from expectations.suites import Rule, Suite, at_most, between, equal
from orchestration.agreement.words import _
from orchestration.loading.declarations import ExportObject

MAX_SHARE_RISE = 0.20
MAX_ROW_DROP = 0.15
SCORECARD = "alignment.alignment_scorecard"


def preparation(home: Path) -> list[str]:
    """Statements that give the suites the night's `settings`."""
    return [f"create table settings as from read_parquet('{home}/control/settings.parquet')"]


def dim_people(home: Path, person_like: Sequence[ExportObject]) -> Suite:
    """Every person-like record that was exported is one record of one person."""
    keys = " union all ".join(
        f"select count(distinct {_key(export_object)}) as keys from {_landed(home, export_object)}"
        for export_object in person_like
    )
    return Suite(
        table_name="core.dim_people",
        query=f"""
            select
                (select sum(keys) from ({keys or "select 0 as keys"})) as exported_records,
                (
                    select coalesce(sum(record_count), 0) from build.core.dim_people
                ) as records_of_people
        """,
        rules=(
            equal(
                _("exported_records"),
                _("records_of_people"),
                _("The records of all people are the person-like records exported"),
                expected=_("equal numbers"),
                severity="critical",
            ),
        ),
    )


def fct_opportunities(home: Path, opportunity_objects: Sequence[ExportObject]) -> Suite:
    """Every exported opportunity made by the cut-off is published, with its newest amount.

    One that was merged away is part of its survivor.
    """
    newest = (
        " union all ".join(map(partial(_newest_amounts, home), opportunity_objects))
        or "select null::double as amount where false"
    )
    merged = """
        select opportunities.amount
        from build.intermediate.int_opportunities_unioned as opportunities
        inner join build.intermediate.int_opportunity_records_keyed as records
            on opportunities.opportunity_key = records.opportunity_key
            and records.opportunity_key <> records.surviving_opportunity_key
        where not coalesce(opportunities.created_at > (select as_of from settings), false)
    """
    return Suite(
        table_name="core.fct_opportunities",
        query=f"""
            select
                (select count(*) from ({newest})) as exported_opportunities,
                (
                    (select count(*) from build.core.fct_opportunities)
                    + (select count(*) from ({merged}))
                ) as published_opportunities,
                (
                    select round(coalesce(sum(amount), 0), 2) from ({newest})
                ) as exported_amount,
                (
                    select round(coalesce(sum(amount), 0), 2) from (
                        select amount from build.core.fct_opportunities
                        union all
                        select amount from ({merged})
                    )
                ) as published_amount
        """,
        rules=(
            equal(
                _("exported_opportunities"),
                _("published_opportunities"),
                _("Every exported opportunity is published once, a merged one within its survivor"),
                expected=_("equal numbers"),
                severity="critical",
            ),
            equal(
                _("exported_amount"),
                _("published_amount"),
                _("The amounts published are the newest amounts exported"),
                expected=_("equal sums over all currencies"),
                severity="critical",
            ),
        ),
    )


def fct_leads(has_published: bool) -> Suite:
    """Leads look like those of the last published night."""
    return Suite(
        table_name="core.fct_leads",
        query=f"""
            with this as ({_lead_figures("build")}),
            published as ({_lead_figures("published" if has_published else "build")})
            select
                this.leads,
                published.leads as published_leads,
                case
                    when published.leads > 0
                        then (published.leads - this.leads) / published.leads
                    else 0.0
                end as leads_drop,
                this.without_source,
                published.without_source as published_without_source,
                this.without_source - published.without_source as without_source_rise,
                this.without_account,
                published.without_account as published_without_account,
                this.without_account - published.without_account as without_account_rise,
                this.without_mql,
                published.without_mql as published_without_mql,
                abs(this.without_mql - published.without_mql) as without_mql_shift
            from this cross join published
        """,
        rules=(
            at_most(
                "leads_drop",
                MAX_ROW_DROP,
                _("Few leads have vanished since the last published night"),
                expected=_("a drop of at most %(share)s") % {"share": f"{MAX_ROW_DROP:.0%}"},
                figures=(_("leads"), _("published_leads")),
            ),
            _near(
                "without_source_rise",
                _("Leads have kept their source"),
                (_("without_source"), _("published_without_source")),
            ),
            _near(
                "without_account_rise",
                _("Leads have kept their account"),
                (_("without_account"), _("published_without_account")),
            ),
            _near(
                "without_mql_shift",
                _("The share of leads without MQL is stable"),
                (_("without_mql"), _("published_without_mql")),
            ),
        ),
    )


def fct_handoffs() -> Suite:
    """A version of the agreement measures the delays of its handoffs, as the one before did."""
    return Suite(
        table_name="core.fct_handoffs",
        query="""
            with versions as (
                select
                    agreement_version,
                    count(*) as handoffs,
                    min(handed_off_at) as began_at,
                    count(*) filter (touch_sla_status <> 'not_measurable') as touches,
                    count(*) filter (decision_sla_status <> 'not_measurable') as decisions
                from build.core.fct_handoffs
                group by agreement_version
            ),
            unmeasured as (
                select *
                from versions
                where exists (
                    select 1 from versions as earlier
                    where
                        earlier.began_at < versions.began_at
                        and (
                            (earlier.touches > 0 and versions.touches = 0)
                            or (earlier.decisions > 0 and versions.decisions = 0)
                        )
                )
            )
            select
                count(*) as unmeasured_versions,
                coalesce(
                    string_agg(cast(agreement_version as varchar), ' ' order by began_at), 'none'
                ) as versions,
                coalesce(sum(handoffs), 0) as handoffs_not_measurable
            from unmeasured
        """,
        rules=(
            at_most(
                "unmeasured_versions",
                0,
                _("Handoffs have not become not_measurable with a version of the agreement"),
                expected=_("a delay agreed on in sla_policies.csv for every version"),
                figures=(_("versions"), _("handoffs_not_measurable")),
            ),
        ),
    )


def metrics(tables: Mapping[str, Sequence[str]], before: str, *, accept_lost: bool) -> Suite:
    """No metric that had values on the last published night has none now.

    `tables` are the metric tables with their columns of numbers; the scorecard's metrics are rows.
    `before` is the database of the night to compare with.
    A rate, or a metric of the scorecard, is what the two teams meet over: it does not vanish
    unless somebody says so. A night set back before the published one has lost nothing.
    """
    counted = " union all ".join(_counted(table, names, before) for table, names in tables.items())
    return Suite(
        table_name=SCORECARD,
        query=f"""
            with counted as ({counted} union all {_scored(before)}),
            lost as (
                select counted.* from counted
                cross join {before}.quality.build as earlier
                cross join settings
                where counted.before > 0 and counted.now = 0 and earlier.as_of <= settings.as_of
            )
            select
                count(*) filter (is_rate) as lost_rates,
                count(*) filter (not is_rate) as lost_figures,
                coalesce(
                    string_agg(metric, ', ' order by metric) filter (is_rate), 'none'
                ) as rates_without_values,
                coalesce(
                    string_agg(metric, ', ' order by metric) filter (not is_rate), 'none'
                ) as figures_without_values
            from lost
        """,
        rules=(
            at_most(
                "lost_rates",
                0,
                _("No rate that had values on the last published night has none now"),
                expected=_("values in each (else --accept-lost-metrics)"),
                figures=(_("rates_without_values"),),
                severity="warning" if accept_lost else "critical",
            ),
            at_most(
                "lost_figures",
                0,
                _("No other figure that had values on the last published night has none now"),
                expected=_("values in each"),
                figures=(_("figures_without_values"),),
            ),
        ),
    )


def _scored(before: str) -> str:
    """How many values each metric of the scorecard has now, and had on the night before."""
    return f"""
        select
            'alignment_scorecard.' || earlier.metric as metric,
            true as is_rate,
            count(earlier.value) as before,
            coalesce(any_value(scored.filled), 0) as now
        from {before}.alignment.alignment_scorecard as earlier
        left join (
            select metric, count(value) as filled
            from build.alignment.alignment_scorecard
            group by metric
        ) as scored on earlier.metric = scored.metric
        group by earlier.metric
    """


def _counted(table: str, columns: Sequence[str], before: str) -> str:
    """How many values each column of a table has now, and had on the night before."""
    counts = ", ".join(f'count("{name}") as "{name}"' for name in columns)
    metrics = ", ".join(
        f"{{metric: '{table}.{name}', is_rate: {is_share(name)}, "
        f'before: earlier."{name}", now: this."{name}"}}'
        for name in columns
    )
    return f"""
        select unnest([{metrics}], recursive := true)
        from (select {counts} from build.alignment.{table}) as this
        cross join (select {counts} from {before}.alignment.{table}) as earlier
    """


def shares(table: str, columns: Sequence[str]) -> Suite:
    """Every share and rate of one metric table is between 0 and 1."""
    return Suite(
        table_name=f"alignment.{table}",
        query=f"select * from build.alignment.{table}",
        rules=tuple(between(column, 0, 1, severity="critical") for column in columns),
    )


def _near(column: str, description: str, figures: tuple[str, str]) -> Rule:
    return at_most(
        column,
        MAX_SHARE_RISE,
        description,
        expected=_("a share within %(share)s of the last published night's")
        % {"share": f"{MAX_SHARE_RISE:.0%}"},
        figures=figures,
    )


def _lead_figures(database: str) -> str:
    def share(condition: str) -> str:
        return f"coalesce(avg(case when {condition} then 1.0 else 0.0 end), 0)"

    return f"""
        select
            count(*) as leads,
            {share("source is null")} as without_source,
            {share("account_id is null")} as without_account,
            {share("not has_mql")} as without_mql
        from {database}.core.fct_leads
    """


def _landed(home: Path, export_object: ExportObject) -> str:
    folder = home / "landing" / export_object.system / export_object.name
    return (
        f"(select landed.* from read_parquet('{folder}/*.parquet', union_by_name = true) as landed "
        "cross join settings where landed._exported_at <= settings.as_of)"
    )


def _key(export_object: ExportObject) -> str:
    """The key of a record; ids that are one on their first characters count once."""
    length = export_object.id_significant_characters
    parts = [
        f'substr("{column}", 1, {length})' if length else f'"{column}"'
        for column in export_object.key
    ]
    return f"row({', '.join(parts)})"


# How `landed` reads what a replicator marks as gone.
_MARKED_GONE = (
    "(_version_start is null"
    " and coalesce(lower(_version_deleted) not in ('false', 'f', 'no', 'n', '0'), false))"
)


def _newest_amounts(home: Path, export_object: ExportObject) -> str:
    """Amount by opportunity, as staging chooses its version (macro `newest_version`)."""
    created = f'"{export_object.created_at}"' if export_object.created_at else "null"
    modified = f'"{export_object.modified_at}"' if export_object.modified_at else "_exported_at"
    names = {column.name for column in export_object.columns}
    deleted = next((name for name in ("is_deleted", "archived") if name in names), "false")
    return f"""
        select amount from (
            select
                "{export_object.amount}" as amount,
                coalesce({created} > (select as_of from settings), false) as is_later,
                row_number() over (
                    partition by {_key(export_object)}
                    order by
                        _exported_at desc, _version_start desc nulls last,
                        {modified} desc nulls last,
                        coalesce({deleted}, false) or {_MARKED_GONE} desc,
                        _row desc, _file desc
                ) as recency
            from {_landed(home, export_object)}
        ) where recency = 1 and not is_later
    """
