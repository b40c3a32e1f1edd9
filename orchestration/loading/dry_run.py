"""What a night would make of the exports, without touching its home: `accord check`."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from orchestration.errors import OtherExports
from orchestration.loading.control import read_refused, write_control
from orchestration.loading.declarations import Declarations
from orchestration.loading.discovery import find_exports
from orchestration.loading.judgement import judge
from orchestration.loading.landing import LoadRecord
from orchestration.loading.loader import Progress, check_same_exports, land_exports
from orchestration.loading.rejects import ROWS, VALUES
from orchestration.settings import RunOptions, Settings


@dataclass(frozen=True)
class ExportsCheck:
    """What became of each file, what would stop the night, what was refused.

    `as_of` is the data cut-off, None where nothing landed that gives one. `refused_rows` and
    `refused_values` are rows as in `quality.refused_*`, personal values masked.
    """

    as_of: datetime | None
    loads: tuple[LoadRecord, ...]
    blocking: tuple[str, ...]
    warnings: tuple[str, ...]
    refused_rows: tuple[dict[str, Any], ...]
    refused_values: tuple[dict[str, Any], ...]


def check_exports(
    options: RunOptions,
    settings: Settings,
    declarations: Declarations,
    dry: Path,
    progress: Progress | None = None,
) -> ExportsCheck:
    """Load the exports into the home `dry`, which is new, and say what came of it.

    What it judges is what a night judges, and whether the home was loaded from these exports. Where
    there is a cut-off, models can be built over what landed, whatever would stop the night.
    """
    files, _ = find_exports(options.exports, declarations, settings.time_zone)
    others: list[str] = []
    if not options.full_refresh:
        try:
            check_same_exports(options, files)
        except OtherExports as error:
            others.append(str(error))
    aside = replace(options, home=dry, full_refresh=False)
    landed = land_exports(aside, settings, declarations, progress)
    judged = judge(aside, settings, declarations, landed)
    as_of = judged.as_of if isinstance(judged.as_of, datetime) else None
    if as_of is not None:
        write_control(dry, settings, as_of, judged.loads)
    return ExportsCheck(
        as_of=as_of,
        loads=judged.loads,
        blocking=(*others, *judged.blocking),
        warnings=judged.warnings,
        refused_rows=tuple(read_refused(dry, ROWS).to_pylist()),
        refused_values=tuple(read_refused(dry, VALUES).to_pylist()),
    )
