"""`accord check --suggest`: rows of mappings for the values without a meaning, to be filled in.

A row has its place and its value; what it means stays empty, beside what a value like it means. So
nothing comes into force that nobody decided.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from orchestration.errors import BadUsage
from orchestration.instances import tool_of
from orchestration.seeds import folded_value, read_declared_seeds, read_tables, seed_files
from orchestration.seeds.declared import Seed
from orchestration.spreadsheets import as_csv, neutralised

_PLACE = ("system", "object", "field")
_ANY = "*"
# What stands in a cell that is nobody's to read.
_WITHHELD = "(an e-mail address)"
# Ids and names that are alike say nothing of each other's team.
_USER = "user"
_LIKE_ENOUGH = 0.8
BESIDE = ("known_as", "suggestion", "because", "rows")


@dataclass(frozen=True)
class Suggested:
    """One file of rows to fill in: of which mapping, how many, and how many have a suggestion."""

    mapping: str
    file: Path
    rows: int
    suggestions: int


def suggest(
    unmapped: Iterable[Mapping[str, Any]], folder: Path, over: Sequence[Path]
) -> list[Suggested]:
    """Write a CSV for each mapping that lacks rows; `unmapped` are rows of unmapped_values.

    Each has the mapping's columns, its key filled in, then whose id a user's is, what the most
    alike of the known values means, where that is, and in how many rows of the exports the value
    stands. Raises BadUsage where the folder is one of mappings in force, or cannot be written.
    """
    if any(folder.resolve() in ((root / "mappings").resolve(), root.resolve()) for root in over):
        raise BadUsage(f"--suggest: {folder} holds what is in force; give another folder")
    declared = read_declared_seeds()
    tables, _ = read_tables(seed_files(*over), declared)
    by_mapping: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for value in unmapped:
        by_mapping[value["mapping"]].append(value)
    suggested = []
    for mapping, values in by_mapping.items():
        seed = declared[mapping]
        known = tables[mapping].rows if mapping in tables else []
        rows = [_row(seed, value, known) for value in values if _can_have_row(seed, value)]
        if rows:
            file = folder / f"{mapping}.csv"
            _write(file, [column.name for column in seed.columns], rows)
            told = sum(bool(row["suggestion"]) for row in rows)
            suggested.append(Suggested(mapping, file, len(rows), told))
    return suggested


def _key(seed: Seed) -> tuple[str, ...]:
    """The columns that say of what a row is."""
    return seed.key or (seed.columns[0].name,)


def _can_have_row(seed: Seed, value: Mapping[str, Any]) -> bool:
    """Whether a row can say of this value what it means; no spreadsheet may run it."""
    places = {name: value[name] for name in _PLACE if name in _key(seed)}
    is_plain = neutralised([value["value"]]) == [value["value"]] != [_WITHHELD]
    return is_plain and all(
        text is not None
        and (not seed.column(name).accepted or tool_of(text) in seed.column(name).accepted)
        for name, text in places.items()
    )


def _row(
    seed: Seed, value: Mapping[str, Any], known: Sequence[Mapping[str, str]]
) -> dict[str, str]:
    row = dict.fromkeys((column.name for column in seed.columns), "")
    for name in _key(seed):
        row[name] = value[name] if name in _PLACE else _ANY
    column = next(name for name in _key(seed) if name not in _PLACE)
    row[column] = value["value"]
    means = [each.name for each in seed.columns if each.name not in _key(seed)]
    like = _most_alike(value, column, known)
    [row["known_as"]] = map(str, neutralised([value["known_as"]]))
    row["suggestion"] = row["because"] = ""
    if like is not None:
        row["suggestion"] = "; ".join(f"{name}={like[name]}" for name in means if like[name])
        place = ".".join(like[name] for name in _PLACE if like.get(name, _ANY) != _ANY)
        row["because"] = f"{like[column]}" + (f" of {place}" if place else "")
    row["rows"] = str(value["row_count"])
    return row


def _most_alike(
    value: Mapping[str, Any], column: str, known: Sequence[Mapping[str, str]]
) -> Mapping[str, str] | None:
    """The known row whose value is most alike, of the same field of the same tool first."""
    if value["field"] == _USER:
        return None
    texts: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for row in known:
        texts[folded_value(row[column])].append(row)
    found = difflib.get_close_matches(folded_value(value["value"]), texts, 1, _LIKE_ENOUGH)
    if not found:
        return None
    return max(
        texts[found[0]], key=lambda row: sum(row.get(name) == value[name] for name in _PLACE)
    )


def _write(file: Path, columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(f"{file.name}.part")
        header = [*columns, *BESIDE]
        text = as_csv(header, [[row[name] for name in header] for row in rows])
        part.write_text(text, encoding="utf-8", newline="")
        part.replace(file)
    except OSError as error:
        raise BadUsage(f"--suggest: {file} cannot be written ({error.strerror})") from error


def suggested_summary(suggested: Iterable[Suggested]) -> dict[str, Any]:
    """What was written with the keys that `--json` promises."""
    return {"suggested": [asdict(each) | {"file": str(each.file)} for each in suggested]}
