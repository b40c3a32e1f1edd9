"""What was once published is kept, or its end is announced: `docs/published_schema.json`.

The file remembers tables, columns, types and model versions. What is new joins it; what is gone,
renamed or of another type is a break, unless the model has a new version and the old one is still
there, under a name of its own, with the day on which it ends (`deprecation_date`). Once that is
remembered, it may go.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from orchestration.edits import Manifest
from orchestration.errors import AccordError
from orchestration.publishing import is_published
from orchestration.settings import PROJECT

SCHEMA_FILE = PROJECT / "docs" / "published_schema.json"


class BrokenContract(AccordError):
    """A published column would go without a word; names each table and column."""


@dataclass(frozen=True)
class PublishedTable:
    """A published table: the model and version behind it, its columns with their types."""

    model: str
    version: int
    columns: Mapping[str, str]
    deprecation_date: str | None = None

    def keeps(self, earlier: PublishedTable) -> bool:
        """Whether every earlier column is there as it was."""
        return all(self.columns.get(name) == kind for name, kind in earlier.columns.items())


Schema = Mapping[str, PublishedTable]


def published_schema(manifest: Manifest) -> dict[str, PublishedTable]:
    """What the project publishes, by `<schema>.<table>`."""
    return {
        f"{node['schema']}.{node['alias']}": PublishedTable(
            model=node["name"],
            version=int(node.get("version") or 1),
            columns={name: each["data_type"] for name, each in node["columns"].items()},
            deprecation_date=str(date)[:10] if (date := node.get("deprecation_date")) else None,
        )
        for _, node in sorted(manifest["nodes"].items())
        if is_published(node)
    }


def breaks(earlier: Schema, now: Schema) -> list[str]:
    """What of the earlier schema is gone without a word, a text for each table or column."""
    found = []
    for name, was in earlier.items():
        if was.deprecation_date is not None:
            continue
        found += [
            f"{name}{what}. {_REMEDY}"
            for what in _differences(was, now.get(name))
            if not any(
                table.model == was.model
                and table.version == was.version
                and table.deprecation_date is not None
                and table.keeps(was)
                for table in now.values()
            )
        ]
    return found


def _differences(was: PublishedTable, is_now: PublishedTable | None) -> list[str]:
    if is_now is None:
        return [f" was published and is no more (columns: {', '.join(was.columns)})"]
    return [
        f".{column} was published as {kind} and is "
        + (f"{is_now.columns[column]} now" if column in is_now.columns else "no more")
        for column, kind in was.columns.items()
        if is_now.columns.get(column) != kind
    ]


_REMEDY = (
    "Put it back, or give the model a new version and keep the old one until its deprecation_date "
    "(CONTRIBUTING.md, Changing what is published)"
)


def read_schema(file: Path = SCHEMA_FILE) -> dict[str, PublishedTable]:
    """What was remembered."""
    told: dict[str, dict[str, Any]] = json.loads(file.read_text("utf-8"))
    return {name: PublishedTable(**table) for name, table in told.items()}


def remember_schema(manifest: Manifest, file: Path = SCHEMA_FILE) -> None:
    """Write what is published now over what was remembered. Raises BrokenContract."""
    now = published_schema(manifest)
    found = breaks(read_schema(file), now) if file.is_file() else []
    if found:
        raise BrokenContract("\n".join(found))
    told = {name: asdict(table) for name, table in sorted(now.items())}
    file.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
