"""Which declared object a file is one of, by its header, whatever its format and its name."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.agreement.words import _
from orchestration.errors import RefusedFile
from orchestration.loading.containers import CHUNK, is_plain, open_bytes
from orchestration.loading.declarations import ExportObject, JsonShape
from orchestration.loading.decoding import (
    SAMPLE,
    encoding_of,
    printable,
    refuse_json,
    refuse_other_formats,
)
from orchestration.loading.headers import matches
from orchestration.loading.json_files import JSON_SUFFIXES, first_fields, likely_shape
from orchestration.loading.recognition import Recognised, recognised
from orchestration.loading.records import find_dialect
from orchestration.loading.workbooks import SAMPLE_ROWS, write_sheet


def recognised_file(
    path: Path,
    member: str | None,
    sheet: str | None,
    objects: Sequence[ExportObject],
    stem: str | None = None,
) -> Recognised | None:
    """The object of which a file, or a sheet of it, has the header; None where it is none's.

    `stem` is a name by which the file may be told too. Raises RefusedFile where it has no header
    that can be read.
    """
    try:
        with _beginning(path, member, sheet, _most_columns(objects)) as start:
            if _is_of(path, member, ".parquet"):
                return recognised(pq.read_schema(start).names, objects, stem)
            if _is_of(path, member, *JSON_SUFFIXES):
                return _of_json(start, objects, stem)
            return recognised(_delimited(start, _most_columns(objects)), objects, stem)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise RefusedFile(_("its header cannot be read (%(error)s)") % {"error": error}) from error


@dataclass(frozen=True)
class Columns:
    """The header of a file, and where its records lie if it is JSON."""

    cells: tuple[str, ...]
    json: JsonShape


def columns_of(path: Path, member: str | None, sheet: str | None) -> Columns:
    """The header of a file, or a sheet of it, of which nothing is declared.

    Raises RefusedFile where it has none that can be read.
    """
    try:
        with _beginning(path, member, sheet, _words) as start:
            if _is_of(path, member, ".parquet"):
                return Columns(tuple(pq.read_schema(start).names), JsonShape())
            if _is_of(path, member, *JSON_SUFFIXES):
                encoding, _sure = encoding_of(start, None)
                shape = likely_shape(start, encoding)
                return Columns(tuple(first_fields(start, encoding, shape)), shape)
            refuse_json(start)
            return Columns(tuple(_delimited(start, _words)), JsonShape())
    except (OSError, ValueError, pa.ArrowException) as error:
        raise RefusedFile(_("its header cannot be read (%(error)s)") % {"error": error}) from error


@contextmanager
def _beginning(
    path: Path, member: str | None, sheet: str | None, score_header: Callable[[list[str]], int]
) -> Iterator[Path]:
    """A plain file with what of a file, or a sheet of it, tells its header."""
    with TemporaryDirectory(prefix="accord-header-") as folder:
        start = Path(folder) / "start"
        is_whole = _is_of(path, member, *JSON_SUFFIXES, ".parquet")
        if sheet is not None:
            write_sheet(path, member, sheet, start, ".", score_header, limit=SAMPLE_ROWS)
        elif is_whole and is_plain(path, member):
            start = path
        else:
            with open_bytes(path, member) as stream, start.open("wb") as target:
                if is_whole:
                    shutil.copyfileobj(stream, target, CHUNK)
                else:
                    target.write(stream.read(SAMPLE))
        if sheet is None and not _is_of(path, member, ".parquet"):
            refuse_other_formats(start)
        yield start


def _is_of(path: Path, member: str | None, *endings: str) -> bool:
    return (member or path.name).lower().removesuffix(".gz").endswith(endings)


def _delimited(start: Path, score_header: Callable[[list[str]], int]) -> list[str]:
    encoding, _ = encoding_of(start, None)
    _, cells = find_dialect(start, encoding, score_header)
    return [printable(cell) for cell in cells]


def _most_columns(objects: Sequence[ExportObject]) -> Callable[[list[str]], int]:
    """Of cells, how many are columns of the object that has most of them."""
    return lambda cells: max(matches(cells, each) for each in objects)


def _words(cells: list[str]) -> int:
    """Of cells, how many could be names of columns: each another word, no number and no address."""
    return len({cell.strip() for cell in cells if any(map(str.isalpha, cell)) and "@" not in cell})


def _of_json(path: Path, objects: Sequence[ExportObject], stem: str | None) -> Recognised | None:
    """Of a JSON file, whose records lie and are nested as each tool has it."""
    encoding, _ = encoding_of(path, None)
    found: list[Recognised] = []
    for shape in dict.fromkeys(each.json for each in objects):
        with suppress(RefusedFile, ValueError):
            fields = first_fields(path, encoding, shape)
            one = recognised(fields, [each for each in objects if each.json == shape], stem)
            found += [one] if one else []
    return max(found, key=lambda each: each.known, default=None)
