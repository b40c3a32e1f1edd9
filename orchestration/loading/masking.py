"""What is shown of a text that may name a person: its shape.

Cells shift, headers go missing, people type names into number fields: where a text stands says
nothing about whose it is. So every letter is shown as `x` and every digit as `9`, in whatever
column, but of what cannot name anybody and tells what is wrong: dates, amounts, small numbers and
the words that stand for true, false or nothing. Whoever needs more finds the text in `rejects/`.
"""

import re
import unicodedata

from orchestration.loading.folding import shortened

_LONGEST_SHOWN = 1_000
_SIGN = r"[$€£¥₹]"
# A telephone number has no decimals, and more than six digits; its groups are not all of three.
_GROUPED = r"[0-9]{1,3}(?:[ .,'\u00a0\u202f][0-9]{3})*|[0-9]{1,9}|[0-9]{1,2}(?:,[0-9]{2})*,[0-9]{3}"
_NUMBER = (
    rf"[-+(]*{_SIGN}? ?(?:[0-9]{{1,6}}|(?:{_GROUPED})[.,][0-9]{{1,2}}|"
    r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}|"
    r"[0-9](?:[.,][0-9]+)?[eE][+][0-9]{1,2})"
    rf"\)?[KMBkmb]? ?(?:{_SIGN}|%)?"
)
_DAY = (
    r"(?:[0-9]{1,2}[/.-][0-9]{1,2}[/.-](?:[0-9]{4}|[0-9]{2})|"
    r"[0-9]{4}[/.-][0-9]{1,2}[/.-][0-9]{1,2})"
)
_CLOCK = (
    r"(?:[T,]? ?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
    r"(?:[ \u202f]?[AaPp]\.?[Mm]\.?)?"
    r"(?: ?(?:Z|UTC|GMT|CES?T|EES?T)?(?:[+-][0-9]{1,2}(?::?[0-9]{2})?)?)?)?"
)
WORDS = (
    "true|false|yes|no|oui|non|vrai|faux|ja|nein|wahr|falsch|si|null|none|nan|n/a|na|nil|tbd|"
    "unknown|select|undefined|total|totals"
)
_SHOWN = re.compile(rf"(?:{_NUMBER}|{_DAY}{_CLOCK}|(?i:{WORDS})|)")
_FIELD = re.compile(r'("[A-Za-z_][\w-]*"\s*:)')
_DELIMITERS = re.compile(r"([,;\t|])")


def masked(text: str) -> str:
    """One cell as it may be published. Of a long one the beginning."""
    text = shortened(text, _LONGEST_SHOWN)
    bare = text.strip().strip("\"'")
    return text if _SHOWN.fullmatch(bare) else _shape(text)


def masked_row(raw: str) -> str:
    """A whole row as it may be published: each of its cells masked, whatever the delimiter.

    A cell with a delimiter inside is masked in parts. Of a JSON object the names of its fields
    are shown.
    """
    text = shortened(raw, _LONGEST_SHOWN)
    if text.lstrip().startswith("{"):
        parts = _FIELD.split(text)
        return "".join(part if _FIELD.fullmatch(part) else _cells(part) for part in parts)
    return _cells(text)


def without_addresses(text: str) -> str:
    """A value that is shown for what it means: masked only where it is an address or a number.

    Whether a word is a name cannot be told from a value of the tool.
    """
    has_letters = any(char.isalpha() for char in text)
    return masked(text) if "@" in text or not has_letters else text


def _cells(text: str) -> str:
    parts = _DELIMITERS.split(text)
    return "".join(part if _DELIMITERS.fullmatch(part) else masked(part) for part in parts)


def _shape(text: str) -> str:
    return "".join(map(_sign, text))


def _sign(char: str) -> str:
    if char.isdigit():
        return "9"
    # letters, their marks, other numbers, and what is no character at all
    return "x" if unicodedata.category(char)[0] in "LMNC" and char not in "\t\r\n" else char
