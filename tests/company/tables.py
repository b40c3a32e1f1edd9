"""CSV files of one export, written row by row as the people come by."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Literal, Self

from tests.company.world import utc


class Tables:
    """The files of one export folder, each with its header, opened at its first mention."""

    def __init__(
        self,
        folder: Path,
        headers: Mapping[str, str],
        *,
        encoding: str = "utf-8",
        quoting: Literal[0, 1] = csv.QUOTE_ALL,
        delimiter: str = ",",
    ) -> None:
        """`headers`: file stem → its header line."""
        folder.mkdir(parents=True, exist_ok=True)
        self._files: dict[str, IO[str]] = {}
        self._writers: dict[str, csv.DictWriter[str]] = {}
        for stem, header in headers.items():
            columns = next(csv.reader([header]))
            file = (folder / f"{stem}.csv").open("w", encoding=encoding, newline="")
            self._files[stem] = file
            writer = csv.DictWriter(
                file,
                columns,
                restval="",
                quoting=quoting,
                lineterminator="\n",
                delimiter=delimiter,
            )
            writer.writeheader()
            self._writers[stem] = writer

    def add(self, stem: str, row: Mapping[str, object]) -> None:
        """One row; columns that it does not name are empty, an unknown column is an error."""
        self._writers[stem].writerow(row)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for file in self._files.values():
            file.close()


def folder_name(exported_at: int) -> str:
    """The name of an export's folder: its time in UTC."""
    return f"{utc(exported_at):%Y-%m-%dT%H%MZ}"


def since_last(exports: Iterable[int], index: int) -> tuple[int, int]:
    """The span (after, until] of which an export that only adds tells."""
    moments = list(exports)
    return (moments[index - 1] if index else 0), moments[index]
