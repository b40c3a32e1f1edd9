"""What a night says otherwise than the night before of the same closed periods, and why.

A figure is restated where something else than time may have changed it, or nothing that is known:
then its cause is `unexplained`. Its causes are what differs between what went into the two builds
and can have touched it; several are named side by side, in the order of CAUSES.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
import yaml

from orchestration.audit import quoted
from orchestration.databases import candidate_of, connected
from orchestration.edits import Manifest, read_by, read_manifest
from orchestration.ledger.entries import (
    FIGURES,
    RESTATEMENTS,
    Entry,
    entries_of,
    taken_build,
    write_entry,
    writing,
)
from orchestration.ledger.figures import CutOff, Kept, gather, kept_tables
from orchestration.ledger.inputs import (
    Inputs,
    causes_between,
    inputs_of,
    is_computed_otherwise,
)
from orchestration.ledger.records import (
    ANYBODYS,
    BETWEEN,
    NOBODYS,
    SURVEY,
    fact_tables,
    facts_counted,
    past_tables,
    touch,
)
from orchestration.memory import memory_limit

# In the order in which they are named.
CAUSES = (
    "new_agreement_version",
    "changed_mapping",
    "settings",
    "upgrade",
    "ruling",
    "merge",
    "late_file",
    "correction",
    "field_history",
    "maturing",
)
MATURING, RULING, SETTINGS, UNEXPLAINED = "maturing", "ruling", "settings", "unexplained"
# the exchange rates that a company's exports hold
EURO_RATES = "model.accord.int_euro_rates_unioned"


@dataclass(frozen=True)
class Noted:
    """What a night tells the ledger: the id and time that it publishes under, and its entry.

    `entry` is None for a night of an earlier day than the ledger's last. `restatements` are the
    files that hold what this night and those before it restated.
    """

    build_id: str
    published_at: datetime
    entry: int | None
    restatements: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()


def note(home: Path) -> Noted:
    """Write the entry of the candidate build, to be taken once it is published.

    A night in which nothing differs writes none: it is of the last entry. Raises DamagedLedger.
    """
    noted = Noted(uuid4().hex, datetime.now(UTC).replace(tzinfo=None), None)
    known = entries_of(home)
    config = {
        "memory_limit": memory_limit(home),
        "temp_directory": str(candidate_of(home).parent),
    }
    with connected(config=config) as connection:
        connection.execute(f"attach '{_text(candidate_of(home))}' as later (read_only)")
        as_of = connection.execute("select as_of from later.quality.build").fetchall()[0][0]
        told = tuple(
            entry.restatements for entry in known if entry.as_of <= as_of and entry.restatements
        )
        if known and as_of < known[-1].as_of:
            return replace(
                noted,
                restatements=told,
                notes=(
                    f"the ledger already holds a night as of {known[-1].as_of:%Y-%m-%d %H:%M} UTC: "
                    f"what this one, as of {as_of:%Y-%m-%d %H:%M}, says of the past is no later "
                    "word, and is not entered (docs/when_a_number_changed.md)",
                ),
            )
        entry = _entry(home, connection, noted, known, as_of)
        if entry is None:
            return replace(noted, entry=known[-1].number, restatements=told)
    own = (entry.restatements,) if entry.restatements else ()
    return replace(noted, entry=entry.number, restatements=(*told, *own))


def _entry(
    home: Path,
    connection: duckdb.DuckDBPyConnection,
    noted: Noted,
    known: Sequence[Entry],
    as_of: datetime,
) -> Entry | None:
    """Write what this night adds to the ledger; None where it adds nothing."""
    manifest = read_manifest(home)
    kept, past = kept_tables(manifest), past_tables(manifest)
    last = known[-1] if known else None
    made_from = inputs_of(
        home,
        connection,
        manifest,
        [*(each.node for each in kept), *(each.node for each in past)],
        [entry.inputs for entry in known],
    )
    build = taken_build(home, last) if last else None
    if build is not None:
        connection.execute(f"attach '{_text(build)}' as earlier (read_only)")
    figures = gather(
        connection,
        kept,
        _cut_off(connection, as_of),
        _cut_off(connection, last.as_of) if last else None,
        build is not None,
    )
    if last and build is None:
        _recall(connection, figures, known)
    connection.execute(_CHANGED)
    ((changed,),) = connection.execute("select count(*) from changed").fetchall()
    if last and not changed and as_of == last.as_of and _is_same(last.inputs, made_from):
        return None
    with writing(home) as folder:
        entry = Entry(
            number=len(known) + 1,
            build_id=noted.build_id,
            as_of=as_of,
            published_at=noted.published_at,
            agreement_version=_version_in_force(connection),
            accord_version=version("accord"),
            inputs=made_from,
            folder=folder,
        )
        if changed:
            _copy(connection, f"select {_of_entry(entry)}, {_TOLD} from changed", folder / FIGURES)
        if last and changed:
            _declare(connection, kept, figures)
            _find_causes(home, connection, manifest, kept, last, entry, build is not None)
            moved = "true" if as_of > last.as_of else "false"
            query = _RESTATED.format(as_of=last.as_of, is_later=moved, entry=entry.number)
            connection.execute(f"create temp table restated as {query}")
            if connection.execute("select count(*) from restated").fetchall()[0][0]:
                _copy(connection, "select * from restated", folder / RESTATEMENTS)
        write_entry(entry)
    return entry


def _is_same(then: Inputs, now: Inputs) -> bool:
    return not now.came and not now.went and now == replace(then, came=now.came, went=now.went)


def _cut_off(connection: duckdb.DuckDBPyConnection, as_of: datetime) -> CutOff:
    """A moment as the company's clocks show it too."""
    ((local,),) = connection.execute(
        f"select timezone(time_zone, timezone('UTC', timestamp '{as_of}')) from later.quality.build"
    ).fetchall()
    return CutOff(as_of, local)


def _recall(
    connection: duckdb.DuckDBPyConnection,
    figures: dict[str, list[str]],
    known: Sequence[Entry],
) -> None:
    """Fill `earlier_cells` from the ledger itself, where the build that it took last is gone.

    Leaves in `figures` those that it held of each table.
    """
    files = [str(file) for entry in known if (file := entry.folder / FIGURES).is_file()]
    connection.execute(f"insert into earlier_cells by name {held()}", [files, list(figures)])
    found: dict[str, list[str]] = dict(
        connection.execute(
            "select table_name, list_distinct(flatten(list(json_keys(figures)))) "
            "from earlier_cells group by table_name"
        ).fetchall()
    )
    for name, names in figures.items():
        figures[name] = [each for each in names if each in found.get(name, ())]


def held() -> str:
    """The query of what the ledger holds: its last word on each cell of some tables.

    Its parameters are the files of figures and the names of the tables.
    """
    return f"""
        with words as (
            select *, row_number() over (partition by {_KEY} order by entry desc) as place
            from read_parquet(?)
            where list_contains(?, table_name)
        )
        select {_KEY}, agreement_version, is_mature, figures
        from words
        where place = 1 and figures is not null
    """


def _declare(
    connection: duckdb.DuckDBPyConnection,
    kept: Sequence[Kept],
    figures: Mapping[str, Sequence[str]],
) -> None:
    """Fill `measures` with the figures of each table in both builds, and when they stand.

    And with the tables, keys and values of cells: `open_cells`, of which nothing stands, and
    `cells_of_before`, which count members of earlier periods.
    """
    _keep(
        connection,
        "measures",
        ("table_name", "measure", "members", "told_by", "settles"),
        [
            (each.name, name, each.members, BETWEEN.join(each.by), _settles(each, name))
            for each in kept
            for name in figures.get(each.name, ())
        ],
    )
    for table, said in (
        ("open_cells", [(each.name, each.open) for each in kept]),
        ("cells_of_before", [(each.name, each.of_before) for each in kept]),
    ):
        _keep(
            connection,
            table,
            ("table_name", "key", "said"),
            [
                (name, key, value)
                for name, keys in said
                for key, values in keys.items()
                for value in values
            ],
        )


def _keep(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: Sequence[str],
    rows: Iterable[tuple[str | None, ...]],
) -> None:
    """Keep rows of texts in a table of this comparison."""
    connection.execute(
        f"create temp table {table} ({', '.join(f'{name} varchar' for name in columns)})"
    )
    # as text: to bind values imports pandas, which takes longer than the whole comparison
    told = ", ".join(f"({', '.join(map(_quoted, row))})" for row in rows)
    if told:
        connection.execute(f"insert into {table} values {told}")


def _settles(kept: Kept, name: str) -> str | None:
    if name in kept.at_close:
        return "at_close"
    return "at_maturity" if name in kept.at_maturity else None


def _find_causes(
    home: Path,
    connection: duckdb.DuckDBPyConnection,
    manifest: Manifest,
    kept: Sequence[Kept],
    last: Entry,
    entry: Entry,
    is_attached: bool,
) -> None:
    """Fill `causes` by table, and `touched` by what the tools' records say otherwise."""
    _keep(
        connection,
        "causes",
        ("place", "cause"),
        [(f"{place:02}", cause) for place, cause in enumerate(CAUSES)],
    )
    connection.execute(_NOTHING_TOUCHED)
    are_compared = is_attached
    have_rates_changed = is_attached and are_rates_others(connection, manifest, last.as_of)
    if is_attached:
        # where other code reads the records, what differs says nothing of the tools
        same = [
            each
            for each in past_tables(manifest)
            if each.node in last.inputs.models
            and not is_computed_otherwise(last.inputs, entry.inputs, each.node)
        ]
        has_other_files = bool(entry.inputs.came or entry.inputs.went)
        told_by = {BETWEEN.join(each.by): each.by for each in kept if each.by}
        dimensions = _dimensions(home, connection) | told_by
        are_compared = touch(
            connection, same if has_other_files else None, fact_tables(manifest), dimensions
        )
    _keep(
        connection,
        "night_causes",
        ("table_name", "cause"),
        [
            (each.name, cause)
            for each in kept
            for cause in causes_between(last.inputs, entry.inputs, each.node)
            # known by the people ruled on
            if not (cause == RULING and are_compared)
        ]
        + [
            (each.name, SETTINGS)
            for each in kept
            if have_rates_changed and EURO_RATES in read_by(manifest, each.node)
        ],
    )
    _keep(
        connection,
        "facts_counted",
        ("table_name", "facts"),
        [(each.name, facts) for each in kept for facts in facts_counted(manifest, each.node)],
    )


def are_rates_others(
    connection: duckdb.DuckDBPyConnection, manifest: Manifest, as_of: datetime
) -> bool:
    """Whether exports hold another exchange rate of a day up to that than they did in `earlier`."""
    node = manifest["nodes"][EURO_RATES]
    relation = f"{quoted(node['schema'])}.{quoted(node['alias'])}"
    said = f"select rate_on, currency, units_per_euro from {{}}.{relation} where rate_on <= ?"
    try:
        found = connection.execute(
            f"({said.format('later')} except {said.format('earlier')}) union all "
            f"({said.format('earlier')} except {said.format('later')}) limit 1",
            [as_of] * 4,
        ).fetchall()
    except duckdb.CatalogException:
        # a build of before exports held rates
        return False
    return bool(found)


def _dimensions(home: Path, connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[str, ...]]:
    """The columns of leads that the cells' dimensions are, by the dimension's name."""
    project = yaml.safe_load((home / "project" / "dbt_project.yml").read_text("utf-8"))
    declared: dict[str, str] = project["vars"]["dimensions"]
    names = connection.execute(
        "select distinct cell ->> 'dimension' from changed where (cell ->> 'dimension') is not null"
    ).fetchall()
    columns = connection.execute(
        """
        select column_name from duckdb_columns()
        where schema_name = 'core' and table_name = 'fct_leads'
            and database_name in ('earlier', 'later')
        group by column_name having count(*) = 2
        """
    ).fetchall()
    both = {column for (column,) in columns}
    found = {name: declared.get(name, name) for (name,) in names}
    return {name: (column,) for name, column in found.items() if column in both}


def _version_in_force(connection: duckdb.DuckDBPyConnection) -> Any:
    row = connection.execute(
        """
        select max_by(agreement_version, in_force_from)
        from later.agreement.versions_in_force
        cross join later.quality.build as build
        where in_force_from <= cast(timezone(build.time_zone, timezone('UTC', build.as_of)) as date)
        """
    ).fetchone()
    return row[0] if row else None


def _of_entry(entry: Entry) -> str:
    """The night of an entry, in each of its rows."""
    return (
        f"{entry.number} as entry, '{entry.build_id}' as build_id, "
        f"timestamp '{entry.as_of}' as as_of, timestamp '{entry.published_at}' as published_at"
    )


def _copy(connection: duckdb.DuckDBPyConnection, query: str, file: Path) -> None:
    connection.execute(
        f"copy ({query} order by all) to '{_text(file)}' (format parquet, compression zstd)"
    )


def _quoted(value: str | None) -> str:
    return "null" if value is None else f"'{_text(value)}'"


def _text(value: object) -> str:
    return str(value).replace("'", "''")


_KEY = "table_name, period_grain, period_start, cell"
_TOLD = f"{_KEY}, agreement_version, is_mature, figures_after as figures"

_CHANGED = """
    create temp table changed as
    select
        row_number() over () as cell_number,
        coalesce(later_cells.table_name, earlier_cells.table_name) as table_name,
        coalesce(later_cells.period_grain, earlier_cells.period_grain) as period_grain,
        coalesce(later_cells.period_start, earlier_cells.period_start) as period_start,
        coalesce(later_cells.cell, earlier_cells.cell) as cell,
        coalesce(later_cells.was_closed, true) as was_closed,
        later_cells.agreement_version,
        later_cells.is_mature,
        coalesce(earlier_cells.is_mature, later_cells.is_mature, false) as was_mature,
        earlier_cells.figures as figures_before,
        later_cells.figures as figures_after
    from earlier_cells
    full join later_cells
        on earlier_cells.table_name = later_cells.table_name
        and earlier_cells.period_grain = later_cells.period_grain
        and earlier_cells.period_start = later_cells.period_start
        and earlier_cells.cell = later_cells.cell
    where
        earlier_cells.figures is distinct from later_cells.figures
        or earlier_cells.is_mature is distinct from later_cells.is_mature
        or earlier_cells.agreement_version is distinct from later_cells.agreement_version
"""

_NOTHING_TOUCHED = """
    create temp table touched
        (cause varchar, facts varchar, dimension varchar, dimension_value varchar, day date)
"""

_RESTATED = f"""
    with figures as (
        select changed.*,
            measures.measure, measures.members, measures.told_by,
            (changed.cell ->> 'dimension') as dimension,
            (changed.cell ->> 'dimension_value') as dimension_value,
            (changed.figures_before ->> measures.measure) as value_before,
            (changed.figures_after ->> measures.measure) as value_after,
            coalesce(
                measures.settles = 'at_close'
                or (measures.settles = 'at_maturity' and changed.was_mature),
                false
            ) and not exists (
                select 1
                from open_cells
                where open_cells.table_name = changed.table_name
                    and open_cells.said = (changed.cell ->> open_cells.key)
            ) as is_settled
        from changed
        inner join measures on changed.table_name = measures.table_name
        where changed.was_closed
    ),
    differing as (
        select *,
            {{is_later}} and not is_settled as may_mature
        from figures
        where value_before is distinct from value_after
    ),
    cells as (
        select distinct cell_number, table_name, period_grain, cell, members, period_start,
            case when members = 'everyone' then 'all' when told_by <> '' then told_by
                else dimension end as dimension,
            case
                when members = 'everyone' then 'all'
                when told_by = '' then dimension_value
                else array_to_string(
                    list_transform(string_split(told_by, '{BETWEEN}'), lambda key: cell ->> key),
                    '{BETWEEN}'
                )
            end as dimension_value,
            exists (
                select 1
                from cells_of_before as of_before
                where of_before.table_name = differing.table_name
                    and of_before.said = (differing.cell ->> of_before.key)
            ) as is_of_before,
            cast(period_start + case period_grain when 'week' then interval 7 day
                when 'month' then interval 1 month else interval 3 month end as date) as next_start
        from differing
    ),
    touched_periods as (
        select distinct touched.cause, touched.facts, touched.dimension, touched.dimension_value,
            periods.period_grain,
            cast(date_trunc(periods.period_grain, touched.day) as date) as period_start
        from touched
        cross join (values ('week'), ('month'), ('quarter')) as periods (period_grain)
        where touched.day is not null
    ),
    cell_causes as (
        select cells.cell_number, night_causes.cause
        from cells
        inner join night_causes on cells.table_name = night_causes.table_name
        union
        select cells.cell_number, touched.cause
        from cells
        inner join touched_periods as touched
            on cells.dimension = touched.dimension
            and cells.dimension_value = touched.dimension_value
            and cells.period_grain = touched.period_grain
            and cells.period_start = touched.period_start
        inner join facts_counted
            on cells.table_name = facts_counted.table_name
            and touched.facts = facts_counted.facts
        where cells.members in ('leads', 'everyone')
        union
        select cells.cell_number, touched.cause
        from cells
        inner join touched
            on cells.dimension = touched.dimension
            and cells.dimension_value = touched.dimension_value
            and touched.day < cells.next_start
        inner join facts_counted
            on cells.table_name = facts_counted.table_name
            and touched.facts = facts_counted.facts
        where cells.is_of_before
        union
        select cells.cell_number, touched.cause
        from cells
        inner join touched
            on touched.dimension = '{ANYBODYS}'
            or (touched.dimension is null and cells.members is null)
            or (touched.dimension = '{NOBODYS}' and cells.members = 'everyone')
            or (
                touched.dimension = '{NOBODYS}'
                and touched.dimension_value = '{SURVEY}'
                and cells.members = 'survey'
            )
    ),
    figure_causes as (
        select differing.cell_number, differing.measure, cell_causes.cause
        from differing
        inner join cell_causes on differing.cell_number = cell_causes.cell_number
        union
        select cell_number, measure, '{MATURING}' from differing where may_mature
    ),
    explained as (
        select figure_causes.cell_number, figure_causes.measure,
            string_agg(figure_causes.cause, ', ' order by causes.place) as cause,
            bool_and(causes.cause = '{MATURING}') as is_time_alone
        from figure_causes
        inner join causes on figure_causes.cause = causes.cause
        group by figure_causes.cell_number, figure_causes.measure
    )
    select
        {{entry}} as ledger_entry,
        differing.table_name,
        differing.period_grain,
        differing.period_start,
        differing.cell,
        differing.measure,
        differing.dimension,
        differing.dimension_value,
        coalesce(explained.cause, '{UNEXPLAINED}') as cause,
        try_cast(differing.value_before as double) as value_before,
        try_cast(differing.value_after as double) as value_after,
        differing.was_mature,
        differing.is_settled as was_settled,
        timestamp '{{as_of}}' as said_as_of,
        build.as_of as restated_as_of
    from differing
    left join explained
        on differing.cell_number = explained.cell_number
        and differing.measure = explained.measure
    cross join later.quality.build as build
    where not (differing.may_mature and coalesce(explained.is_time_alone, false))
"""
