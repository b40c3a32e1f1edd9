"""Has the exports folder changed, has it come to rest, and was what it holds published?"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from orchestration.loading.discovery import files_below
from orchestration.loading.judgement import is_future
from orchestration.settings import PROJECT, SHIPPED_SEEDS, Moment, RunOptions

NO_FILES = ""

# Python's folder beside the code that it ran; it comes and grows while nobody edits.
COMPILED_BY_PYTHON = "__pycache__"


@dataclass(frozen=True)
class Watch:
    """What a watcher remembers between two looks; times are seconds since the epoch."""

    fingerprint: str = NO_FILES
    since: float = 0.0
    handled: str = ""

    @classmethod
    def parse(cls, cursor: str | None) -> Watch:
        """Read what `text` wrote; nothing remembered is an empty watch."""
        return cls(**json.loads(cursor)) if cursor else cls()

    @property
    def text(self) -> str:
        """The watch as a cursor."""
        return json.dumps({**self.__dict__})

    def looked(self, fingerprint: str, now: float) -> Watch:
        """The watch after a look: a changed folder starts its rest anew."""
        if fingerprint == self.fingerprint:
            return self
        return Watch(fingerprint, now, self.handled)

    def is_due(self, now: float, rest_seconds: float) -> bool:
        """Whether the folder has rested long enough in a state that no night has read.

        One without files never is: there is nothing to read.
        """
        is_new = self.fingerprint not in (NO_FILES, self.handled)
        return is_new and now - self.since >= rest_seconds

    def done(self) -> Watch:
        """The watch once a night was asked for."""
        return Watch(self.fingerprint, self.since, self.fingerprint)


def folder_fingerprint(folder: Path) -> str:
    """Changes when a file below the folder comes, goes, grows or is written again.

    What Python compiled beside its code says nothing that the code does not.
    """
    digest = hashlib.sha256()
    files = [
        file
        for file in files_below(folder)
        if file.is_file() and file.parent.name != COMPILED_BY_PYTHON
    ]
    for file in files:
        state = file.stat()
        digest.update(
            f"{file.relative_to(folder)}|{state.st_size}|{state.st_mtime_ns}".encode(
                errors="surrogateescape"
            )
        )
    return digest.hexdigest() if files else NO_FILES


def inputs_of(options: RunOptions) -> dict[str, str]:
    """What a night is made from; each text changes when something of its kind does.

    Of the clock, which folders it sets aside.
    """
    later = [
        folder.name
        for folder in sorted(options.exports.glob("*/*"))
        if (moment := Moment.parse(folder.name)) and is_future(moment, "UTC")
    ]
    return {
        "exports": " ".join([folder_fingerprint(options.exports), *later, str(options.as_of)]),
        "models": models_fingerprint(options),
    }


def models_fingerprint(options: RunOptions) -> str:
    """Changes when the code or what people agreed changes."""
    code = [PROJECT / room for room in ("dbt_project", "orchestration", "expectations")]
    return " ".join(map(folder_fingerprint, [*code, SHIPPED_SEEDS, *options.seeds_over]))


def note_inputs(options: RunOptions) -> None:
    """Note what a night is about to read; what changes while it runs is no part of it."""
    noted = _noted(options.home)
    noted.parent.mkdir(parents=True, exist_ok=True)
    noted.write_text(json.dumps(inputs_of(options), indent=1), "utf-8")


def keep_published_inputs(home: Path) -> None:
    """What was noted is published."""
    _noted(home).replace(_published(home))


def is_published(options: RunOptions) -> bool:
    """Whether the last published night was made from what there is now."""
    return _published_inputs(options.home) == inputs_of(options)


def are_models_published(options: RunOptions) -> bool:
    """Whether the last published night ran the code and the agreement that there are now."""
    return _published_inputs(options.home).get("models") == models_fingerprint(options)


def _published_inputs(home: Path) -> dict[str, str]:
    try:
        inputs: dict[str, str] = json.loads(_published(home).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return inputs


def _noted(home: Path) -> Path:
    return home / "control" / "inputs"


def _published(home: Path) -> Path:
    return home / "published_inputs"
