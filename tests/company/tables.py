"""Files of one export, written row by row as the people come by."""

import csv
import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Literal, Self

from tests.company.world import utc


class Tables:
    """The CSV files of one export folder, each with its header, opened at its first mention."""

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


class Answers:
    """The JSON files of one export folder: answers of an API, a record each, below one another."""

    def __init__(self, folder: Path, keys: Mapping[str, str]) -> None:
        """`keys`: file stem → under which name an answer holds its records."""
        folder.mkdir(parents=True, exist_ok=True)
        self._keys = keys
        self._files = {
            stem: (folder / f"{stem}.json").open("w", encoding="utf-8", newline="") for stem in keys
        }

    def add(self, stem: str, record: Mapping[str, object]) -> None:
        """One answer, with one record."""
        answer = {self._keys[stem]: [record], "meta": {"total": "1"}}
        self._files[stem].write(json.dumps(answer, ensure_ascii=False) + "\n")

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


class ToolExports(ABC):
    """All exports of one tool, written side by side as the households come by."""

    def __init__(self, exports: Sequence[int]) -> None:
        self._exports = exports
        self._stack = ExitStack()
        # those that were named so far
        self._accounts: set[int] = set()

    def _opened(self, folder: Path, tables: Callable[[Path], Tables]) -> list[Tables]:
        """The files of each export, in its folder below the tool's; open until the end."""
        return [self._stack.enter_context(tables(folder / folder_name(at))) for at in self._exports]

    def _answering(self, folder: Path, keys: Mapping[str, str]) -> list[Answers]:
        """The answers of each export, in its folder below the tool's; open until the end."""
        return [
            self._stack.enter_context(Answers(folder / folder_name(at), keys))
            for at in self._exports
        ]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if error[0] is None:
            for index in range(len(self._exports)):
                self._write_setting(index)
        self._stack.close()

    @abstractmethod
    def _write_setting(self, index: int) -> None:
        """Write into one export what is of no household."""


def folder_name(exported_at: int) -> str:
    """The name of an export's folder: its time in UTC."""
    return f"{utc(exported_at):%Y-%m-%dT%H%MZ}"


def since_last(exports: Iterable[int], index: int) -> tuple[int, int]:
    """The span (after, until] of which an export that only adds tells."""
    moments = list(exports)
    return (moments[index - 1] if index else 0), moments[index]
