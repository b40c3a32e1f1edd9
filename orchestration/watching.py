"""Has the exports folder changed, and has it come to rest?"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from orchestration.loading.discovery import files_below

NO_FILES = ""


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
    """Changes when a file below the folder comes, goes, grows or is written again."""
    digest = hashlib.sha256()
    files = [file for file in files_below(folder) if file.is_file()]
    for file in files:
        state = file.stat()
        digest.update(
            f"{file.relative_to(folder)}|{state.st_size}|{state.st_mtime_ns}".encode(
                errors="surrogateescape"
            )
        )
    return digest.hexdigest() if files else NO_FILES
