"""Names and texts written into SQL."""

import re
from pathlib import Path


def quoted(name: str) -> str:
    """An SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """An SQL text literal."""
    return "'" + text.replace("'", "''") + "'"


def file_literal(path: Path) -> str:
    """An SQL text literal of one file's path, in which no sign stands for others."""
    return literal(re.sub(r"([*?[])", r"[\1]", str(path)))
