"""Parquet exports as a table of text."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.agreement.words import _
from orchestration.databases import connected
from orchestration.errors import RefusedFile
from orchestration.loading.declarations import ExportObject, System
from orchestration.loading.doubles import doubled, empty_words, others_of, texts_of
from orchestration.loading.headers import match_header
from orchestration.loading.recognition import refuse_other_object
from orchestration.loading.sql import file_literal, literal, quoted
from orchestration.loading.text_tables import SourceRow, TextTable

# Beyond it a number with fractions stands for several whole ones.
_LARGEST_EXACT = 2**53


def read_parquet(
    path: Path, system: System, declared: ExportObject, objects: Sequence[ExportObject]
) -> TextTable:
    """A Parquet file as a table of text. Raises RefusedFile when it is none or lacks a column."""
    try:
        footer = pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise RefusedFile(
            _("not a whole Parquet file (%(error)s); export again") % {"error": error}
        ) from error
    schema, rows = footer.schema_arrow, footer.metadata.num_rows
    refuse_other_object(schema.names, declared, objects)
    header = match_header(schema.names, declared)
    relation = f"read_parquet({file_literal(path)})"
    is_replicated = declared.is_replicated(schema.names)
    kinds = {column.name: column.data_type for column in declared.columns}
    words = empty_words(system, declared)
    texts_only = {
        each
        for name, place in header.places.items()
        if kinds[name] == "varchar"
        for each in header.doubles.get(name, (place,))
    }

    def text(place: int) -> str:
        name, kind = quoted(schema.names[place]), schema.types[place]
        if pa.types.is_nested(kind):
            return f"cast(to_json({name}) as varchar)"
        has_fractions = pa.types.is_floating(kind) or (pa.types.is_decimal(kind) and kind.scale > 0)
        if has_fractions and place in texts_only:
            # a whole number that a program keeps with fractions, since another one is missing
            whole = f"abs({name}) < {_LARGEST_EXACT} and {name} = trunc({name})"
            shown = f"case when {whole} then cast({name} as bigint) end"
            return f"coalesce(cast({shown} as varchar), cast({name} as varchar))"
        if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
            return f"replace(cast({name} as varchar), '.', {literal(system.decimal_mark)})"
        if is_replicated and pa.types.is_timestamp(kind) and kind.tz is None:
            return f"cast({name} as varchar) || 'Z'"
        return f"cast({name} as varchar)"

    texts = texts_of(header, text, words)
    fields = ", ".join(
        f"{literal(header.others[place])}, {other}"
        for place, other in others_of(header, text, words).items()
    )
    extra = f"nullif(cast(json_merge_patch('{{}}', json_object({fields})) as varchar), '{{}}')"

    def locate(ordinals: Iterable[int]) -> Iterator[SourceRow]:
        wanted = sorted(ordinals)
        columns = ", ".join(texts.values())
        with connected() as connection:
            connection.execute("set TimeZone = 'UTC'")
            connection.execute("create temp table wanted as select unnest(?) as ordinal", [wanted])
            connection.execute(
                f"select file_row_number + 1, cast(to_json(source) as varchar), {columns}"
                f" from read_parquet({file_literal(path)}, file_row_number = true) as source"
                " where file_row_number + 1 in (select ordinal from wanted) order by 1"
            )
            while row := connection.fetchone():
                ordinal, raw, *cells = row
                yield SourceRow(ordinal, ordinal, raw, dict(zip(texts, cells, strict=True)))

    return TextTable(
        relation=relation,
        texts=texts,
        extra=extra if fields else "null::varchar",
        header={name: header.cells[place] for name, place in header.places.items()},
        locate=locate,
        rows=rows,
        may_hold_nuls=True,
        others=tuple(header.others.values()),
        is_replicated=is_replicated,
        doubled=doubled(header, text, words, declared),
        notes=list(header.notes),
    )
