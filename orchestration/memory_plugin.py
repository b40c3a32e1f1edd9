"""Tells DuckDB under dbt how much memory it may take.

dbt loads this module as a plugin of its profile, which would be parsed anew if it held the figure.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin

from orchestration.memory import memory_limit


class Plugin(BasePlugin):
    """Tells DuckDB its limit when it opens the build."""

    def update_connection_config(self, creds: Any, config: dict[str, Any]) -> None:
        """Add the limit to what DuckDB is opened with, where dbt runs for a home."""
        config["memory_limit"] = memory_limit(Path(os.environ.get("ACCORD_HOME", "")))
