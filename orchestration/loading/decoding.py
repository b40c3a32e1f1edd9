"""From bytes to text: what a file really is, its encoding, its bytes that do not decode."""

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO

from orchestration.agreement.words import _
from orchestration.errors import RefusedFile
from orchestration.loading.containers import CHUNK

SAMPLE = 1 << 16
_MAGIC = {
    b"PK\x03\x04": _("a zip or an Excel workbook"),
    b"\x1f\x8b": _("a gz archive"),
    b"PAR1": _("a Parquet file"),
    b"%PDF": _("a PDF"),
    b"\xd0\xcf\x11\xe0": _("an old Excel workbook"),
    b"\x89PNG": _("a picture"),
    b"\xff\xd8\xff": _("a picture"),
    b"SQLite format 3": _("a database"),
}
_BOMS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
_MARKUP = re.compile(
    rb"\s*<(!--|!doctype|html|head|body|title|meta|script|style|div|table|\?xml)", re.IGNORECASE
)
_JSON = re.compile(rb'\s*(\[\s*\{|\{)\s*"')
_BAD_BYTE = re.compile("[\udc00-\udcff]")
# Half of a character that JSON escapes is no text either, and no encoder takes it.
_NO_TEXT = re.compile("[\ud800-\udfff]")
_CONTROLS = bytes(set(range(32)) - set(b"\t\r\n\f\x1b\0"))
# Tools say latin-1 where they write cp1252, which has the same letters and more.
_CP1252_NAMES = ("iso8859-1", "cp1252")


@cache
def _handler() -> str:
    """The name of an error handler that marks each undecodable byte as one lone surrogate."""

    def mark(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)
        bad = error.object[error.start : error.end]
        return "".join(chr(0xDC00 + byte) for byte in bad), error.end

    codecs.register_error("accord_mark", mark)
    return "accord_mark"


def refuse_other_formats(path: Path) -> None:
    """Raises RefusedFile when a text file's bytes are those of something else."""
    with path.open("rb") as stream:
        sample = stream.read(SAMPLE)
    for magic, what in _MAGIC.items():
        if sample.startswith(magic):
            raise RefusedFile(
                _(
                    "this is %(what)s under the name of a text file; export as CSV, or give it its "
                    "own ending (.csv.gz, .zip, .xlsx, .parquet)"
                )
                % {"what": what}
            )
    if _MARKUP.match(sample.removeprefix(codecs.BOM_UTF8)):
        raise RefusedFile(
            _(
                "this is a web page or XML, not a table: often the login page of a tool whose "
                "session had ended; export again"
            )
        )
    if not sample.strip():
        raise RefusedFile(_("the file is empty; expected a header row and data: export again"))
    # One kind of control character may be the delimiter.
    kinds = [sample.count(control) for control in _CONTROLS]
    controls = sum(kinds) - max(kinds)
    nuls = 0 if _utf16_by_zeros(sample) or _bom(sample) else sample.count(0)
    if controls + nuls > len(sample) / 10:
        raise RefusedFile(_("this is binary data under the name of a text file; export as CSV"))


def refuse_json(path: Path) -> None:
    """Raises RefusedFile when a delimited file's bytes are JSON."""
    with path.open("rb") as stream:
        sample = stream.read(SAMPLE)
    if _JSON.match(sample.removeprefix(codecs.BOM_UTF8)):
        raise RefusedFile(
            _(
                "this is JSON under the name of a text file: an answer of a tool, often an "
                "error message; export again, or name it .json"
            )
        )


def encoding_of(path: Path, declared: str | None) -> tuple[str, bool]:
    """A text file's encoding, and whether every byte of it decodes.

    A byte-order mark says it; else the declaration; else UTF-8 where that fits, else cp1252.
    A UTF-8 file with some bad bytes is told from cp1252 by its having more good sequences than bad.
    """
    with path.open("rb") as stream:
        sample = stream.read(SAMPLE)
    known = _bom(sample) or declared or _utf16_by_zeros(sample)
    if known:
        name = codecs.lookup(known).name
        name = "cp1252" if name in _CP1252_NAMES else name.removesuffix("-sig").removesuffix("_sig")
        return name, _decodes(path, name)
    if _decodes(path, "utf-8"):
        return "utf-8", True
    good = bad = 0
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            text = chunk.decode("utf-8", _handler())
            marks = len(_BAD_BYTE.findall(text))
            bad += marks
            good += len(text) - len(text.encode("ascii", "ignore")) - marks
    return ("utf-8", False) if good > bad else ("cp1252", _decodes(path, "cp1252"))


def _bom(sample: bytes) -> str | None:
    return next((name for mark, name in _BOMS if sample.startswith(mark)), None)


def _utf16_by_zeros(sample: bytes) -> str | None:
    """UTF-16 without a mark: text in Latin letters has a zero in every other byte."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    enough = len(sample) / 5
    if odd > enough and even < odd / 10:
        return "utf-16-le"
    return "utf-16-be" if even > enough and odd < even / 10 else None


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


@contextmanager
def open_text(path: Path, encoding: str) -> Iterator[IO[str]]:
    """The file as text, line ends as they are; bytes that do not decode are lone surrogates."""
    with path.open(encoding=encoding, errors=_handler(), newline="") as stream:
        if encoding.startswith("utf") and stream.read(1) != "\ufeff":
            stream.seek(0)
        yield stream


def has_bad_bytes(text: str) -> bool:
    """Whether some byte of the text did not decode, or half of a character stands in it."""
    return _NO_TEXT.search(text) is not None


def printable(text: str) -> str:
    """The text with each undecoded byte, and each half of a character, written as an escape."""
    return _NO_TEXT.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code - 0xDC00:02x}" if _BAD_BYTE.match(match[0]) else f"\\u{code:04x}"


def transcode(path: Path, encoding: str, target: Path) -> None:
    """Write the file as UTF-8, line ends as they are."""
    with (
        open_text(path, encoding) as source,
        target.open("w", encoding="utf-8", newline="") as out,
    ):
        while chunk := source.read(CHUNK):
            out.write(chunk)
