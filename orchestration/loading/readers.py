"""From an export file of any format to a table of text."""

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from orchestration.agreement.words import _
from orchestration.errors import RefusedFile
from orchestration.loading.containers import CHUNK, is_plain, open_bytes
from orchestration.loading.csv_files import read_csv
from orchestration.loading.discovery import ExportFile
from orchestration.loading.headers import matches
from orchestration.loading.json_files import JSON_SUFFIXES, read_json
from orchestration.loading.nested_columns import taken_apart
from orchestration.loading.parquet_files import read_parquet
from orchestration.loading.text_tables import SourceRow, TextTable
from orchestration.loading.workbooks import write_sheet


def content_hash(file: ExportFile) -> str:
    """Hash of the file's uncompressed bytes and of everything that decides how they land."""
    digest = hashlib.sha256(file.system.fingerprint(file.export_object, file.zone).encode())
    with open_bytes(file.path, file.member) as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()[:16]


@contextmanager
def read_text_table(file: ExportFile, scratch: Path, careful: bool) -> Iterator[TextTable]:
    """The file as a table of text; what it needs on disk is in `scratch` while the block lasts.

    `careful` reads a delimited file record by record, where the fast reader failed. Raises
    RefusedFile when nothing of the file can be landed.
    """
    scratch.mkdir(parents=True)
    try:
        if file.sheet is not None:
            yield _read_sheet(file, file.sheet, scratch, careful)
            return
        path = file.path
        if not is_plain(file.path, file.member):
            path = scratch / "unpacked"
            with open_bytes(file.path, file.member) as stream, path.open("wb") as target:
                shutil.copyfileobj(stream, target, CHUNK)
        name = (file.member or file.path.name).lower().removesuffix(".gz")
        if name.endswith(".zip"):
            raise RefusedFile(_("this is a zip in a zip; unpack the outer one"))
        if name.endswith(JSON_SUFFIXES):
            yield read_json(path, file.system, file.export_object, file.objects, scratch)
            return
        if name.endswith(".parquet"):
            table = read_parquet(path, file.system, file.export_object, file.objects)
        else:
            table = read_csv(path, file.system, file.export_object, file.objects, scratch, careful)
        yield taken_apart(table, file.system, file.export_object, file.objects, scratch)
    finally:
        shutil.rmtree(scratch)


def _read_sheet(file: ExportFile, sheet: str, scratch: Path, careful: bool) -> TextTable:
    """A sheet of a workbook as a table of text; a row is told by its number in the sheet."""
    path, declared = scratch / "sheet.csv", file.export_object
    written = write_sheet(
        file.path,
        file.member,
        sheet,
        path,
        file.system.decimal_mark,
        lambda cells: matches(cells, declared),
    )
    system = replace(file.system, encoding="utf-8")
    table = read_csv(path, system, declared, file.objects, scratch, careful)

    def locate(ordinals: Iterable[int]) -> Iterator[SourceRow]:
        for row in table.locate(ordinals):
            yield replace(row, line=written.row_of(row.line))

    return replace(
        table,
        locate=locate,
        refused=[replace(each, line=written.row_of(each.line)) for each in table.refused],
        notes=[*written.notes, *table.notes],
    )
