"""Handoffs of which the teams ruled what was a touch, whatever the tools make of it.

All are handed off at one moment, in force of version 1, which asks for a touch within 240 minutes.
"""

from dataclasses import dataclass, field

from tests.stories.agreed import Told

HANDED_OFF = "2026-02-03 12:30:00"


@dataclass(frozen=True)
class Case:
    """What happened to one lead and what was ruled: its first touch, and the rulings applied.

    `found` is what the definitions make of each ruled activity, were nothing ruled.
    Activities are (key, kind, time of the day of the handoff, who and the further cells). Rulings
    are (id, key of the activity, ruling, day).
    """

    name: str
    activities: list[tuple[str, str, str, str]]
    rulings: list[tuple[str, str, str, str]]
    first_touch: str | None
    applied: str | None
    found: dict[str, tuple[bool | None, str]] = field(default_factory=dict)


CASES = (
    Case(
        "form_is_one",
        [("f1", "form", "13:00", ",,,,,")],
        [("RF", "f1", "counts_as_touch", "2026-06-01")],
        "13:00",
        "RF",
        {"RF": (False, "no_touch")},
    ),
    Case(
        "cadence_mail_is_one",
        [("e1", "email", "13:10", "u1,,,true,,")],
        [("RE", "e1", "counts_as_touch", "2026-06-01")],
        "13:10",
        "RE",
        {"RE": (False, "no_touch")},
    ),
    Case(
        "inbound_call_is_one",
        [("i1", "call", "13:20", "u1,inbound,,,,"), ("i2", "call", "13:40", "u1,,,,,")],
        [("RI", "i1", "counts_as_touch", "2026-06-01")],
        "13:20",
        "RI",
        {"RI": (False, "no_touch")},
    ),
    Case(
        "call_is_none",
        [("c1", "call", "13:00", "u1,,,,,"), ("c2", "meeting", "14:00", "u1,,,,,")],
        [("RC", "c1", "does_not_count", "2026-06-01")],
        "14:00",
        "RC",
        {"RC": (False, "touch")},
    ),
    Case(
        "none_of_three_is_one",
        [
            ("n1", "call", "13:00", "u1,,,,,"),
            ("n2", "meeting", "14:00", "u1,,,,,"),
            ("n3", "task", "15:00", "u1,,true,,,"),
        ],
        [
            ("RN1", "n1", "does_not_count", "2026-06-01"),
            ("RN2", "n2", "does_not_count", "2026-06-01"),
            ("RN3", "n3", "does_not_count", "2026-06-02"),
        ],
        None,
        "RN1, RN2, RN3",
        {"RN1": (False, "touch"), "RN2": (False, "touch"), "RN3": (False, "touch")},
    ),
    Case(
        # the later ruling holds; the definitions are right of the first and of the third
        "ruled_twice",
        [("t1", "call", "13:00", "u1,,,,,"), ("t2", "click", "14:00", ",,,,,")],
        [
            ("RT1", "t1", "counts_as_touch", "2026-06-01"),
            ("RT2", "t1", "does_not_count", "2026-06-02"),
            ("RT3", "t2", "does_not_count", "2026-06-03"),
            ("RT4", "t2", "counts_as_touch", "2026-06-04"),
        ],
        "14:00",
        "RT2, RT4",
        {
            "RT1": (True, "touch"),
            "RT2": (False, "touch"),
            "RT3": (True, "no_touch"),
            "RT4": (False, "no_touch"),
        },
    ),
    Case(
        # of two rulings of one day, the one of the higher id
        "ruled_twice_on_one_day",
        [("d1", "call", "13:00", "u1,,,,,")],
        [
            ("RD2", "d1", "does_not_count", "2026-06-01"),
            ("RD1", "d1", "counts_as_touch", "2026-06-01"),
        ],
        None,
        "RD2",
    ),
    Case(
        "ruled_after_the_exports",
        [("l1", "call", "13:00", "u1,,,,,")],
        [("RL", "l1", "does_not_count", "2026-11-01")],
        "13:00",
        None,
    ),
    Case(
        # c2 is the meeting of another case, and stays a touch there
        "ruled_of_anothers_activity",
        [("o1", "call", "13:00", "u1,,,,,")],
        [("RO", "c2", "does_not_count", "2026-06-01")],
        "13:00",
        None,
        {"RO": (None, "unknown")},
    ),
)

# Two records of one address are one person: what was ruled of the second record is of the first's.
TWIN, SECOND_RECORD = "one_of_two", "two_of_two"


def tell(told: Told) -> list[str]:
    """Tell each case. Returns the rows of the rulings."""
    rulings = []
    for case in CASES:
        told.person(case.name)
        told.stage(case.name, "mql", HANDED_OFF)
        for key, kind, at, more in case.activities:
            told.activity(key, case.name, kind, f"2026-02-03 {at}:00", more)
        rulings += [_ruling(ruling, case.name, *rest) for ruling, *rest in case.rulings]
    told.person(TWIN, "twin@twin.example")
    told.person(SECOND_RECORD, "twin@twin.example")
    told.stage(TWIN, "mql", HANDED_OFF)
    told.activity("w1", SECOND_RECORD, "call", "2026-02-03 13:00:00", "u1,,,,,")
    told.activity("w2", SECOND_RECORD, "visit", "2026-02-03 14:00:00")
    return [
        *rulings,
        _ruling("RW1", SECOND_RECORD, "w1", "does_not_count", "2026-06-01"),
        # named by the record that it is not of: it is of the same person
        _ruling("RW2", TWIN, "w2", "counts_as_touch", "2026-06-01"),
    ]


def _ruling(ruling: str, person: str, key: str, what: str, day: str) -> str:
    return f"{ruling},template:person:{person},,{what},template:activity:{key},Heads,{day},"
