"""What goes back to the tools: files over published tables written by hand, and a real night's."""

import csv
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration import feedback
from orchestration.errors import DamagedLedger
from orchestration.feedback import GivenBack, give_back
from orchestration.ledger.sent import sent_before
from orchestration.loading.declarations import Declarations, read_declarations
from orchestration.settings import load_settings

ZONE = "Europe/Paris"
AS_OF = datetime(2026, 10, 4, 22, 30)

RETURNED = "marketo/lead_returned_leads"
CONTACTS = "hubspot/contact_returned_leads"

Returned = tuple[str, str, str, str | None, str | None]


@pytest.fixture(scope="module")
def declarations() -> Declarations:
    """Those of the project."""
    return read_declarations(load_settings())


def publish(home: Path, returned: list[Returned], as_of: datetime = AS_OF) -> None:
    """Published tables with these rows: system, record id, decision, reason, source."""
    home.mkdir(exist_ok=True)
    (home / "marts.duckdb").unlink(missing_ok=True)
    with duckdb.connect(str(home / "marts.duckdb")) as marts:
        marts.execute("create schema quality; create schema feedback")
        marts.execute("create table quality.build as select ?::timestamp as as_of", [as_of])
        marts.execute(
            "create table feedback.returned_leads (system varchar, object varchar, "
            "record_id varchar, decision varchar, reason_code varchar, action varchar, "
            "source varchar, campaign varchar, decided_at timestamp)"
        )
        marts.execute(
            "create table feedback.engagement (system varchar, object varchar, record_id varchar, "
            "current_stage varchar, first_engaged_at timestamp, first_asset varchar, "
            "missing_fields varchar, "
            "last_engaged_at timestamp, last_assets varchar, engagements bigint, "
            "mql_at timestamp, mql_basis varchar, fit_points integer, engagement_points integer)"
        )
        for system, record_id, decision, reason, source in returned:
            marts.execute(
                "insert into feedback.returned_leads values "
                "(?, ?, ?, ?, ?, 'nurture', ?, '=1+1', '2026-09-01 08:00:00')",
                [
                    system,
                    "contact" if system == "hubspot" else "lead",
                    record_id,
                    decision,
                    reason,
                    source,
                ],
            )


def rows(given_back: GivenBack, name: str, which: str) -> list[list[str]]:
    """The rows of a file without its header."""
    assert given_back.folder is not None
    with (given_back.folder / f"{name}_{which}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def test_the_first_file_is_whole_under_the_headings_of_the_tool(
    tmp_path: Path, declarations: Declarations
) -> None:
    """No cell is a formula, times say that they are UTC, null is empty."""
    publish(tmp_path, [("marketo", "7", "rejected", "no_budget", None)])
    given_back = give_back(tmp_path, declarations, ZONE)
    assert given_back.changed == {RETURNED: 1}
    assert given_back.folder is not None
    file = given_back.folder / f"{RETURNED}_full.csv"
    assert file.read_text("utf-8") == (
        "id,accordDecision,accordReasonCode,accordAction,accordSource,accordCampaign,"
        "accordDecidedAt\n7,rejected,no_budget,nurture,,'=1+1,2026-09-01T08:00:00Z\n"
    )
    assert rows(given_back, RETURNED, "changed") == rows(given_back, RETURNED, "full")


def test_later_files_hold_what_is_new_what_changed_and_what_was_taken_back(
    tmp_path: Path, declarations: Declarations
) -> None:
    """And the full file everything; of the earlier night, what changed in it is kept."""
    publish(
        tmp_path,
        [
            ("marketo", "1", "rejected", "no_budget", "Web"),
            ("marketo", "2", "rejected", "no_budget", "Web"),
            ("marketo", "3", "recycled", "bad_timing", "Web"),
        ],
    )
    first = give_back(tmp_path, declarations, ZONE)
    publish(
        tmp_path,
        [
            ("marketo", "1", "rejected", "no_budget", "Web"),
            ("marketo", "3", "rejected", "no_need", "Web"),
            ("marketo", "4", "recycled", "bad_timing", "Web"),
        ],
    )
    second = give_back(tmp_path, declarations, ZONE)
    assert [row[:3] for row in rows(second, RETURNED, "changed")] == [
        ["3", "rejected", "no_need"],
        ["4", "recycled", "bad_timing"],
        ["2", "withdrawn", ""],
    ]
    assert [row[0] for row in rows(second, RETURNED, "full")] == ["1", "3", "4"]
    assert first.folder is not None
    kept = [file.name for file in first.folder.rglob("*.csv")]
    assert kept == ["lead_returned_leads_changed.csv"]


def test_where_nothing_changed_no_folder_is_made(
    tmp_path: Path, declarations: Declarations
) -> None:
    publish(tmp_path, [("marketo", "1", "rejected", "no_budget", "Web")])
    first = give_back(tmp_path, declarations, ZONE)
    assert give_back(tmp_path, declarations, ZONE) == GivenBack(None, {})
    assert [path.name for path in (tmp_path / "feedback").iterdir()] == [
        first.folder.name if first.folder else ""
    ]


def test_the_last_row_that_is_taken_back_is_told_too(
    tmp_path: Path, declarations: Declarations
) -> None:
    publish(tmp_path, [("marketo", "1", "rejected", "no_budget", "Web")])
    give_back(tmp_path, declarations, ZONE)
    publish(tmp_path, [])
    given_back = give_back(tmp_path, declarations, ZONE)
    assert rows(given_back, RETURNED, "changed") == [["1", "withdrawn", "", "", "", "", ""]]
    assert rows(given_back, RETURNED, "full") == []


@pytest.mark.parametrize("step", ["write_text", "rename"])
def test_a_folder_appears_whole_or_not_at_all(
    tmp_path: Path, declarations: Declarations, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """A crash between two files, or with the last, leaves those of the night before.

    And is made good by the next.
    """
    publish(tmp_path, [("marketo", "1", "rejected", "no_budget", "Web")])
    give_back(tmp_path, declarations, ZONE)
    before = contents(tmp_path)
    publish(
        tmp_path,
        [
            ("marketo", "1", "rejected", "no_need", "Fair"),
            ("hubspot", "5", "rejected", "no_need", "Fair"),
        ],
    )
    done = getattr(Path, step)

    def fail(file: Path, *arguments: Any) -> Any:
        if "marketo" in str(file) or file.suffix == ".part":
            raise OSError("No space left on device")
        return done(file, *arguments)

    with monkeypatch.context() as patched:
        patched.setattr(Path, step, fail)
        with pytest.raises(OSError, match="No space"):
            give_back(tmp_path, declarations, ZONE)
    assert contents(tmp_path) == before
    assert [sent[:2] for sent in sent_before(tmp_path, datetime(2100, 1, 1))] == [
        ("no_budget", "Web")
    ]
    given_back = give_back(tmp_path, declarations, ZONE)
    assert given_back.changed == {RETURNED: 1, CONTACTS: 1}
    assert rows(given_back, CONTACTS, "full")[0][:3] == ["5", "rejected", "no_need"]
    assert list((tmp_path / "feedback").glob(".*")) == []


def contents(home: Path) -> dict[str, str]:
    """What a reader finds: each file of a night's folder, and its text."""
    files = (home / "feedback").glob("2*/*/*.csv")
    return {str(file.relative_to(home)): file.read_text("utf-8") for file in files}


# The record's own id as the tool's import matches it, and how it writes the name of a field.
IMPORTS = {
    "salesforce": ("Id", r"Accord(_[A-Z][A-Za-z]*)+__c"),
    "hubspot": ("Record ID", r"Accord( [A-Za-z]+)+"),
    "marketo": ("id", r"accord([A-Z][a-z]+)+"),
    "pardot": ("matchId", r"Accord(_[A-Z][A-Za-z]*)+__c"),
    "pipedrive": ("Pipedrive System ID", r"Accord( [A-Za-z]+)+"),
    "brevo": ("CONTACT ID", r"ACCORD(_[A-Z]+)+"),
    "eloqua": ("Id", r"C_Accord(_[A-Z][A-Za-z]*)+1"),
    "zoho": ("Record Id", r"Accord( [A-Za-z]+)+"),
    "activecampaign": ("Contact ID", r"Accord( [a-z]+)+"),
    "template": ("id", r"accord(_[a-z]+)+"),
}


@pytest.mark.parametrize("system", IMPORTS)
def test_a_file_is_headed_as_the_import_of_its_tool_asks(
    declarations: Declarations, system: str
) -> None:
    """The id of the record first, then fields by the tool's own kind of name, each once."""
    key, name = IMPORTS[system]
    files = declarations[system].feedback
    assert files
    for file in files:
        (first, of_id), *others = file.columns
        assert (first, of_id) == (key, "record_id")
        headings = [heading for heading, _ in others]
        assert [each for each in headings if not re.fullmatch(name, each) or len(each) > 40] == []
        assert len({heading.lower() for heading in headings}) == len(headings)


def test_a_night_reads_what_earlier_nights_sent_and_not_what_it_sent_itself(
    tmp_path: Path, declarations: Declarations
) -> None:
    """By the day of the night's cut-off in the company's zone; the first night counts."""
    publish(
        tmp_path,
        [
            ("marketo", "1", "rejected", "no_budget", "Web"),
            ("marketo", "2", "rejected", "no_budget", None),
        ],
    )
    give_back(tmp_path, declarations, ZONE)
    later = datetime(2026, 10, 11, 22, 30)
    publish(tmp_path, [("marketo", "1", "rejected", "no_budget", "Web")], later)
    give_back(tmp_path, declarations, ZONE)
    assert sent_before(tmp_path, AS_OF) == []
    assert sent_before(tmp_path, later) == [
        ("no_budget", "(unknown)", date(2026, 10, 5)),
        ("no_budget", "Web", date(2026, 10, 5)),
    ]


def test_a_run_in_the_past_makes_the_first_day_an_earlier_one(
    tmp_path: Path, declarations: Declarations
) -> None:
    returned: list[Returned] = [("marketo", "1", "rejected", "no_budget", "Web")]
    publish(tmp_path, returned)
    give_back(tmp_path, declarations, ZONE)
    publish(tmp_path, returned, datetime(2026, 9, 1, 12))
    give_back(tmp_path, declarations, ZONE)
    assert sent_before(tmp_path, AS_OF) == [("no_budget", "Web", date(2026, 9, 1))]


def test_a_damaged_ledger_is_named_with_its_line(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger" / "feedback_sent.csv"
    ledger.parent.mkdir()
    ledger.write_text("reason_code,source,first_sent_on,as_of\nno_budget,Web,soon,\n", "utf-8")
    with pytest.raises(DamagedLedger, match=r"feedback_sent\.csv, line 2: found .*soon"):
        sent_before(tmp_path, AS_OF)


def test_every_column_that_a_tool_asks_for_is_published(
    night: Path, declarations: Declarations
) -> None:
    """Of the sample's night, the files of both tools are there, and each record stands once."""
    with duckdb.connect(str(night), read_only=True) as marts:
        published: dict[str, set[str]] = {}
        for table, column in marts.execute(
            "select table_name, column_name from duckdb_columns() where schema_name = 'feedback'"
        ).fetchall():
            published.setdefault(table, set()).add(column)
    for system in declarations.values():
        for each in system.feedback:
            assert {column for _, column in each.columns} <= published[each.kind], system.name
    folder = max((night.parent / "feedback").glob("2*"))
    files = sorted(str(file.relative_to(folder)) for file in folder.rglob("*_full.csv"))
    assert files == [
        "marketo/lead_returned_leads_full.csv",
        "salesforce/contact_engagement_full.csv",
        "salesforce/lead_engagement_full.csv",
    ]
    for file in files:
        with (folder / file).open(encoding="utf-8", newline="") as opened:
            ids = [row[0] for row in csv.reader(opened)]
        assert len(ids) == len(set(ids)) > 10


def test_a_kind_is_withdrawn_in_words_of_its_own_columns(declarations: Declarations) -> None:
    declared = {each.kind: each for system in declarations.values() for each in system.feedback}
    for kind, words in feedback.WITHDRAWN.items():
        assert words.keys() <= {column for _, column in declared[kind].columns}
