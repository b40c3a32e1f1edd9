"""From an export file of any format to a table of text."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestration.loading.containers import CHUNK, open_bytes
from orchestration.loading.csv_files import read_csv
from orchestration.loading.discovery import ExportFile
from orchestration.loading.text_tables import TextTable


def content_hash(file: ExportFile) -> str:
    """Hash of the file's uncompressed bytes and of everything that decides how they land."""
    digest = hashlib.sha256(file.system.fingerprint(file.export_object, file.zone).encode())
    with open_bytes(file.path, file.member) as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()[:16]


@contextmanager
def read_text_table(file: ExportFile, scratch: Path) -> Iterator[TextTable]:
    """The file as a table of text. Raises RefusedFile when nothing of it can be landed."""
    yield read_csv(file.path, file.export_object)
