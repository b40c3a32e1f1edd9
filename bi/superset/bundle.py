"""The dashboard's files, in Superset's own format of export, as one file for its import."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from orchestration.errors import BadUsage

DASHBOARD = Path(__file__).parent / "dashboard"

# What stands in databases/Accord.yaml for the marts of whoever imports it.
_EXAMPLE = "/srv/accord-home/marts.duckdb"


def connection_to(marts: Path) -> str:
    """The URI by which Superset reads the marts, and can do nothing else with them.

    Raises BadUsage for a path that no such URI can hold: of it, nothing is escaped.
    """
    file = str(marts.resolve())
    if "?" in file:
        raise BadUsage(
            f"{file} has a `?` in its name, which no URI of Superset can hold: rename it"
        )
    return f"duckdb:///{file}?access_mode=read_only"


def write_bundle(file: Path, marts: Path) -> Path:
    """Write the dashboard over these marts into one file, and return it.

    Superset asks that all be in one folder within.
    """
    with ZipFile(file, "w", ZIP_DEFLATED) as bundle:
        for path in sorted(DASHBOARD.rglob("*.yaml")):
            text = path.read_text("utf-8")
            if path.parent.name == "databases":
                text = text.replace(
                    f"duckdb:///{_EXAMPLE}?access_mode=read_only", connection_to(marts)
                )
            bundle.writestr(str(Path(DASHBOARD.name) / path.relative_to(DASHBOARD)), text)
    return file
