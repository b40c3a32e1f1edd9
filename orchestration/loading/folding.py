"""Folding: the one form in which headers, file names and mapped values are compared."""

import re
import unicodedata
from functools import lru_cache

import duckdb
import pyarrow as pa
from duckdb.func import PythonUDFType

_WORD_BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NO_WORD = re.compile(r"[^a-z0-9]+")

# The engine's name of `squeezed`.
_SQUEEZED = "accord_squeezed"


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """`ConvertedDate`, `Converted Date` and `converted_date` are all `converted_date`.

    Case, punctuation and the accents of Latin letters go; words are joined by underscores. A letter
    of another script stays what it is, with its marks: `й` is not `и`, nor `が` `か`.
    """
    words = _WORD_BREAK.sub("_", _without_accents(text))
    plain = unicodedata.normalize("NFC", words.casefold())
    if not plain.isascii():
        plain = "".join(_letters(plain))
    return _NO_WORD.sub("_", plain).strip("_") if plain.isascii() else "_".join(plain.split())


def _without_accents(text: str) -> str:
    """The text without what stands above and below its Latin letters."""
    kept: list[str] = []
    is_latin = True
    for sign in unicodedata.normalize("NFKD", text):
        if not _is_mark(sign):
            is_latin = sign.isascii() or unicodedata.name(sign, "").startswith("LATIN ")
        elif is_latin:
            continue
        kept.append(sign)
    return unicodedata.normalize("NFC", "".join(kept))


def _letters(text: str) -> list[str]:
    """The signs of a text; a blank in the place of each that is no letter, digit or mark of one."""
    signs: list[str] = []
    for sign in text:
        is_of_letter = _is_mark(sign) and bool(signs) and signs[-1] != " "
        signs.append(sign if sign.isalnum() or is_of_letter else " ")
    return signs


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign).startswith("M")


def squeezed(text: str) -> str:
    """The folded text in one word: `LASTNAME`, `lastname` and `LastName` are all `lastname`.

    Some drivers write names in one case, which hides where their words end.
    """
    return fold(text).replace("_", "")


def plain_name(text: str) -> str:
    """The folded text in letters from a to z, digits and underscores alone, as names in SQL are."""
    return _NO_WORD.sub("_", fold(text)).strip("_")


def fold_pattern(pattern: str) -> str:
    """A pattern for folded texts, in which `*` stands for any."""
    return "*".join(fold(part) for part in pattern.split("*"))


def register(connection: duckdb.DuckDBPyConnection) -> None:
    """Give an engine `squeezed`, which `squeezed_sql` asks for."""
    connection.create_function(
        _SQUEEZED,
        lambda texts: pa.array([squeezed(text) for text in texts.to_pylist()], pa.string()),
        ["varchar"],
        "varchar",
        type=PythonUDFType.ARROW,
    )


def squeezed_sql(text: str) -> str:
    """`squeezed`, in SQL; what is ASCII throughout is folded by the engine itself."""
    return (
        f"case when strlen({text}) = length({text})"
        f" then regexp_replace(lower({text}), '[^a-z0-9]', '', 'g') else {_SQUEEZED}({text}) end"
    )


def shortened(text: str, length: int) -> str:
    """The text, cut after `length` characters."""
    return text if len(text) <= length else f"{text[:length]}…"
