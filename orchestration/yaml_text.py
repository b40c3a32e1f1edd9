"""YAML as Accord reads it: by libyaml, where it is. Python alone takes ten times as long."""

from __future__ import annotations

from typing import Any

import yaml

_Loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


def read_yaml(text: str) -> Any:
    """What a YAML text holds. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=_Loader)
