"""A tool of the tests' own, so that no test of the loader depends on a real tool's declaration."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest

from orchestration.loading import (
    Declarations,
    ExportsCheck,
    LoadRecord,
    LoadReport,
    check_exports,
    load_exports,
)
from orchestration.loading.declarations import read_declarations
from orchestration.settings import RunOptions, Settings, load_settings

DESK = """
sources:
  - name: desk
    config:
      meta:
        role: crm
        time_zone: Europe/Paris
        day_order: dmy
        decimal_mark: ","
        null_words: ["null", "None"]
        versions: {start: [_started], end: [_ended], active: [_lasts]}
    tables:
      - name: people
        config:
          meta:
            files: ["people*"]
            key: [id]
            mode: snapshot
            prefixes: [Person, Personne]
            is_person_like: true
            is_required: true
            modified_at: created_at
            created_at: created_at
        columns:
          - {name: id, data_type: varchar}
          - name: email
            data_type: varchar
            config: {meta: {is_personal: true, aliases: [Adresse e-mail]}}
          - {name: phone, data_type: varchar, config: {meta: {is_personal: true}}}
          - name: created_at
            data_type: timestamp
            config: {meta: {is_record_time: true, aliases: ["Créé le"]}}
          - {name: due_on, data_type: date, config: {meta: {follows: [status]}}}
          - {name: amount, data_type: "decimal(18, 2)"}
          - name: fee
            data_type: "decimal(18, 2)"
            config: {meta: {aliases: [Fee in cents], hundredths: [Fee in cents]}}
          - {name: score, data_type: integer}
          - {name: ratio, data_type: double}
          - {name: is_client, data_type: boolean, config: {meta: {blank_is_false: true}}}
          - {name: is_open, data_type: boolean}
          - {name: status, data_type: varchar}
      - name: visits
        config:
          meta:
            files: ["visits*"]
            key: [visit_id]
            mode: append
            json:
              records: data.items
              unwrap: [properties]
              explode:
                - {path: pages, key_as: page}
                - {path: history, key_as: page, items: versions}
        columns:
          - {name: visit_id, data_type: bigint}
          - {name: person_id, data_type: varchar, config: {meta: {is_required: true}}}
          - {name: page, data_type: varchar}
          - name: seen_at
            data_type: timestamp
            config: {meta: {is_record_time: true, clock: seen_clock}}
          - name: seen_clock
            data_type: varchar
            config: {meta: {pattern: "[0-9:]+", pattern_means: a time}}
          - {name: weight, data_type: double}
          - {name: segment, data_type: varchar}
      - name: calls
        config: {meta: {files: ["calls*"], key: [person_id, called_at], event_id: id, mode: append}}
        columns:
          - {name: id, data_type: varchar}
          - {name: person_id, data_type: varchar}
          - {name: called_at, data_type: timestamp, config: {meta: {is_record_time: true}}}
  - name: mailer
    config:
      meta: {role: automation, time_zone: UTC, day_order: mdy, decimal_mark: "."}
    tables:
      - name: sends
        config: {meta: {files: ["sends*"], key: [id], mode: append}}
        columns:
          - {name: id, data_type: varchar}
          - {name: sent_at, data_type: timestamp, config: {meta: {is_record_time: true}}}
          - {name: kind, data_type: varchar}
          - {name: cost, data_type: "decimal(18, 2)"}
          - name: fee
            data_type: "decimal(18, 4)"
            config: {meta: {aliases: [Fee per mail], hundredths: true}}
"""

HEADER = "id,email,phone,created_at,due_on,amount,score,ratio,is_client,is_open,status"


@dataclass
class Desk:
    """A company whose tools are `desk` (a CRM) and `mailer`: its exports and its home."""

    exports: Path
    home: Path
    settings: Settings
    declarations: Declarations

    def put(self, name: str, content: str | bytes) -> Path:
        """Write an export file at a path below the exports folder."""
        path = self.exports / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def people(self, *rows: str, header: str = HEADER, export: str = "2026-10-01T0200") -> Path:
        """Write a people file of comma-separated rows."""
        return self.put(f"desk/{export}/people.csv", "\n".join([header, *rows]) + "\n")

    def load(self, **options: Any) -> LoadReport:
        """One load of everything there is."""
        chosen = RunOptions.resolve(home=self.home, exports=self.exports, environment={}, **options)
        return load_exports(chosen, self.settings, self.declarations)

    def check(self, **options: Any) -> ExportsCheck:
        """What a check of everything there is finds."""
        chosen = RunOptions.resolve(home=self.home, exports=self.exports, environment={}, **options)
        with TemporaryDirectory() as dry:
            return check_exports(chosen, self.settings, self.declarations, Path(dry))

    def rows(self, of: str = "desk/people", columns: str = "*") -> list[tuple[Any, ...]]:
        """What has landed of an object, in the order of export, file and row."""
        return self.query(
            f"select {columns} from read_parquet('{self.home}/landing/{of}/*.parquet',"
            " union_by_name = true) order by _exported_at, _file, _row"
        )

    def value(self, column: str) -> Any:
        """The one landed person's value of a column."""
        [(value,)] = self.rows(columns=column)
        return value

    def control(self, table: str, columns: str = "*") -> list[tuple[Any, ...]]:
        """A control table, as dbt reads it."""
        return self.query(f"select {columns} from '{self.home}/control/{table}.parquet'")

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """What a query returns."""
        with duckdb.connect() as connection:
            return connection.execute(sql).fetchall()


def the_load(report: LoadReport) -> LoadRecord:
    """The one file of a report."""
    [load] = report.loads
    return load


@pytest.fixture(scope="session")
def declarations(tmp_path_factory: pytest.TempPathFactory) -> Declarations:
    """What DESK declares, read once."""
    staging = tmp_path_factory.mktemp("staging")
    (staging / "desk").mkdir()
    (staging / "desk" / "_desk__sources.yml").write_text(DESK, encoding="utf-8")
    return read_declarations(load_settings(), staging)


@pytest.fixture
def make_desk(tmp_path: Path, declarations: Declarations) -> Callable[[], Desk]:
    """Makes companies without exports."""
    settings = load_settings()
    made = 0

    def make() -> Desk:
        nonlocal made
        made += 1
        exports = tmp_path / f"exports{made}"
        exports.mkdir()
        return Desk(exports, tmp_path / f"home{made}", settings, declarations)

    return make


@pytest.fixture
def desk(make_desk: Callable[[], Desk]) -> Desk:
    """A company without exports."""
    return make_desk()
