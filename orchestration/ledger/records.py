"""What the tools' records say otherwise of the time that an earlier build told of.

A table is looked at where its page says `config.meta.past`: what tells its rows apart (`key`),
whose rows they are (`of`; without it, anybody's), when what a row says happened (`at`), which
columns are compared (`columns`, or all but those that change as a record `lives`), and which of the
earlier rows could not change any more (`stands`). One that is dated by the export that shows it
(`seen`) is dated otherwise where an earlier export came late. What happened since is told apart: it
may take the place of what had been inferred.

That concerns the leads of whom something is told otherwise: `config.meta.facts` says which tables
tell it, by which column (`of`: lead_id or handoff_id), by which of its times cells count them
(`at`), which columns go on with the clock alone (`runs`), and what of a row the attributes of the
person make (`attributes`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from orchestration.audit import quoted
from orchestration.edits import Manifest

# Instead of a dimension: it may concern whomever; or the subject (instead of a value) is no person.
ANYBODYS, NOBODYS = "(any)", "(nobody)"
# What answers to the survey are about.
SURVEY = "(survey)"

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


@dataclass(frozen=True)
class Facts:
    """A table that tells what became of leads; `node` is its id in dbt's manifest."""

    node: str
    relation: str
    of: str
    at: tuple[str, ...]
    runs: tuple[str, ...]
    attributes: tuple[str, ...]


def fact_tables(manifest: Manifest) -> list[Facts]:
    """The tables that tell what became of leads."""
    found = []
    for unique_id, node in manifest["nodes"].items():
        declared = node["config"].get("meta", {}).get("facts")
        if declared is not None:
            found.append(
                Facts(
                    node=unique_id,
                    relation=f"{quoted(node['schema'])}.{quoted(node['alias'])}",
                    of=declared["of"],
                    at=tuple(declared["at"]),
                    runs=tuple(declared.get("runs", ())),
                    attributes=tuple(declared.get("attributes", ())),
                )
            )
    return found


def facts_counted(manifest: Manifest, table: str) -> set[str]:
    """The tables of facts that a table's figures are counted over, by their ids."""
    found, left, seen = set(), [table], {table}
    while left:
        node = manifest["nodes"].get(left.pop())
        if node is None:
            continue
        if node["config"].get("meta", {}).get("facts") is not None:
            found.add(node["unique_id"])
            continue
        reads = set(node["depends_on"].get("nodes", ())) - seen
        seen |= reads
        left += reads
    return found


def touch(
    connection: duckdb.DuckDBPyConnection,
    tables: Iterable[Past] | None,
    facts: Sequence[Facts],
    dimensions: Mapping[str, Sequence[str]],
) -> bool:
    """Fill `touched` with what the build `later` has written otherwise of the past of `earlier`.

    One row per cause (late_file, correction, merge, field_history, where the builds read other
    files: `tables` is None where they do not; ruling; maturing where something happened since),
    table of `facts`, dimension, value of it and day (company's zone) of a lead of which that table
    tells otherwise, and whose person it concerns. Beside them each cause once without a dimension,
    under ANYBODYS where it is nobody's in particular, and under NOBODYS by its subject where that
    is no person. `dimensions` are the columns of `core.fct_leads` by the names of dimensions.

    False where the builds cannot be compared, as an upgrade has other tables.
    """
    connection.execute("create temp table rewritten (cause varchar, subject varchar)")
    present = _columns_in_both(connection)
    if not present.keys() >= _NEEDED:
        return False
    connection.execute(_RULED)
    if tables is not None:
        connection.execute(_REGROUPED)
        connection.execute(_TRACED)
        for table in tables:
            if table.relation in present:
                connection.execute(_rewritten(table))
    connection.execute(_PEOPLE)
    connection.execute(_NO_LEADS)
    for each in facts:
        if each.relation in present:
            connection.execute(_changed_leads(each, present[each.relation]))
        if each.attributes and each.relation in present:
            connection.execute(_otherwise_made(each))
    columns = dict.fromkeys(column for names in dimensions.values() for column in names)
    (leads,) = (each.node for each in facts if each.relation == '"core"."fct_leads"')
    moments = " union ".join(
        _moments(each, database)
        for each in facts
        for database in ("earlier", "later")
        if each.at and each.relation in present
    )
    connection.execute(
        _LEADS.format(columns=", ".join(columns), leads=f"'{leads}'", moments=moments)
    )
    days = " union all ".join(
        f"""
        select distinct cause, facts, '{name}' as dimension,
            concat_ws('{BETWEEN}', {", ".join(map(_shown, names))}) as dimension_value, day
        from leads_touched
        """
        for name, names in dimensions.items()
    )
    connection.execute(
        f"""
        insert into touched
        {days}
        union all
        select distinct cause, facts, 'all', 'all', day from leads_touched
        union all
        select distinct cause, null, if(subject is null, '{ANYBODYS}', null), null, null
        from rewritten
        union all
        select distinct rewritten.cause, null, '{NOBODYS}', rewritten.subject, null
        from rewritten
        left join named on rewritten.subject = named.subject
        where rewritten.subject is not null and named.subject is null
        """
    )
    return True


# Between the values of several dimensions that a cell is told apart by.
BETWEEN = " | "


def _shown(column: str) -> str:
    return f"coalesce(cast({column} as varchar), '(unknown)')"


def _columns_in_both(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """The columns that a table has in both builds, by the names of tables."""
    rows = connection.execute(
        """
        select columns.schema_name, columns.table_name, columns.column_name
        from duckdb_columns() as columns
        inner join duckdb_tables() as tables
            on columns.database_oid = tables.database_oid and columns.table_oid = tables.table_oid
        where columns.database_name in ('earlier', 'later')
        group by all having count(*) = 2
        order by all
        """
    ).fetchall()
    found: dict[str, list[str]] = {}
    for schema, table, column in rows:
        found.setdefault(f"{quoted(schema)}.{quoted(table)}", []).append(column)
    return found


_NO_LEADS = """
    create temp table leads_changed (lead_id varchar, facts varchar);
    create temp table leads_otherwise_made (lead_id varchar, facts varchar)
"""


def _changed_leads(table: Facts, columns: Sequence[str]) -> str:
    """Add the leads of which a table tells otherwise in the two builds."""
    compared = ", ".join(quoted(each) for each in columns if each not in table.runs)
    told = " union all ".join(
        f"select {table.of}, hash({compared}) as told, '{database}' as build "
        f"from {database}.{table.relation}"
        for database in ("earlier", "later")
    )
    otherwise = f"""
        select {table.of} from ({told}) as told_in_both
        group by {table.of}, told having min(build) = max(build)
    """
    leads = " union ".join(_leads(table, each, otherwise) for each in ("earlier", "later"))
    return f"insert into leads_changed select lead_id, '{table.node}' from ({leads})"


def _otherwise_made(table: Facts) -> str:
    """Add the leads of which a row of both builds has what attributes make otherwise."""
    made = ", ".join(table.attributes)

    def rows(database: str, other: str) -> str:
        return f"""
            select {table.of}, {made} from {database}.{table.relation}
            where {table.of} in (select {table.of} from {other}.{table.relation})
        """

    otherwise = f"""
        select {table.of} from ({rows("later", "earlier")} except {rows("earlier", "later")})
    """
    leads = _leads(table, "later", otherwise)
    return f"insert into leads_otherwise_made select lead_id, '{table.node}' from ({leads})"


def _leads(table: Facts, database: str, of: str) -> str:
    """The leads that the values of the column `of` are of, in a build."""
    if table.of == "lead_id":
        return of
    return f"select lead_id from {database}.core.fct_handoffs where handoff_id in ({of})"


def _moments(table: Facts, database: str) -> str:
    """When each lead that a cause may have touched is counted by a table; of a handoff, by its."""
    relation = table.relation if table.of == "lead_id" else '"core"."fct_handoffs"'
    return f"""
        select '{table.node}' as facts, lead_id, unnest([{", ".join(table.at)}]) as moment
        from {database}.{relation}
        where lead_id in (select lead_id from leads_caused where facts = '{table.node}')
    """


def _rewritten(table: Past) -> str:
    """Rows that are new, other or gone, of what had happened by the earlier cut-off."""
    beside = ", ".join(["key", *(each for each in table.columns if each not in table.key)])

    def rows(database: str) -> str:
        return f"""
            select key, hash({beside}) as said, subject, happened_at, stands, is_seen
            from (
                select *, hash({", ".join(table.key)}) as key, {table.of} as subject,
                    {table.at} as happened_at, {table.stands} as stands, {table.seen} as is_seen
                from {database}.{table.relation}
            ) as keyed
        """

    return f"""
        insert into rewritten
        with said_then as ({rows("earlier")}),
        said_now as ({rows("later")}),
        unsaid as (select said_then.* from said_then anti join said_now using (said)),
        newly_said as (select said_now.* from said_now anti join said_then using (said)),
        unsaid_keys as (select key, bool_or(stands) as stands from unsaid group by key),
        cut_off as (select as_of from earlier.quality.build)
        select distinct
            case
                when newly_said.happened_at > cut_off.as_of then 'maturing'
                when unsaid_keys.stands is null or newly_said.is_seen then 'late_file'
                else 'correction'
            end,
            newly_said.subject
        from newly_said
        left join unsaid_keys on newly_said.key = unsaid_keys.key
        cross join cut_off
        where
            (unsaid_keys.stands is null and newly_said.happened_at is not null)
            or unsaid_keys.stands
            or newly_said.happened_at > cut_off.as_of
        union
        select distinct 'correction', gone.subject
        from (select unsaid.* from unsaid anti join said_now using (key)) as gone
        where gone.stands
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

# A ruling is written, taken back or another one; or its day has come.
_RULED = """
    insert into rewritten
    with ruled_then as ({earlier}), ruled_now as ({later})
    select distinct 'ruling', record_key
    from (
        (select * from ruled_then except select * from ruled_now)
        union (select * from ruled_now except select * from ruled_then)
    ) as ruled
""".format(
    **{
        database: f"""
            select
                rulings.ruling_id, rulings.record_key, rulings.activity_id, rulings.ruling,
                rulings.mql_on, rulings.ruled_on,
                rulings.ruled_on
                <= cast(timezone(build.time_zone, timezone('UTC', build.as_of)) as date) as is_ruled
            from {database}.intermediate.int_rulings_keyed as rulings
            cross join {database}.quality.build as build
        """
        for database in ("earlier", "later")
    }
)

# The exports show a history of a field for the first time: what a record without an entry says now
# it has said since it was made, where before nobody could tell.
_TRACED = """
    insert into rewritten
    select distinct 'field_history', attributes.record_key
    from earlier.intermediate.int_attributes_asked as was
    inner join later.intermediate.int_attributes_asked as is_now
        on was.system = is_now.system
        and was.object = is_now.object
        and was.attribute = is_now.attribute
    inner join later.intermediate.int_attribute_values as attributes
        on starts_with(attributes.record_key, is_now.system || ':')
        and attributes.object = is_now.object
        and attributes.attribute = is_now.attribute
    where not was.has_history and is_now.has_history
"""

_PEOPLE = (
    "create temp table named as "
    + " union ".join(
        f"""
        select subject, person_id from {people}
        where subject in (select subject from rewritten)
        """
        for people in (
            person.format(database=database)
            for database in ("earlier", "later")
            for person in (
                "(select person_id as subject, person_id from {database}.core.dim_people)",
                "(select record_key as subject, person_id "
                "from {database}.intermediate.int_person_records_keyed)",
                "(select opportunity_key as subject, person_id "
                "from {database}.intermediate.int_person_opportunities)",
                "(select keyed.company_key as subject, people.person_id "
                "from {database}.intermediate.int_company_records_keyed as keyed "
                "inner join {database}.core.dim_people as people "
                "on keyed.account_id = people.account_id)",
            )
        )
    )
    + """;
    create temp table people_touched as
    select distinct rewritten.cause, named.person_id
    from rewritten
    inner join named on rewritten.subject = named.subject
    """
)

# What all of this reads.
_NEEDED = {
    f'"{schema}"."{table}"'
    for schema, table in (
        ("core", "dim_people"),
        ("core", "fct_handoffs"),
        ("core", "fct_leads"),
        ("core", "fct_stage_transitions"),
        ("intermediate", "int_attribute_values"),
        ("intermediate", "int_attributes_asked"),
        ("intermediate", "int_company_records_keyed"),
        ("intermediate", "int_person_opportunities"),
        ("intermediate", "int_person_records_keyed"),
        ("intermediate", "int_rulings_keyed"),
        ("quality", "build"),
    )
}

# Each such lead of these people, on each day of the table that tells otherwise of it.
_LEADS = (
    """
    create temp table leads_caused as
    with leads as (
    """
    + " union ".join(
        f"select lead_id, person_id from {database}.core.fct_leads"
        for database in ("earlier", "later")
    )
    + """
    )
    select distinct people_touched.cause, leads_changed.facts, leads.lead_id
    from people_touched
    inner join leads on people_touched.person_id = leads.person_id
    inner join leads_changed on leads.lead_id = leads_changed.lead_id
    where
        people_touched.cause <> 'field_history'
        -- a history tells of attributes alone
        or leads.lead_id in (select lead_id from leads_otherwise_made where facts = {leads})
        or (leads.lead_id, leads_changed.facts)
        in (select lead_id, facts from leads_otherwise_made);

    create temp table leads_touched as
    with moments as ({moments}),
    days as (
        select distinct moments.facts, moments.lead_id,
            cast(timezone(build.time_zone, timezone('UTC', moments.moment)) as date) as day
        from moments
        cross join later.quality.build as build
        where moments.moment is not null
    ),
    leads as (
    """
    + " union ".join(
        f"""
        select lead_id, {{columns}} from {database}.core.fct_leads
        where lead_id in (select lead_id from leads_caused)
        """
        for database in ("earlier", "later")
    )
    + """
    )
    select distinct leads_caused.cause, leads_caused.facts, {columns}, days.day
    from leads_caused
    inner join leads on leads_caused.lead_id = leads.lead_id
    inner join days
        on leads_caused.facts = days.facts
        and leads_caused.lead_id = days.lead_id
    """
)
