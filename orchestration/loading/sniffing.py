"""Which declared object a file is one of, by its header, whatever its format and its name."""

import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.agreement.words import _
from orchestration.errors import RefusedFile
from orchestration.loading.containers import CHUNK, is_plain, open_bytes
from orchestration.loading.declarations import ExportObject
from orchestration.loading.decoding import SAMPLE, encoding_of, printable, refuse_other_formats
from orchestration.loading.headers import matches
from orchestration.loading.json_files import JSON_SUFFIXES, first_fields
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
    name = (member or path.name).lower().removesuffix(".gz")
    try:
        with TemporaryDirectory(prefix="accord-header-") as folder:
            start = Path(folder) / "start"
            if sheet is not None:
                score = _most_columns(objects)
                write_sheet(path, member, sheet, start, ".", score, limit=SAMPLE_ROWS)
                return recognised(_delimited(start, objects), objects, stem)
            is_whole = name.endswith((*JSON_SUFFIXES, ".parquet"))
            if is_whole and is_plain(path, member):
                start = path
            else:
                with open_bytes(path, member) as stream, start.open("wb") as target:
                    if is_whole:
                        shutil.copyfileobj(stream, target, CHUNK)
                    else:
                        target.write(stream.read(SAMPLE))
            if name.endswith(".parquet"):
                return recognised(pq.read_schema(start).names, objects, stem)
            refuse_other_formats(start)
            if is_whole:
                return _of_json(start, objects, stem)
            return recognised(_delimited(start, objects), objects, stem)
    except (OSError, ValueError, pa.ArrowException) as error:
        raise RefusedFile(_("its header cannot be read (%(error)s)") % {"error": error}) from error


def _delimited(start: Path, objects: Sequence[ExportObject]) -> list[str]:
    encoding, _ = encoding_of(start, None)
    _, cells = find_dialect(start, encoding, _most_columns(objects))
    return [printable(cell) for cell in cells]


def _most_columns(objects: Sequence[ExportObject]) -> Callable[[list[str]], int]:
    """Of cells, how many are columns of the object that has most of them."""
    return lambda cells: max(matches(cells, each) for each in objects)


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
