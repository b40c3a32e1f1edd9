"""The project's macros as sqlfluff sees them: `accord.<macro>`, rendered without dbt."""

import sys
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

_MACROS = Path(__file__).resolve().parents[1] / "macros"


@cache
def macros() -> dict[str, Any]:
    """Every macro of the project by name; they call each other, `dbt` and `adapter`."""
    environment = Environment(extensions=["jinja2.ext.do"])
    environment.globals.update(
        {name: sys.modules[name] for name in ("accord", "adapter", "dbt", "model")},
        source=lambda system, table: table,
        ref=lambda name: name,
        var=lambda name, default=None: {},
        **{"return": lambda value: value},
    )
    found: dict[str, Any] = {}
    for file in sorted(_MACROS.rglob("*.sql")):
        module = environment.from_string(file.read_text("utf-8")).module
        found |= {name: getattr(module, name) for name in dir(module) if name[0] != "_"}
    environment.globals.update(found)
    return found


def __getattr__(name: str) -> Any:
    """Every macro is an attribute of the package."""
    if not name.startswith("_") and name in macros():
        return macros()[name]
    raise AttributeError(name)
