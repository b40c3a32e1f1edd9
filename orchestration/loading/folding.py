"""Folding: the one form in which headers, file names and mapped values are compared."""

import re
import unicodedata
from functools import lru_cache

_WORD_BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NO_WORD = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """`ConvertedDate`, `Converted Date` and `converted_date` are all `converted_date`.

    Case, accents and punctuation go; words are joined by underscores.
    """
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return _NO_WORD.sub("_", _WORD_BREAK.sub("_", plain).lower()).strip("_")


def shortened(text: str, length: int) -> str:
    """The text, cut after `length` characters."""
    return text if len(text) <= length else f"{text[:length]}…"
