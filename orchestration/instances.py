"""Several instances of one tool, side by side: `salesforce@emea` is a tool as `salesforce` is.

An instance has the tool's objects, mappings and fields of the company's own. Its records are its
own: `salesforce@emea:lead:…` is never `salesforce:lead:…`.
"""

import re
from collections.abc import Collection, Iterable

from orchestration.settings import RunOptions, Settings, SystemFormat

MARK = "@"
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
# An engine's names end at 63 signs: of the longest of a tool's models so many are left.
LONGEST = 12


def is_instance(system: str) -> bool:
    """Whether it is one instance of a tool among several."""
    return MARK in system


def tool_of(system: str) -> str:
    """The tool of which it is an instance; of any other text, the text."""
    return system.split(MARK)[0]


def said_of(settings: Settings, system: str) -> list[tuple[str, SystemFormat]]:
    """What the settings say of how a tool writes: of an instance its own words, then its tool's."""
    names = dict.fromkeys((system, tool_of(system)))
    return [(name, settings.systems[name]) for name in names if name in settings.systems]


def name_in_models(system: str) -> str:
    """How its models and files are called: `salesforce_at_emea`, which every engine takes."""
    return system.replace(MARK, "_at_")


def fault_of(system: str, tools: Collection[str]) -> str | None:
    """What is wrong with the name of an instance of one of the tools, and what to write.

    None where nothing is.
    """
    tool, _mark, name = system.partition(MARK)
    if tool not in tools:
        return (
            f"{system!r} names no instance of a tool: {tool!r} is none of which there can be "
            f"several; these are {', '.join(tools)}"
        )
    if len(name) > LONGEST or not _NAME.fullmatch(name):
        return (
            f"{system!r} names no instance of {tool}: write {tool}{MARK} and a name of small "
            f"letters, digits and single _, at most {LONGEST}, as {tool}{MARK}emea"
        )
    return None


def instances_of(options: RunOptions) -> tuple[str, ...]:
    """What is named as one and has a folder of exports, or exports that were landed, in order."""
    found = {
        place.name
        for folder in (options.exports, options.home / "landing")
        if folder.is_dir()
        for place in folder.glob(f"*{MARK}*")
        if place.is_dir()
    }
    return tuple(sorted(found))


def siblings(system: str, systems: Iterable[str]) -> dict[str, str]:
    """The tools that have an instance of the same name: what its records call them."""
    name = system.partition(MARK)[2]
    return {tool_of(each): each for each in systems if each.partition(MARK)[2] == name}
