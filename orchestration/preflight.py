"""`accord check`: what a night would refuse, and which values it could not understand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from orchestration.errors import BadDeclaration
from orchestration.loading.declarations import read_declarations
from orchestration.loading.dry_run import ExportsCheck, check_exports
from orchestration.seeds import check_seeds
from orchestration.settings import RunOptions, setting_problems


@dataclass(frozen=True)
class Preflight:
    """Problems of settings and seeds, each a text with file, line and column; the exports' check.

    The exports are looked at only once there is no such problem.
    """

    seed_problems: tuple[str, ...]
    exports: ExportsCheck | None

    @property
    def is_clean(self) -> bool:
        """Whether a night would run; unmapped and refused values do not stop it."""
        return not self.seed_problems and self.exports is not None and not self.exports.blocking


def preflight(
    options: RunOptions, progress: Callable[[int, int, str], None] | None = None
) -> Preflight:
    """Check settings, seeds and exports without dbt and without touching the home."""
    settings, _ = setting_problems(*options.seeds_over)
    problems = [str(problem) for problem in check_seeds(*options.seeds_over)]
    exports = None
    if settings is not None and not problems:
        try:
            declarations = read_declarations(settings, settings_file=options.settings_file)
        except BadDeclaration as error:
            return Preflight((str(error),), None)
        exports = check_exports(options, settings, declarations, progress)
    return Preflight(tuple(problems), exports)


def preflight_summary(found: Preflight) -> dict[str, Any]:
    """The preflight with the keys that `--json` promises."""
    summary: dict[str, Any] = {
        "status": "clean" if found.is_clean else "problems",
        "seed_problems": list(found.seed_problems),
    }
    if found.exports is None:
        return summary
    return summary | {
        "blocking": list(found.exports.blocking),
        "warnings": list(found.exports.warnings),
        "files": [
            {
                "file": load.file,
                "status": load.status,
                "rows_in_file": load.rows_in_file,
                "rows_refused": load.rows_refused,
                "values_refused": load.values_refused,
                "message": load.message,
            }
            for load in found.exports.loads
        ],
        "refused_rows": list(found.exports.refused_rows),
        "refused_values": list(found.exports.refused_values),
        "unmapped_values": [asdict(value) for value in found.exports.unmapped],
    }
