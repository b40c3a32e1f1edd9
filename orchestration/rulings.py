"""The rulings of both teams as test cases of a version: `accord agreement verify --version V`.

The version is in force from the first day to the last that the exports know, and the definitions
say of each dispute what they would without the ruling: `agreement.rulings_checked`, computed anew
of what the version changes. Nothing that is published is touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from orchestration.agreement import Agreement
from orchestration.databases import connected
from orchestration.errors import BadAgreement
from orchestration.settings import RunOptions
from orchestration.versions_tried import Span, version_tried

CHECKED = "rulings_checked"
# The day on which the shipped version starts.
EVER = date(1900, 1, 1)


@dataclass(frozen=True)
class Ruling:
    """A ruling, as its row says, and what the definitions say without it.

    `is_met` is None where no export has the person, or the activity as theirs. What is published
    says the same of the version that was in force; None, too, of a ruling given since.
    """

    row: Mapping[str, str]
    is_met: bool | None
    found: str
    is_met_as_published: bool | None


@dataclass(frozen=True)
class RulingsChecked:
    """The rulings given by the last day that the exports know, under one version."""

    version: str
    day: date
    rulings: tuple[Ruling, ...]

    @property
    def met(self) -> int:
        """How many the version gets right."""
        return sum(each.is_met is True for each in self.rulings)

    @property
    def missed(self) -> list[Ruling]:
        """Those that it gets wrong."""
        return [each for each in self.rulings if each.is_met is False]

    @property
    def unknown(self) -> list[Ruling]:
        """Those on somebody, or something, that no export has."""
        return [each for each in self.rulings if each.is_met is None]

    @property
    def met_as_published(self) -> int:
        """How many the versions then in force got right."""
        return sum(each.is_met_as_published is True for each in self.rulings)


def check_rulings(options: RunOptions, agreement: Agreement, version: str) -> RulingsChecked:
    """Hold a version against the rulings.

    Raises BadAgreement where there is none, BadUsage, BadSeeds, NoNight, BuildFailed, HomeIsBusy.
    """
    table = agreement.tables["rulings"]
    if not table.rows:
        raise BadAgreement(
            f"{table.file}: found no ruling; expected a row for each lead that both teams ruled "
            "on. Write what they ruled, then verify the version again"
        )
    with version_tried(
        options,
        int(version),
        lambda node: node["name"] == CHECKED,
        lambda night: Span(EVER, night.today),
        "what both teams ruled is compared with what its exports show",
    ) as tried:
        built, _computed = tried.under(int(version))
        night = tried.night
    with connected(built, read_only=True) as connection:
        found = connection.execute(
            f"select ruling_id, is_met, found from agreement.{CHECKED}"
        ).fetchall()
    with connected(night.build, read_only=True) as connection:
        published = dict(
            connection.execute(f"select ruling_id, is_met from agreement.{CHECKED}").fetchall()
        )
    told = {ruling_id: (is_met, what) for ruling_id, is_met, what in found}
    return RulingsChecked(
        version,
        night.today,
        tuple(
            Ruling(row, *told[row["ruling_id"]], published.get(row["ruling_id"]))
            for row in table.rows
            if row["ruling_id"] in told
        ),
    )


def rulings_summary(checked: RulingsChecked) -> dict[str, Any]:
    """What became of the rulings, with the keys that `--json` promises."""
    return {
        "given_until": checked.day,
        "given": len(checked.rulings),
        "met": checked.met,
        "missed": len(checked.missed),
        "unknown": len(checked.unknown),
        "met_as_published": checked.met_as_published,
        "rulings": [
            {
                **each.row,
                "is_met": each.is_met,
                "found": each.found,
                "is_met_as_published": each.is_met_as_published,
            }
            for each in checked.rulings
        ],
    }
