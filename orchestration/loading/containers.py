"""Opening what export files come in: plain, gz, or a zip of several."""

import gzip
import io
import lzma
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast

from orchestration.agreement.words import _
from orchestration.errors import RefusedFile

GZIP_MAGIC = b"\x1f\x8b"
ZIP_MAGIC = b"PK\x03\x04"
CHUNK = 1 << 22

# Text shrinks to a tenth, the most repetitive export to a hundredth: what grows more than this,
# and past this size, is made to fill the disk.
_LARGEST_GROWTH = 250
_HARMLESS_SIZE = 1 << 28


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
    """A zip to read.

    Raises RefusedFile if it is broken, empty, encrypted, or names a path twice or outside it.
    """
    try:
        with zipfile.ZipFile(path) as opened:
            members = Counter(info.filename for info in opened.infolist() if not info.is_dir())
            if not members:
                raise RefusedFile(_("the zip is empty; export again"))
            for name, count in members.items():
                if count > 1:
                    raise RefusedFile(
                        _(
                            "the zip holds %(name)s %(count)s times, of which only one could be "
                            "read; give each its own name"
                        )
                        % {"name": repr(name), "count": count}
                    )
            for info in opened.infolist():
                name = info.filename.replace("\\", "/")
                inside = PurePosixPath(name)
                is_link = (info.external_attr >> 16) & 0o170000 == 0o120000
                if inside.is_absolute() or ".." in inside.parts or ":" in name or is_link:
                    raise RefusedFile(
                        _(
                            "the zip holds %(name)s, a path outside the zip; no export tool "
                            "writes that: do not open it, export again"
                        )
                        % {"name": repr(info.filename)}
                    )
                if info.flag_bits & 0x1:
                    raise RefusedFile(_("the zip is encrypted; put it here without a password"))
            yield Archive(opened)
    # of a name that is no UTF-8 though the zip says so, the error is one of decoding
    except (zipfile.BadZipFile, OSError, NotImplementedError, UnicodeDecodeError) as error:
        raise RefusedFile(
            _("the zip cannot be read (%(error)s); export or copy it again") % {"error": error}
        ) from error


@contextmanager
def open_bytes(path: Path, member: str | None) -> Iterator[IO[bytes]]:
    """The uncompressed bytes of a file or zip member, as a stream.

    Raises RefusedFile when the file cannot be opened or the container is broken, also while
    reading.
    """
    try:
        if member is not None:
            with open_archive(path) as archive, archive.zip.open(member) as stream:
                packed = archive.zip.getinfo(member).compress_size
                yield _measured(_ungzipped(stream, member), packed)
        else:
            with _opened(path) as stream:
                yield _measured(_ungzipped(stream, path.name), path.stat().st_size)
    except (
        zipfile.BadZipFile,
        gzip.BadGzipFile,
        zlib.error,
        lzma.LZMAError,
        EOFError,
    ) as error:
        raise RefusedFile(
            _("the container cannot be read to its end (%(error)s); export or copy it again")
            % {"error": error}
        ) from error


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except OSError as error:
        raise RefusedFile(
            _("the file cannot be opened (%(why)s); look at its rights and its disk")
            % {"why": error.strerror}
        ) from error


def refuse_growth(packed: int, unpacked: int) -> None:
    """Raises RefusedFile where so many bytes cannot honestly come of so few."""
    if unpacked > max(_HARMLESS_SIZE, packed * _LARGEST_GROWTH):
        raise RefusedFile(
            _(
                "unpacked, this is more than %(times)s times as large as packed: no "
                "export is; it would only fill the disk. If it is one, unpack it yourself"
            )
            % {"times": _LARGEST_GROWTH}
        )


class _Measured(io.RawIOBase):
    """A stream that stops where it has grown out of all proportion to what it is unpacked from."""

    def __init__(self, stream: IO[bytes], packed: int):
        self._stream = stream
        self._packed = packed
        self._size = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size)
        self._size += len(chunk)
        refuse_growth(self._packed, self._size)
        return chunk


def _measured(stream: IO[bytes], packed: int) -> IO[bytes]:
    return cast(IO[bytes], _Measured(stream, packed))


def _ungzipped(stream: IO[bytes], name: str) -> IO[bytes]:
    if not name.lower().endswith(".gz"):
        return stream
    return cast(IO[bytes], gzip.open(stream, "rb"))


def is_plain(path: Path, member: str | None) -> bool:
    """Whether a file can be read in place, without unpacking."""
    return member is None and not path.name.lower().endswith((".gz", ".zip"))
