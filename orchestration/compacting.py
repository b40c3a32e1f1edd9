"""`accord compact`: the landing of many nights in fewer files, of which a night reads the same."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from orchestration.loading.landing import has_landed
from orchestration.loading.lock import held_home
from orchestration.loading.packing import Packed, pack
from orchestration.night import Company
from orchestration.settings import RunOptions


@dataclass(frozen=True)
class Compacted:
    """What became of each object's landings."""

    home: Path
    objects: tuple[Packed, ...]


def compact(options: RunOptions) -> Compacted:
    """Pack the landings of each object of each tool into one file.

    What it had not come to when it was interrupted, the next one packs. Raises HomeIsBusy while a
    night runs, PackDiffers.
    """
    company = Company.read(options)
    with (
        held_home(options.home),
        TemporaryDirectory(prefix="compact-", dir=options.home) as scratch,
    ):
        return Compacted(options.home, tuple(_packed(company, Path(scratch))))


def _packed(company: Company, scratch: Path) -> Iterator[Packed]:
    for system in company.declarations.values():
        for declared in system.objects:
            folder = company.home / "landing" / system.name / declared.name
            if has_landed(folder):
                yield pack(folder, declared, scratch)


def compacted_summary(compacted: Compacted) -> dict[str, Any]:
    """What was done with the keys that `--json` promises."""
    counted = ("landings", "files_before", "files_after", "bytes_before", "bytes_after")
    return {
        "status": "done",
        "home": str(compacted.home),
        **{name: sum(getattr(each, name) for each in compacted.objects) for name in counted},
        "objects": [asdict(each) for each in compacted.objects],
    }
