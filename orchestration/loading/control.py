"""What the night says of itself to dbt: `<home>/control/*.parquet`."""

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.ledger.sent import sent_before
from orchestration.loading.landing import LoadRecord
from orchestration.loading.rejects import ROWS, SCHEMA, VALUES
from orchestration.settings import Settings

_TIME = pa.timestamp("us")
_LOADS = pa.schema(
    [
        ("system", pa.string()),
        ("object", pa.string()),
        ("export", pa.string()),
        ("exported_at", _TIME),
        ("file", pa.string()),
        ("status", pa.string()),
        ("rows_in_file", pa.int64()),
        ("rows_landed", pa.int64()),
        ("rows_refused", pa.int64()),
        ("values_refused", pa.int64()),
        ("message", pa.string()),
        ("is_read", pa.bool_()),
    ]
)
_SENT = pa.schema(
    [("reason_code", pa.string()), ("source", pa.string()), ("first_sent_on", pa.date32())]
)
_REFUSED = pa.schema([field for field in SCHEMA if field.name != "masked_text"])


def write_control(
    home: Path, settings: Settings, as_of: datetime, loads: Sequence[LoadRecord]
) -> None:
    """Write the `control` source's tables: settings with the data cut-off, and what was loaded.

    Of what was refused, the masked text is published; `rejects/` keeps it whole.
    """
    control = home / "control"
    control.mkdir(parents=True, exist_ok=True)
    windows = settings.windows.model_dump()
    integers = windows | {
        "identity_max_records": settings.identity_max_records,
        "survey_min_respondents": settings.survey_min_respondents,
    }
    row = {
        "as_of": pa.array([as_of], _TIME),
        "time_zone": pa.array([settings.time_zone]),
        "reporting_currency": pa.array([settings.reporting_currency]),
        **{name: pa.array([value], pa.int32()) for name, value in integers.items()},
        "attribution_level": pa.array([settings.attribution_level]),
        "include_inferred_links": pa.array([settings.include_inferred_links]),
        # of a back-test alone
        "backtest_version": pa.array([None], pa.int32()),
        "backtest_from": pa.array([None], _TIME),
        "backtest_until": pa.array([None], _TIME),
    }
    _write(control / "settings.parquet", pa.table(row))
    domains = [domain.lower() for domain in settings.internal_domains]
    _write(control / "internal_domains.parquet", _texts("domain", domains))
    patterns = [_like(pattern.lower()) for pattern in settings.test_emails]
    _write(control / "test_emails.parquet", _texts("pattern", patterns))
    records = [
        {name: getattr(load, name) for name in _LOADS.names}
        for load in sorted(loads, key=lambda load: (load.system, load.file))
    ]
    _write(control / "loads.parquet", pa.Table.from_pylist(records, _LOADS))
    sent = [dict(zip(_SENT.names, row, strict=True)) for row in sent_before(home, as_of)]
    _write(control / "feedback_of_nights.parquet", pa.Table.from_pylist(sent, _SENT))
    for kind in (ROWS, VALUES):
        _write(control / f"{kind}.parquet", read_refused(home, kind))


def lay_backtest(
    home: Path, sources: Path, version: int | None, from_: datetime, until: datetime
) -> None:
    """Lay the sources of a home into the folder `sources`, as a back-test reads them.

    Within its span, [from_, until) in UTC, the version is in force; None leaves those that are.
    """
    control = sources / "control"
    control.mkdir(parents=True, exist_ok=True)
    for name in ("landing", "reference"):
        link = sources / name
        link.unlink(missing_ok=True)
        link.symlink_to((home / name).resolve(), target_is_directory=True)
    for file in (home / "control").glob("*.parquet"):
        link = control / file.name
        link.unlink(missing_ok=True)
        link.symlink_to(file.resolve())
    settings = pq.read_table(home / "control" / "settings.parquet")
    for name, values in {
        "backtest_version": pa.array([version], pa.int32()),
        "backtest_from": pa.array([from_], _TIME),
        "backtest_until": pa.array([until], _TIME),
    }.items():
        settings = settings.set_column(settings.column_names.index(name), name, values)
    (control / "settings.parquet").unlink()
    _write(control / "settings.parquet", settings)


def read_refused(home: Path, kind: str) -> pa.Table:
    """Every refused row or value of the home as it is published: personal values masked."""
    files = sorted((home / "rejects").glob(f"*/*/*.{kind}.parquet"))
    tables = [pq.read_table(file, schema=SCHEMA) for file in files]
    whole = pa.concat_tables([SCHEMA.empty_table(), *tables])
    order = [(name, "ascending") for name in ("system", "object", "file", "line")]
    shown = whole.drop_columns("raw_text").rename_columns({"masked_text": "raw_text"})
    return shown.sort_by(order).select(_REFUSED.names)


def _like(pattern: str) -> str:
    """The pattern of SQL's `like … escape '!'` for one in which `*` alone means any text."""
    return re.sub(r"([!%_])", r"!\1", pattern).replace("*", "%")


def _texts(name: str, values: list[str]) -> pa.Table:
    return pa.table({name: pa.array(sorted(set(values)), pa.string())})


def _write(target: Path, table: pa.Table) -> None:
    part = target.with_suffix(".part")
    pq.write_table(table, part)
    part.replace(target)
