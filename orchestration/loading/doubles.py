"""Several columns of a file that mean one declared column: in each row the first that is filled."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from orchestration.loading.declarations import ExportObject, System
from orchestration.loading.headers import Header
from orchestration.loading.sql import literal
from orchestration.loading.text_tables import BLANKS, Doubled, trimmed

Words = Mapping[str, frozenset[str]]


def empty_words(system: System, declared: ExportObject) -> Words:
    """Of each column, the texts that say nothing."""
    return {
        column.name: frozenset(("", *system.null_words_of(column))) for column in declared.columns
    }


def is_empty(text: str | None, words: frozenset[str]) -> bool:
    """Whether a cell says nothing."""
    return text is None or text.strip(BLANKS) in words


def are_alike(one: str | None, other: str | None) -> bool:
    """Whether two cells say the same, but for blanks around them."""
    return (one or "").strip(BLANKS) == (other or "").strip(BLANKS)


def texts_of(header: Header, text: Callable[[int], str], words: Words) -> dict[str, str]:
    """SQL of the text of each declared column, given that of each cell."""
    return {
        name: _first_filled(header.doubles[name], words[name], text, text)
        if name in header.doubles
        else text(place)
        for name, place in header.places.items()
    }


def doubled(
    header: Header, text: Callable[[int], str], words: Words, declared: ExportObject
) -> dict[str, Doubled]:
    """The declared columns that several cells of a header name."""
    found = {}
    for name, places in header.doubles.items():
        order = {place: str(number) for number, place in enumerate(places)}
        found[name] = Doubled(
            cells=tuple(header.cells[place] for place in places),
            place=_first_filled(places, words[name], text, order.__getitem__),
            kept_as=tuple(header.others[place] for place in places[1:]),
            is_usual=are_usual(declared, (header.cells[place] for place in places[1:])),
        )
    return found


def are_usual(declared: ExportObject, cells: Iterable[str]) -> bool:
    """Whether all of these are columns that the tool is known to write."""
    return all(map(declared.is_other_column, cells))


def others_of(header: Header, text: Callable[[int], str], words: Words) -> dict[int, str]:
    """SQL of the text of each cell that is of no declared column, by its place.

    Of one that a declared column has beside another: what it says else.
    """
    others = {place: text(place) for place in header.others}
    for name, places in header.doubles.items():
        said = _first_filled(places, words[name], text, text)
        for place in places[1:]:
            is_else = f"{trimmed(text(place))} <> {trimmed(f'({said})')}"
            others[place] = (
                f"case when {_is_filled(text(place), words[name])} and {is_else}"
                f" then {text(place)} end"
            )
    return others


def cells_of(header: Header, cells: Sequence[str], words: Words) -> dict[str, str | None]:
    """The text of each declared column in one row of a file."""
    return {
        name: next(
            (
                cells[each]
                for each in header.doubles.get(name, ())
                if not is_empty(cells[each], words[name])
            ),
            cells[place],
        )
        for name, place in header.places.items()
    }


def _first_filled(
    places: Sequence[int],
    words: frozenset[str],
    text: Callable[[int], str],
    then: Callable[[int], str],
) -> str:
    branches = "".join(
        f" when {_is_filled(text(place), words)} then {then(place)}" for place in places
    )
    return f"case{branches} end"


def _is_filled(text: str, words: frozenset[str]) -> str:
    return f"{trimmed(text)} not in ({', '.join(map(literal, sorted(words)))})"
