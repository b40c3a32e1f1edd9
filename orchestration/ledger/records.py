"""What the tools' records say otherwise of the time that an earlier build told of.

A table is looked at where its page says `config.meta.past`: what tells its rows apart (`key`),
whose rows they are (`of`; without it, anybody's), when what a row says happened (`at`), which
columns are compared (`columns`, or all but those that change as a record `lives`), and which of the
earlier rows could not change any more (`stands`). One that is dated by the export that shows it
(`seen`) is dated otherwise where an earlier export came late. What happened since is told apart: it
may take the place of what had been inferred.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import duckdb

from orchestration.audit import quoted
from orchestration.edits import Manifest

# Instead of a dimension: it may concern whomever.
ANYBODYS = "(any)"

_NO_TIME = "cast(null as timestamp)"


@dataclass(frozen=True)
class Past:
    """A table whose rows say what happened; `node` is its id in dbt's manifest."""

    node: str
    relation: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    of: str
    at: str
    stands: str
    seen: str


def past_tables(manifest: Manifest) -> list[Past]:
    """The tables of which earlier builds are asked what they knew."""
    found = []
    for unique_id, node in manifest["nodes"].items():
        declared = node["config"].get("meta", {}).get("past")
        if declared is None:
            continue
        lives = declared.get("lives", ())
        columns = declared.get("columns") or [each for each in node["columns"] if each not in lives]
        found.append(
            Past(
                node=unique_id,
                relation=f"{quoted(node['schema'])}.{quoted(node['alias'])}",
                key=tuple(declared["key"]),
                columns=tuple(columns),
                of=declared.get("of", "cast(null as varchar)"),
                at=declared.get("at", _NO_TIME),
                stands=declared.get("stands", "true"),
                seen=declared.get("seen", "false"),
            )
        )
    return found


def touch(
    connection: duckdb.DuckDBPyConnection, tables: Iterable[Past], dimensions: Mapping[str, str]
) -> None:
    """Fill `touched` with what the build `later` has written otherwise of the past of `earlier`.

    One row per cause (late_file, correction, merge; maturing where something happened since),
    dimension, value of it and day (company's zone) of a lead whose person it concerns, in either
    build. Beside them each cause once without a dimension, and under ANYBODYS where it is nobody's
    in particular. `dimensions` are the columns of `core.fct_leads` by the names of dimensions.
    """
    connection.execute("create temp table rewritten (cause varchar, subject varchar)")
    present = _tables_in_both(connection)
    for table in tables:
        if table.relation in present:
            connection.execute(_rewritten(table))
    connection.execute(_REGROUPED)
    connection.execute(_PEOPLE)
    connection.execute(_LEADS.format(columns=", ".join(dict.fromkeys(dimensions.values()))))
    days = " union all ".join(
        f"""
        select distinct cause, '{name}' as dimension,
            coalesce(cast({column} as varchar), '(unknown)') as dimension_value, day
        from leads_touched
        """
        for name, column in {**dimensions, "all": "'all'"}.items()
    )
    connection.execute(
        f"""
        insert into touched
        {days}
        union all
        select distinct cause, if(subject is null, '{ANYBODYS}', null), null, null from rewritten
        """
    )


def _tables_in_both(connection: duckdb.DuckDBPyConnection) -> set[str]:
    rows = connection.execute(
        """
        select schema_name, table_name from duckdb_tables() where database_name = 'earlier'
        intersect
        select schema_name, table_name from duckdb_tables() where database_name = 'later'
        """
    ).fetchall()
    return {f"{quoted(schema)}.{quoted(name)}" for schema, name in rows}


def _rewritten(table: Past) -> str:
    """Rows that are new, other or gone, of what had happened by the earlier cut-off."""

    def rows(database: str) -> str:
        return f"""
            select hash({", ".join(table.key)}) as key, hash({", ".join(table.columns)}) as said,
                {table.of} as subject, {table.at} as happened_at, {table.stands} as stands,
                {table.seen} as is_seen
            from {database}.{table.relation}
        """

    return f"""
        insert into rewritten
        with said_then as ({rows("earlier")}),
        said_now as ({rows("later")}),
        unsaid as (select * from said_then where said not in (select said from said_now)),
        unsaid_keys as (select key, bool_or(stands) as stands from unsaid group by key),
        cut_off as (select as_of from earlier.quality.build),
        newly_said as (
            select
                said_now.subject, said_now.happened_at, said_now.is_seen, unsaid_keys.stands
            from said_now
            left join unsaid_keys on said_now.key = unsaid_keys.key
            where said_now.said not in (select said from said_then)
        )
        select distinct
            case
                when happened_at > as_of then 'maturing'
                when stands is null or is_seen then 'late_file'
                else 'correction'
            end,
            subject
        from newly_said
        cross join cut_off
        where
            (stands is null and happened_at is not null)
            or stands
            or happened_at > as_of
        union
        select distinct 'correction', subject
        from unsaid
        where stands and key not in (select key from said_now)
    """


# A tool's own merge, or a link that was not known: records of two people are one person's.
_REGROUPED = """
    insert into rewritten
    select distinct 'merge', unnest([was.person_id, is_now.person_id])
    from earlier.intermediate.int_person_records_keyed as was
    inner join later.intermediate.int_person_records_keyed as is_now
        on was.record_key = is_now.record_key
    where was.person_id <> is_now.person_id
"""

_PEOPLE = " union ".join(
    f"""
    select rewritten.cause, named.person_id
    from rewritten
    inner join (
        select person_id as subject, person_id from {database}.core.dim_people
        union all
        select record_key, person_id from {database}.intermediate.int_person_records_keyed
        union all
        select opportunity_key, person_id from {database}.intermediate.int_person_opportunities
        union all
        select keyed.company_key, people.person_id
        from {database}.intermediate.int_company_records_keyed as keyed
        inner join {database}.core.dim_people as people on keyed.account_id = people.account_id
    ) as named on rewritten.subject = named.subject
    """
    for database in ("earlier", "later")
)
_PEOPLE = f"create temp table people_touched as {_PEOPLE}"

# Each lead of these people, on each day on which something is known to have become of it.
_LEADS = (
    """
    create temp table leads_touched as
    with moments as (
    """
    + " union ".join(
        f"""
        select lead_id, unnest([
            inquiry_at, mql_at, declared_mql_at, scored_mql_at, accepted_at, sql_at, opportunity_at,
            won_at, lost_at, rejected_at, recycled_at, lapsed_at, current_stage_at
        ]) as moment
        from {database}.core.fct_leads
        where person_id in (select person_id from people_touched)
        union
        select lead_id, unnest([handed_off_at, decided_at, first_touch_at])
        from {database}.core.fct_handoffs
        where person_id in (select person_id from people_touched)
        """
        for database in ("earlier", "later")
    )
    + """
    ),
    leads as (
    """
    + " union ".join(
        f"select lead_id, person_id, {{columns}} from {database}.core.fct_leads"
        for database in ("earlier", "later")
    )
    + """
    )
    select distinct people_touched.cause, {columns},
        cast(timezone(build.time_zone, timezone('UTC', moments.moment)) as date) as day
    from people_touched
    inner join leads on people_touched.person_id = leads.person_id
    inner join moments on leads.lead_id = moments.lead_id
    cross join later.quality.build as build
    where moments.moment is not null
    """
)
