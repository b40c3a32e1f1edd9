"""Changes in a CSV that leave all else of it as its owner's program wrote it."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from orchestration.errors import BadAgreement
from orchestration.seeds.files import SeedFile, read_seed


def with_cells(content: bytes, line: int, cells: Mapping[str, str]) -> bytes:
    """The file with other values in the row that begins in a line; new columns come last."""
    seed = read_seed(content)
    missing = [name for name in cells if name not in seed.header]
    lines = _lines(content, seed)
    out: list[str] = []
    reader = csv.reader(iter(lines), delimiter=seed.delimiter, strict=True)
    start = 1
    header = [*seed.header, *missing]
    for row in reader:
        text = "".join(lines[start - 1 : reader.line_num])
        if start == line:
            said = row[: len(seed.header)]
            values = dict(zip(header, [*said, *[""] * len(missing)], strict=True)) | dict(cells)
            text = _written(seed, lines, [values[name] for name in header])
        elif missing and start >= seed.header_line and any(cell.strip() for cell in row):
            added = missing if start == seed.header_line else [""] * len(missing)
            text = _written(seed, lines, [*row[: len(seed.header)], *added])
        out.append(text)
        start = reader.line_num + 1
    return _encoded(seed, "".join(out))


def with_rows(content: bytes, rows: Sequence[Mapping[str, str]]) -> bytes:
    """The file with further rows at its end; a column that they lack is empty."""
    seed = read_seed(content)
    lines = _lines(content, seed)
    text = "".join(lines)
    if not text.endswith(("\n", "\r")):
        text += _line_end(lines)
    added = [_written(seed, lines, [row.get(name, "") for name in seed.header]) for row in rows]
    return _encoded(seed, text + "".join(added))


def write(target: Path, content: bytes) -> None:
    """Write a file whole or not at all. Raises BadAgreement where it cannot be written."""
    part = target.with_name(f".{target.name}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(target)
    except OSError as error:
        raise BadAgreement(
            f"{target} cannot be written ({error.strerror}). Give the user who runs Accord the "
            "right to write there, or name another folder by --seeds or ACCORD_SEEDS"
        ) from error


def _lines(content: bytes, seed: SeedFile) -> list[str]:
    return list(io.StringIO(content.decode(seed.encoding), newline=""))


def _line_end(lines: Sequence[str]) -> str:
    first = lines[0] if lines else ""
    return "\r\n" if first.endswith("\r\n") else "\n"


def _written(seed: SeedFile, lines: Sequence[str], cells: Sequence[str]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=seed.delimiter, lineterminator=_line_end(lines)).writerow(cells)
    return out.getvalue()


def _encoded(seed: SeedFile, text: str) -> bytes:
    try:
        return text.encode(seed.encoding)
    except UnicodeEncodeError:
        return text.encode("utf-8")
