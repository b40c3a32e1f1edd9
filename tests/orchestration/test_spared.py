"""What dbt is spared changes nothing: the same templates, the same messages."""

import marshal
from pathlib import Path
from typing import Any

import pytest
from dbt import compilation
from dbt.adapters.events.types import SQLQuery
from dbt.artifacts.resources.v1.components import InjectedCTE
from dbt_common.clients.jinja import MacroFuzzEnvironment, NativeSandboxEnvironment

from orchestration import spared
from orchestration.spared import (
    COMPILED_BY,
    KeptTemplates,
    make_messages_when_asked,
    put_before,
)

SOURCE = "{% for word in [said, said] %}{{ word }} {% endfor %}"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that keeps SOURCE, as compiled for dbt's text."""
    file = tmp_path / "accord" / "templates.marshal"
    kept = KeptTemplates(file)
    kept.compile(MacroFuzzEnvironment(), SOURCE)
    kept.keep()
    return file


def rendered(kept: KeptTemplates, environment: Any = None) -> Any:
    """What SOURCE gives, as `kept` has it compiled."""
    environment = environment or MacroFuzzEnvironment()
    code = kept.compile(environment, SOURCE)
    template = environment.template_class.from_code(environment, code, {})
    return template.render({"said": "yes"})


def compiles(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sources that are compiled from here on."""
    compiled: list[str] = []

    def compile_told(environment: Any, source: str) -> Any:
        compiled.append(source)
        return MacroFuzzEnvironment.compile(environment, source)

    monkeypatch.setattr(spared, "_compile", compile_told)
    return compiled


def test_what_one_process_compiled_the_next_does_not(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled = compiles(monkeypatch)
    assert rendered(KeptTemplates(file)) == "yes yes "
    assert compiled == []


def test_an_edited_source_is_compiled(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = compiles(monkeypatch)
    KeptTemplates(file).compile(MacroFuzzEnvironment(), f"{SOURCE} ")
    assert compiled == [f"{SOURCE} "]


def test_an_environment_of_another_kind_compiles_for_itself(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiled = compiles(monkeypatch)
    KeptTemplates(file).compile(NativeSandboxEnvironment(), SOURCE)
    assert compiled == [SOURCE]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no code",
        marshal.dumps(("another version", {})),
        marshal.dumps((COMPILED_BY, {}))[:-1],
        marshal.dumps(3),
    ],
)
def test_what_cannot_be_read_is_compiled_and_kept_again(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    kept = KeptTemplates(file)
    assert rendered(kept) == "yes yes "
    kept.keep()
    assert marshal.loads(file.read_bytes())[0] == COMPILED_BY


def test_where_nothing_can_be_written_all_is_compiled(tmp_path: Path) -> None:
    (tmp_path / "accord").write_text("a file where the folder would be", "utf-8")
    kept = KeptTemplates(tmp_path / "accord" / "templates.marshal")
    assert rendered(kept) == "yes yes "
    kept.keep()


def test_an_event_of_debugging_says_when_asked_what_it_said() -> None:
    at_once = SQLQuery(conn_name="main", sql="select 1").message()
    make_messages_when_asked()
    event = SQLQuery(conn_name="main", sql="select 1")
    assert "pb_msg" not in vars(event)
    assert event.message() == at_once
    assert event.sql == "select 1"


@pytest.mark.parametrize(
    "sql",
    [
        "select 1",
        "\n  -- why with\n/* with\nwords */ With own as (select 1) select * from own",
        "with\n\nrecursive own as (select 1) select * from own",
        "select * from (with own as (select 1) select * from own) as without",
        "withdrawn",
    ],
)
def test_what_is_put_before_a_query_stands_where_dbt_puts_it(sql: str) -> None:
    ctes = [InjectedCTE(name, f" {name} as (select ',')") for name in ("one", "two")]
    dbts = compilation.inject_ctes_into_sql(sql, ctes)
    assert put_before(sql, ctes).split() == dbts.split()
    assert put_before(sql, []) == sql
