"""`accord add`: files of one export, put where a night looks for them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from orchestration.errors import BadUsage
from orchestration.loading.arranging import Placed, arrange, lay
from orchestration.night import Company
from orchestration.settings import SAMPLE_EXPORTS, Moment, RunOptions
from orchestration.tools import expect_tool


@dataclass(frozen=True)
class Added:
    """What each file was taken for and where it was put, below the folder of exports.

    Where one that a person named could not be told, none was put anywhere. `there` are the places
    that held the same file already.
    """

    exports: Path
    placed: tuple[Placed, ...]
    there: tuple[str, ...]

    @property
    def is_done(self) -> bool:
        """Whether every file that was named is in its place, and one at least is."""
        return any(each.target for each in self.placed) and not any(
            each.problem and each.is_given for each in self.placed
        )


def add_exports(
    options: RunOptions, paths: Sequence[Path], at: str | None, tool: str | None
) -> Added:
    """Put the files of one export into the folder of exports, all of them or none.

    Raises BadUsage, and BadDeclaration.
    """
    if options.exports == SAMPLE_EXPORTS:
        raise BadUsage(
            "--exports is not given, and the sample company's exports are nobody's to add to; give "
            "the folder in which your company's are kept (or ACCORD_EXPORTS)"
        )
    if at is not None and Moment.parse(at) is None:
        raise BadUsage(
            f"--at: found {at!r}; expected the time of the export as a folder has it, "
            "2026-10-01T0200 or 2026-10-01"
        )
    company = Company.read(options, *filter(None, [tool]))
    if tool is not None:
        expect_tool(company.declarations, tool, "--tool: ")
    placed = arrange(paths, company.declarations, company.settings.time_zone, at, tool)
    added = Added(options.exports, tuple(placed), ())
    return replace(added, there=tuple(lay(placed, options.exports))) if added.is_done else added


def added_summary(added: Added) -> dict[str, Any]:
    """What was added with the keys that `--json` promises."""
    return {
        "status": "done" if added.is_done else "problems",
        "exports": str(added.exports),
        "files": placed_summary(added.placed, added.there),
    }


def placed_summary(placed: Sequence[Placed], there: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Each file: what it was taken for, where it belongs, or why that cannot be told."""
    return [
        {
            "file": each.shown,
            "system": each.export_object.system if each.export_object else None,
            "object": each.export_object.name if each.export_object else None,
            "columns": each.named,
            "columns_known": each.known,
            "target": each.target,
            "was_there": each.target in there,
            "problem": each.problem,
            "is_given": each.is_given,
        }
        for each in placed
    ]
