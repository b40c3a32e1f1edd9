"""The project's templates as sqlfluff renders them: with its own macros, without dbt.

sqlfluff imports this module and hands it to templates as `accord`; every macro is also made known
by its bare name, as dbt does.
"""

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml
from jinja2 import Environment
from sqlfluff.core.templaters.builtins.dbt import DBT_BUILTINS

_PROJECT = Path(__file__).resolve().parents[1]
_MACROS = _PROJECT / "macros"
_VARS = yaml.safe_load((_PROJECT / "dbt_project.yml").read_text("utf-8"))["vars"]


class _Returned(Exception):
    """Carries what a macro returns other than text."""


def _return(value: Any) -> None:
    raise _Returned(value)


def _calling(macro: Callable[..., Any]) -> Callable[..., Any]:
    def call(*arguments: Any, **named: Any) -> Any:
        try:
            return macro(*arguments, **named)
        except _Returned as returned:
            return returned.args[0]

    return call


def _dispatch(name: str, package: str) -> Callable[..., Any]:
    """The dispatch of dbt, which here always finds the default."""
    macro: Callable[..., Any] = _macros[f"default__{name}"]
    return macro


# calls that read the same to a linter
_dbt = SimpleNamespace(
    type_string=lambda: "varchar",
    type_timestamp=lambda: "timestamp",
    type_boolean=lambda: "boolean",
    date_trunc=lambda datepart, date: f"date_trunc('{datepart}', {date})",
    datediff=lambda first_date, second_date, datepart: (
        f"datediff('{datepart}', {first_date}, {second_date})"
    ),
    dateadd=lambda datepart, interval, from_date_or_timestamp: (
        f"dateadd('{datepart}', {interval}, {from_date_or_timestamp})"
    ),
    position=lambda substring_text, string_text: f"position({substring_text} in {string_text})",
    date_spine=lambda datepart, start_date, end_date: "select 1 as date_day",
)
_tool = {
    "source_name": "a_tool",
    "name": "an_object",
    "source_meta": {"role": "crm"},
    "columns": {},
}

_known: dict[str, Any] = dict(
    DBT_BUILTINS,
    # dbt's own
    builtins=SimpleNamespace(source=DBT_BUILTINS["source"]),
    adapter=SimpleNamespace(dispatch=_dispatch, quote=lambda name: f'"{name}"'),
    dbt=_dbt,
    execute=False,
    graph=SimpleNamespace(sources={"a_tool": _tool}),
    model=SimpleNamespace(
        fqn=["accord", "staging", "a_tool"],
        columns={"a_column": SimpleNamespace(name="a_column", data_type="varchar")},
    ),
    modules=SimpleNamespace(re=re),
    var=_VARS.__getitem__,
    **{"return": _return},
)


# sqlfluff executes this file anew for each that it reads: macros are loaded by the first
_macros: dict[str, Callable[..., Any]] = DBT_BUILTINS.setdefault("macros_of_accord", {})


def _named(name: str) -> Callable[..., Any]:
    """A macro that is looked up when it is called: macros call each other in any order."""
    return lambda *arguments, **named: _macros[name](*arguments, **named)


def _load() -> None:
    environment = Environment(extensions=["jinja2.ext.do"])
    # how dbt builds is in no model's text
    files = [file for file in _MACROS.rglob("*.sql") if file.parent.name != "materializations"]
    texts = [file.read_text("utf-8") for file in sorted(files)]
    names = [name for text in texts for name in re.findall(r"{%-? *macro +(\w+)", text)]
    _known.update({name: _named(name) for name in names})
    _known["accord"] = SimpleNamespace(**{name: _known[name] for name in names})
    for text in texts:
        module = environment.from_string(text, globals=_known).module
        _macros.update(
            {name: _calling(getattr(module, name)) for name in names if hasattr(module, name)}
        )


if not _macros:
    _load()
    DBT_BUILTINS.update(_known)
globals().update(_macros)
