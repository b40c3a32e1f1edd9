"""Opening what export files come in: plain, gz, or a zip of several."""

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from orchestration.errors import RefusedFile

GZIP_MAGIC = b"\x1f\x8b"
ZIP_MAGIC = b"PK\x03\x04"
CHUNK = 1 << 22


def is_archive(path: Path) -> bool:
    """Whether a file is a zip, by its name."""
    return path.name.lower().endswith(".zip")


@dataclass(frozen=True)
class Archive:
    """An open zip whose members all lie inside it."""

    zip: zipfile.ZipFile

    def names(self) -> list[str]:
        """Its files, in the order of the archive."""
        return [info.filename for info in self.zip.infolist() if not info.is_dir()]


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """A zip to read. Raises RefusedFile if it is broken, encrypted, or names paths outside it."""
    try:
        with zipfile.ZipFile(path) as opened:
            for info in opened.infolist():
                name = info.filename.replace("\\", "/")
                inside = PurePosixPath(name)
                is_link = (info.external_attr >> 16) & 0o170000 == 0o120000
                if inside.is_absolute() or ".." in inside.parts or ":" in name or is_link:
                    raise RefusedFile(
                        f"the zip holds {info.filename!r}, a path outside the zip; "
                        "no export tool writes that: do not open it, export again"
                    )
                if info.flag_bits & 0x1:
                    raise RefusedFile("the zip is encrypted; put it here without a password")
            yield Archive(opened)
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise RefusedFile(f"the zip cannot be read ({error}); export or copy it again") from error


@contextmanager
def open_bytes(path: Path, member: str | None) -> Iterator[IO[bytes]]:
    """The uncompressed bytes of a file or zip member, as a stream.

    Raises RefusedFile when the container is broken, also while reading.
    """
    try:
        if member is not None:
            with open_archive(path) as archive, archive.zip.open(member) as stream:
                yield _ungzipped(stream, member)
        else:
            with path.open("rb") as stream:
                yield _ungzipped(stream, path.name)
    except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise RefusedFile(
            f"the container cannot be read to its end ({error}); export or copy it again"
        ) from error


def _ungzipped(stream: IO[bytes], name: str) -> IO[bytes]:
    if not name.lower().endswith(".gz"):
        return stream
    return gzip.open(stream, "rb")  # type: ignore[return-value]


def is_plain(path: Path, member: str | None) -> bool:
    """Whether a file can be read in place, without unpacking."""
    return member is None and not path.name.lower().endswith((".gz", ".zip"))
