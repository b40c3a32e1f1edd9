"""Which declared object a header is one of, whatever the file is called."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from orchestration.errors import RefusedFile
from orchestration.loading.containers import open_bytes
from orchestration.loading.declarations import ExportObject
from orchestration.loading.decoding import SAMPLE, encoding_of, printable
from orchestration.loading.headers import labels, matches
from orchestration.loading.records import find_dialect
from orchestration.loading.workbooks import SAMPLE_ROWS, write_sheet

# A header is an object's that names so much of it, and has what the object needs.
_MOST = 0.75
_FEWEST = 3


def recognised(cells: Sequence[str], objects: Iterable[ExportObject]) -> ExportObject | None:
    """The object of which a header names most columns, if it is one's; the first of equal ones."""
    named = [cell for cell in cells if cell.strip()]
    best: tuple[int, ExportObject] | None = None
    for each in objects:
        known = labels(each)
        found = {known.find(cell) for cell in named} - {None}
        needed = {column.name for column in each.columns if each.is_kept(column)}
        is_its = len(found) >= max(_FEWEST, _MOST * len(named)) and needed <= found
        if is_its and (best is None or len(found) > best[0]):
            best = len(found), each
    return best[1] if best else None


def refuse_other_object(
    cells: Sequence[str], declared: ExportObject, objects: Iterable[ExportObject]
) -> None:
    """Raises RefusedFile where a header is another object's, and this one's for less than half."""
    named = sum(bool(cell.strip()) for cell in cells)
    own = matches(cells, declared)
    if own * 2 >= named:
        return
    other = recognised(cells, [each for each in objects if each != declared])
    if other is not None and matches(cells, other) >= own + _FEWEST:
        raise RefusedFile(
            f"its header is that of {other.shown}: of {named} columns it names "
            f"{matches(cells, other)}, of {declared.shown} {own}; put it under "
            f"{other.system}/<time of the export>/ with a name like {other.example_name}"
        )


def recognised_file(
    path: Path, member: str | None, sheet: str | None, objects: Sequence[ExportObject]
) -> ExportObject | None:
    """The object of which a delimited file or a sheet has the header; None where none is told."""

    def score(cells: list[str]) -> int:
        return max(matches(cells, each) for each in objects)

    try:
        with TemporaryDirectory(prefix="accord-header-") as folder:
            start = Path(folder) / "start"
            if sheet is not None:
                write_sheet(path, member, sheet, start, ".", score, limit=SAMPLE_ROWS)
            else:
                with open_bytes(path, member) as stream:
                    start.write_bytes(stream.read(SAMPLE))
            encoding, _ = encoding_of(start, None)
            _, cells = find_dialect(start, encoding, score)
    except (RefusedFile, OSError, ValueError):
        return None
    return recognised([printable(cell) for cell in cells], objects)
