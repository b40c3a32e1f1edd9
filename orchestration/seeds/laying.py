"""The seeds as dbt reads them: laid into a home, each folder over the one below."""

import csv
import io
import json
import shutil
from pathlib import Path

from orchestration import seeds
from orchestration.errors import BadSeeds
from orchestration.parsed import take_up_parsed
from orchestration.reference import KNOWN, Places, lay_reference
from orchestration.seeds.custom_fields import read_custom_fields
from orchestration.seeds.declared import Seed, read_declared_seeds
from orchestration.seeds.files import UnreadableSeed, cell_of, read_seed, seed_files

LINKED = ("models", "macros", "tests")
COPIED = ("dbt_project.yml", "profiles.yml")
# What dbt_project.yml says of them, in the place of which the company's own are laid.
_NO_CUSTOM_FIELDS = b"  custom_fields: []\n"
# What is in a laid project, beside what dbt writes there.
ROOMS = (*LINKED, *COPIED, "seeds")


def lay_project(home: Path, *over: Path) -> Path:
    """Lay `<home>/project`: the dbt project as this home runs it. Returns its folder.

    Code is linked, so that an upgrade needs nothing; seeds are copied, because dbt writes its
    compiled seeds beside absolute seed paths. The seeds of each folder lie over the shipped ones.
    A seed saved by a spreadsheet (`;`, byte-order mark, Windows-1252, blanks around cells, empty
    rows and columns) is laid as dbt reads it. What
    libraries know is laid beside it, into `<home>/reference`.
    """
    project = home / "project"
    project.mkdir(parents=True, exist_ok=True)
    for name in LINKED:
        link, target = project / name, seeds.DBT_PROJECT / name
        if not target.is_dir():
            continue
        if not link.is_symlink() or link.readlink() != target:
            if link.is_symlink():
                link.unlink()
            link.symlink_to(target, target_is_directory=True)
    for name in COPIED:
        content = (seeds.DBT_PROJECT / name).read_bytes()
        if _NO_CUSTOM_FIELDS in content:
            content = content.replace(_NO_CUSTOM_FIELDS, _custom_fields(*over))
        _write_changed(project / name, content)
    files = seed_files(*over)
    declared = {f"{seed.folder}/{seed.name}.csv": seed for seed in read_declared_seeds().values()}
    for below, file in files.items():
        try:
            content = file.read_bytes()
            if file.suffix == ".csv":
                content = _canonical(content, declared.get(below))
        except (OSError, UnreadableSeed) as error:
            raise BadSeeds(f"{file} cannot be read: {error}; accord check says more") from error
        _write_changed(project / "seeds" / below, content)
    for laid in (project / "seeds").rglob("*"):
        if laid.is_file() and str(laid.relative_to(project / "seeds")) not in files:
            laid.unlink()
    take_up_parsed(home)
    lay_reference(home, _places(project / "seeds" / "calendars" / "calendar_countries.csv"))
    return project


def _custom_fields(*over: Path) -> bytes:
    """The company's own fields as a line of dbt's variables: what models are written with."""
    fields = [
        {
            name: getattr(each, name)
            for name in (
                "field",
                "system",
                "object",
                "column_name",
                "data_type",
                "is_dimension",
                "told_in",
            )
        }
        for each in read_custom_fields(*over)
    ]
    return f"  custom_fields: {json.dumps(fields)}\n".encode()


def _places(laid: Path) -> Places:
    """The countries of calendars that are known; of the others `check_seeds` tells."""
    with laid.open(encoding="utf-8", newline="") as file:
        rows = [
            {name: (cell or "").strip() for name, cell in row.items() if name}
            for row in csv.DictReader(file)
        ]
    known = {
        (row["country"], row["subdivision"])
        for row in rows
        if row["country"] in KNOWN["holiday_countries"](row)
        and (not row["subdivision"] or row["subdivision"] in KNOWN["holiday_subdivisions"](row))
    }
    return tuple(sorted(known))


def _write_changed(target: Path, content: bytes) -> None:
    """Write where the content differs: dbt rereads what has a new time."""
    if target.is_file() and target.read_bytes() == content:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    part.write_bytes(content)
    shutil.move(part, target)


def _canonical(content: bytes, declared: Seed | None) -> bytes:
    seed = read_seed(content)
    absent = [
        column.name
        for column in (declared.columns if declared else ())
        if column.may_be_absent and column.name not in seed.header
    ]
    if seed.is_canonical and not absent:
        return content
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows(
        [
            seed.header + absent,
            *([*map(cell_of, cells), *[""] * len(absent)] for _, cells in seed.rows),
        ]
    )
    return out.getvalue().encode()
