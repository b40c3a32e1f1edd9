"""How a story is told, and how it becomes the exports of a company.

A story is one person (or a few of one company) in a segment of its own, so that each metric cell of
that segment is the story's alone. Its lines are what the `template` tool would export, in the
company's time:

    2026-01-05 09:00 known                       the person's creation (`known` alone: no day known)
    2026-01-05 09:00 known source=Web->Other     what the first and the second export say of source,
                                                 campaign, country; mail=x joins two records
    2026-01-06 09:00 mql                         a stage (`mql` alone: no day known); what follows a
                                                 rejection is its reason
    2026-01-06 10:00 call by=u2                  an activity: form, visit, call, email, task
    2026-01-06 10:00 form source=PPC             what the activity itself says
    2026-02-02 09:00 deal won 2026-03-02 1000 EUR     a deal created, its end if any, its amount;
                                                 was=lost@2026-02-01: what the first export says
    seen accepted -> rejected                    the stage that the first and the second export show
    owned by u1 -> u2                            the owner that they show

A line that begins with `@bob` is of the story's second person of that name.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.nights import write_export

FIRST_EXPORT = "2026-06-01T0200Z"
LAST_EXPORT = "2026-10-05T0200Z"
STAGES = (
    "inquiry", "mql", "accepted", "sql", "opportunity", "won", "lost", "rejected", "recycled",
)  # fmt: skip

HEADERS = {
    "people": (
        "id,email,segment,company_name,owner,stage,source,campaign,country,created_at,modified_at"
    ),
    "stage_changes": "person_id,stage,changed_at,reason",
    "activities": (
        "id,person_id,activity_type,occurred_at,user_id,direction,is_done,is_automated,"
        "source,campaign"
    ),
    "opportunities": (
        "id,person_id,name,amount,currency,stage,opportunity_type,created_at,closed_at"
    ),
    "users": "id,name,team,time_zone",
}
USERS = [
    "u1,Uma,sales,",
    "u2,Urs,sales,America/New_York",
    "u3,Ula,sales,America/New_York",
    "m1,Mia,marketing,",
]

Row = dict[str, Any]


@dataclass(frozen=True)
class Story:
    """Lines, and what the definitions make of them."""

    name: str
    lines: str
    leads: list[Row]
    handoffs: list[Row] = field(default_factory=list)
    # (table, month or ever, further key) -> measures of the story's segment
    cells: dict[tuple[str, ...], Row] = field(default_factory=dict)
    # (table, key) -> its rows of the story, in the order of the story's reading
    tables: dict[str, list[Row]] = field(default_factory=dict)


def write_stories(stories: Iterable[Story], exports: Path) -> None:
    """Write two exports of a company in which every story happened."""
    tables: dict[str, dict[str, list[str]]] = {
        day: {name: [header] for name, header in HEADERS.items()}
        for day in (FIRST_EXPORT, LAST_EXPORT)
    }
    for story in stories:
        _tell(story, tables)
    for day, content in tables.items():
        content["users"] += USERS
        write_export(exports, day, content)


def _tell(story: Story, tables: dict[str, dict[str, list[str]]]) -> None:
    last = tables[LAST_EXPORT]
    people: dict[str, Row] = defaultdict(dict)
    for number, line in enumerate(story.lines.strip().splitlines()):
        words = line.split()
        person = story.name
        if words[0].startswith("@"):
            person = f"{story.name}{words.pop(0)}"
        about = people[person]
        if words[0] == "known":
            about["known"] = ""
            about["first"] = words[1:]
        elif words[0] in STAGES:
            last["stage_changes"].append(f"{person},{words[0]},,")
        elif words[0] in ("seen", "owned"):
            values = [word for word in words[1:] if word not in ("->", "by")]
            about[words[0]] = (values[0], values[-1])
        else:
            day_only = ":" not in words[1]
            at = words[0] if day_only else f"{words[0]} {words[1]}"
            word, *more = words[1:] if day_only else words[2:]
            if word == "known":
                about["known"] = at
                about["first"] = more
            elif word in STAGES:
                last["stage_changes"].append(f"{person},{word},{at},{' '.join(more)}")
            elif word == "deal":
                key = f"{story.name}-{number}"
                was = [word[4:].replace("@", " ") for word in more if word.startswith("was=")]
                more = [word for word in more if not word.startswith("was=")]
                last["opportunities"] += _deal(key, person, at, more)
                for before in was:
                    tables[FIRST_EXPORT]["opportunities"] += _deal(key, person, at, before.split())
            else:
                last["activities"].append(
                    _activity(f"{story.name}-{number}", person, word, at, more)
                )
    for person, about in people.items():
        for index, day in enumerate((FIRST_EXPORT, LAST_EXPORT)):
            known = about["known"]
            if index == 0 and known > FIRST_EXPORT[:10]:
                continue
            owner = about.get("owned", ("u1", "u1"))[index]
            stage = about.get("seen", ("", ""))[index].replace("nothing", "")
            first = about["first"]
            origin = ",".join(
                _word(first, name, index) for name in ("source", "campaign", "country")
            )
            local = _word(first, "mail") or person.replace("@", ".")
            mail = f"{local}@{story.name.replace('_', '-')}.example"
            tables[day]["people"].append(
                f"{person},{mail},{story.name},{story.name},{owner},{stage},{origin},{known},"
            )


def _activity(key: str, person: str, kind: str, at: str, more: list[str]) -> str:
    user = _word(more, "by")
    is_done = "false" if "undone" in more else ""
    is_automated = "true" if "automated" in more else ""
    direction = "inbound" if "inbound" in more else ""
    origin = f"{_word(more, 'source')},{_word(more, 'campaign')}"
    return f"{key},{person},{kind},{at},{user},{direction},{is_done},{is_automated},{origin}"


def _deal(key: str, person: str, at: str, more: list[str]) -> list[str]:
    kind = _word(more, "type")
    together = [person, *(person + word for word in more if word.startswith("@"))]
    stage, *rest = [word for word in more if not word.startswith(("type=", "@"))]
    closed = rest.pop(0) if stage != "open" and rest else ""
    amount, currency = (*rest, "", "")[:2]
    return [
        f"{key},{member},Deal {key},{amount},{currency},{stage},{kind},{at},{closed}"
        for member in together
    ]


def _word(more: list[str], name: str, export: int = 0) -> str:
    """What follows `name=`, an underscore read as a space; `a->b` is a in the first export."""
    found = (word.partition("=") for word in more)
    value = next((value for key, _, value in found if key == name), "")
    return value.replace("_", " ").split("->")[-export]
