"""`accord agreement verify --version V`: what both teams ruled, as test cases of a version."""

import csv
import json
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner, Result

from orchestration.cli import app
from orchestration.settings import SHIPPED_SEEDS
from tests.nights import run_night, write_export

RULINGS = [
    # declared by a tool; only version 1 takes what a tool declares
    "declared,template:person:ada,2026-05-05,is_mql,,Heads,2026-06-01,",
    # nobody declared it, and no version gives points for it
    "overlooked,template:person:ben,2026-05-07,is_mql,,Heads,2026-06-01,",
    "refused,template:person:cleo,2026-05-05,is_not_mql,,Heads,2026-06-01,",
    "accepted,template:person:dan,2026-05-05,was_accepted,,Heads,2026-06-01,",
    "call,template:person:ada,,counts_as_touch,template:activity:a1,Heads,2026-06-01,",
    "newsletter,template:person:ada,,counts_as_touch,template:activity:a2,Heads,2026-06-01,",
    "stranger,template:person:nobody,2026-05-05,is_mql,,Heads,2026-06-01,",
    # after the last day that the exports know
    "later,template:person:ada,2026-05-05,is_mql,,Heads,2026-07-02,",
]


def verified(company: Path, *arguments: str) -> Result:
    places = [
        *("--home", str(company / "home")),
        *("--exports", str(company / "exports")),
        *("--seeds", str(company / "seeds")),
    ]
    return CliRunner().invoke(app, ["agreement", "verify", *arguments, *places])


def write_seed(company: Path, name: str, *lines: str) -> None:
    """Write a file of the agreement: that which is shipped, with these lines."""
    shipped = (SHIPPED_SEEDS / "agreement" / f"{name}.csv").read_text("utf-8")
    file = company / "seeds" / "agreement" / f"{name}.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(shipped + "".join(f"{line}\n" for line in lines), "utf-8")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company after a night; version 2, a draft, takes for an MQL what has 10 points."""
    folder = tmp_path_factory.mktemp("company")
    people = ("ada", "ben", "cleo", "dan")
    write_export(
        folder / "exports",
        "2026-07-01T0200Z",
        {
            "people": [
                "id,email,segment,created_at",
                *(f"{each},{each}@{each}.example,SMB,2026-05-04 10:00" for each in people),
            ],
            "stage_changes": [
                "person_id,stage,changed_at",
                *(f"{each},mql,2026-05-05 10:00" for each in people if each != "ben"),
                "dan,accepted,2026-05-06 10:00",
            ],
            "activities": [
                "id,person_id,activity_type,occurred_at,user_id",
                "a1,ada,call,2026-05-06 10:00,u1",
                "a2,ada,open,2026-05-06 11:00,",
            ],
        },
    )
    write_seed(folder, "rulings", *RULINGS)
    run_night(folder / "exports", folder / "home", seeds=folder / "seeds")
    versions = (SHIPPED_SEEDS / "agreement" / "agreement_versions.csv").read_text("utf-8")
    columns = next(csv.reader(versions.splitlines()))
    draft = {
        "agreement_version": "2",
        "effective_from": "2026-09-01",
        "owner": "Lea",
        "acceptance_rule": "explicit",
        "mql_basis": "scored",
        "fit_threshold": "10",
        "engagement_threshold": "0",
    }
    write_seed(folder, "agreement_versions", ",".join(draft.get(name, "") for name in columns))
    stages = (SHIPPED_SEEDS / "agreement" / "journey_stages.csv").read_text("utf-8")
    write_seed(
        folder,
        "journey_stages",
        *(f"2{line.removeprefix('1')}" for line in stages.splitlines()[1:]),
    )
    write_seed(folder, "sla_policies", "2,*,default,480,960,,")
    write_seed(folder, "mql_rules", "2,segment,fit,segment,is,Enterprise,,10")
    return folder


def found(company: Path, version: str) -> dict[str, tuple[bool | None, str]]:
    told = json.loads(verified(company, "--version", version, "--json").stdout)
    return {
        each["ruling_id"]: (each["is_met"], each["found"]) for each in told["rulings"]["rulings"]
    }


def test_the_version_in_force_says_what_is_published(company: Path) -> None:
    with duckdb.connect(str(company / "home" / "marts.duckdb"), read_only=True) as marts:
        published = {
            ruling: (is_met, what)
            for ruling, is_met, what in marts.execute(
                "select ruling_id, is_met, found from agreement.rulings_checked"
            ).fetchall()
        }
    assert found(company, "1") == published
    assert published == {
        "declared": (True, "declared"),
        "overlooked": (False, "no_mql"),
        "refused": (False, "declared"),
        "accepted": (True, "accepted"),
        "call": (True, "touch"),
        "newsletter": (False, "no_touch"),
        "stranger": (None, "unknown"),
    }


def test_a_draft_is_held_against_the_same_rulings(company: Path) -> None:
    """Nobody has its points: it overlooks two, is right of the one that was none."""
    assert found(company, "2") == {
        "declared": (False, "no_mql"),
        "overlooked": (False, "no_mql"),
        "refused": (True, "no_mql"),
        "accepted": (False, "no_handoff"),
        "call": (True, "touch"),
        "newsletter": (False, "no_touch"),
        "stranger": (None, "unknown"),
    }


def test_it_names_each_ruling_that_the_version_gets_wrong_in_either_language(
    company: Path,
) -> None:
    told = verified(company, "--version", "1")
    assert told.exit_code == 1
    assert "ruled until 1 July 2026: 3 of 6 right; as published, 3." in told.output
    assert (
        "refused: ruled no MQL, found an MQL that a tool declared "
        "(template:person:cleo, MQL of 5 May 2026)."
    ) in told.output
    assert "newsletter: ruled a touch, found no touch (template:activity:a2)." in told.output
    assert "No export has the person, or the activity as theirs, of stranger." in told.output
    assert "declared:" not in told.output
    french = verified(company, "--version", "1", "--lang", "fr").output
    assert "3 sur 6" in french
    assert "newsletter : tranché une prise de contact, constaté pas une prise de contact" in french


def test_what_cannot_be_verified_is_refused(company: Path, tmp_path: Path) -> None:
    assert "found no version 7" in " ".join(verified(company, "--version", "7").output.split())
    for folder in ("exports", "seeds", "home"):
        (tmp_path / folder).mkdir()
    refused = verified(tmp_path, "--version", "1")
    assert (refused.exit_code, "found no ruling" in refused.output) == (1, True)
    write_seed(tmp_path, "rulings", *RULINGS)
    refused = verified(tmp_path, "--version", "1")
    assert (refused.exit_code, "Nothing is published" in refused.output) == (1, True)
