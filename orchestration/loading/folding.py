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


def squeezed(text: str) -> str:
    """The folded text in one word: `LASTNAME`, `lastname` and `LastName` are all `lastname`.

    Some drivers write names in one case, which hides where their words end.
    """
    return fold(text).replace("_", "")


def fold_pattern(pattern: str) -> str:
    """A pattern for folded texts, in which `*` stands for any."""
    return "*".join(fold(part) for part in pattern.split("*"))


def shortened(text: str, length: int) -> str:
    """The text, cut after `length` characters."""
    return text if len(text) <= length else f"{text[:length]}…"
