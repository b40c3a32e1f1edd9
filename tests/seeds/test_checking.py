"""What `accord check` says of seeds, and how seeds are laid for dbt."""

import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.errors import BadSeeds
from orchestration.seeds import SeedProblem, check_seeds, lay_project, seed_remarks
from orchestration.settings import SAMPLE_SEEDS, SHIPPED_SEEDS

STATUS = "system,object,field,value,stage\n"
DECISIONS = (
    "decision_id,decided_on,meeting,decision,owner,team,due_on,done_on,metric,period_grain,"
    "dimension,dimension_value,expected,note\n"
)
HOURS = "calendar,weekday,opens_at,closes_at\n"
STAGES = "agreement/journey_stages.csv"


def put(own: Path, name: str, content: str | bytes) -> Path:
    file = own / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def the_problem(own: Path) -> SeedProblem:
    [problem] = check_seeds(own)
    return problem


def test_the_shipped_seeds_are_without_fault() -> None:
    assert check_seeds() == check_seeds(SAMPLE_SEEDS) == []
    assert seed_remarks() == []


@pytest.mark.parametrize(
    ("name", "content", "line", "column", "words"),
    [
        (
            "mappings/status_mapping.csv",
            STATUS + "salesforce,lead,status,Hot,mlq\n",
            2,
            "stage",
            "Write mql",
        ),
        (
            "mappings/status_mapping.csv",
            STATUS + 'salesforce,lead,status,"two\nlines",mql\nsalesforce,lead,status,,mql\n',
            4,
            "value",
            "found nothing",
        ),
        (
            "mappings/status_mapping.csv",
            STATUS + "salesforce,lead,status,In Work,sql\nsalesforce,Lead,status,in  work,mql\n",
            3,
            "system, object, field, value",
            "as in line 2",
        ),
        (
            "mappings/status_mapping.csv",
            "system,object,field,value,stages\n",
            1,
            "stages",
            "Rename it to stage",
        ),
        (
            "mappings/status_mapping.csv",
            STATUS + "salesforce,lead,status,Hot\n",
            2,
            None,
            "4 cells; expected 5",
        ),
        (
            "mappings/status_maping.csv",
            STATUS,
            1,
            None,
            "Rename it to mappings/status_mapping.csv",
        ),
        (
            "rituals/decisions.csv",
            DECISIONS + "a,2026-03-02,daily,Call,Head of sales,sales,2026-03-09,,,,,,,\n",
            2,
            "meeting",
            "one of weekly, monthly, quarterly",
        ),
        (
            "rituals/decisions.csv",
            DECISIONS + "a,2026-03-02,weekly,Call,Head of sales,sales,2026-03-01,,,,,,,\n",
            2,
            "due_on",
            "decided_on",
        ),
        (
            "rituals/decisions.csv",
            DECISIONS + "a,2026-03-02,weekly,Call,Head of sales,sales,2026-03-09,,leads,,,,,\n",
            2,
            "period_grain, dimension, expected",
            "metric",
        ),
        (
            "rituals/decisions.csv",
            DECISIONS
            + "a,2026-03-02,weekly,Call,Sales lead,sales,2026-03-09,,leads,week,source,,higher,\n",
            2,
            "dimension_value",
            "found nothing",
        ),
        (
            "rituals/insights.csv",
            "insight_id,heard_on,kind,topic,text,segment,source,campaign,heard_by\n"
            "i,2026-03-02,rumour,Price,Too dear,,,,sales\n",
            2,
            "kind",
            "one of objection, question, argument, need",
        ),
        ("mappings/status_mapping.csv", "", 1, None, "an empty file"),
        ("mappings/status_mapping.csv", b"PK\x03\x04xlsx", 1, None, "an Excel workbook"),
        ("mappings/status_mapping.csv", "a,b".encode("utf-16"), 1, None, "UTF-16"),
        ("mappings/status_mapping.csv", STATUS + 'a,"b\n', 2, None, "quotes that do not close"),
        (
            "mappings/role_mailboxes.csv",
            "local_part\ninfo\nInfo\n",
            3,
            "local_part",
            "as in line 2",
        ),
        (
            "calendars/holidays.csv",
            "calendar,holiday_on,holiday_name\ndefault,01/05/2026,Fête du Travail\n",
            2,
            "holiday_on",
            "a date as YYYY-MM-DD",
        ),
        (
            "calendars/currency_rates.csv",
            'rate_on,currency,rate\n2026-01-01,USD,"0,92"\n',
            2,
            "rate",
            "a number with a point",
        ),
        (
            "calendars/business_hours.csv",
            HOURS + "default,1,09:00,12:30\ndefault,1,12:00,18:00\n",
            3,
            "opens_at, closes_at",
            "overlaps the one of line 2",
        ),
        (
            "calendars/business_hours.csv",
            HOURS + "default,1,09:00,12:00\ndefault,2,18:00,09:00\n",
            3,
            "closes_at",
            "later than opens_at 18:00",
        ),
        (
            "calendars/business_hours.csv",
            HOURS + "default,8,09:00,12:00\n",
            2,
            "weekday",
            "one of 1, 2, 3",
        ),
        (
            "agreement/sla_policies.csv",
            "agreement_version,segment,calendar,first_touch_business_minutes,"
            "decision_business_minutes\n1,*,night shift,240,960\n",
            2,
            "calendar",
            "one of default, the values of calendar in business_hours.csv",
        ),
        (
            "agreement/sla_policies.csv",
            "agreement_version,segment,calendar,first_touch_business_minutes,"
            "decision_business_minutes\n1,*,default,-240,960\n",
            2,
            "first_touch_business_minutes",
            "expected a whole number, more than 0",
        ),
        (
            "calendars/currency_rates.csv",
            "rate_on,currency,rate\n2026-01-01,USD,0\n2026-01-02,USD,0.9\n",
            2,
            "rate",
            "for example 1234.5, more than 0",
        ),
        (
            "calendars/currency_rates.csv",
            "rate_on,currency,rate\n2026-01-01,EURO,1\n",
            2,
            "currency",
            "an ISO 4217 code",
        ),
        (
            "calendars/calendar_countries.csv",
            "calendar,country,subdivision\ndefault,UK,\n",
            2,
            "country",
            "found 'UK'; expected one of AF, AX, AL",
        ),
        (
            "calendars/calendar_countries.csv",
            "calendar,country,subdivision\ndefault,Frankreich,\n",
            2,
            "country",
            "Write FR",
        ),
        (
            "calendars/calendar_countries.csv",
            "calendar,country,subdivision\ndefault,DE,Bayren\n",
            2,
            "subdivision",
            "Write Bayern",
        ),
        (
            "calendars/calendar_countries.csv",
            "calendar,country,subdivision\ndefault,LU,Capellen\n",
            2,
            "subdivision",
            "expected nothing: the country has no such parts. Leave it empty",
        ),
        (
            "mappings/country_names.csv",
            "name,country_code\nThe States,USA\n",
            2,
            "country_code",
            "Write US",
        ),
        (
            "mappings/status_mapping.csv",
            STATUS + "salesfroce,lead,status,New,inquiry\n",
            2,
            "system",
            "Write salesforce",
        ),
    ],
)
def test_a_broken_seed_is_named_with_file_line_column_and_what_to_do(
    tmp_path: Path, name: str, content: str | bytes, line: int, column: str | None, words: str
) -> None:
    file = put(tmp_path, name, content)
    problems = [item for item in check_seeds(tmp_path) if item.column == column]
    assert [(item.file, item.line) for item in problems] == [(file, line)]
    assert words in str(problems[0])
    assert str(problems[0]).startswith(f"{file}, line {line}")


def test_windows_that_touch_do_not_overlap(tmp_path: Path) -> None:
    put(
        tmp_path,
        "calendars/business_hours.csv",
        HOURS + "default,1,09:00,12:00\ndefault,1,12:00,18:00\nother,1,10:00,11:00\n",
    )
    assert check_seeds(tmp_path) == []


def test_a_stage_has_exactly_one_pilot_in_each_version(tmp_path: Path) -> None:
    shipped = (SHIPPED_SEEDS / STAGES).read_text("utf-8").splitlines()
    sql = next(number for number, line in enumerate(shipped) if line.startswith("1,sql,"))
    file = put(tmp_path, STAGES, "\n".join([*shipped, shipped[sql]]) + "\n")
    twice = the_problem(tmp_path)
    assert (twice.file, twice.line) == (file, len(shipped) + 1)
    assert f"1, sql as in line {sql + 1}" in str(twice)
    put(tmp_path, STAGES, "\n".join(shipped[:sql] + shipped[sql + 1 :]) + "\n")
    assert "no row for sql of agreement_version 1" in str(the_problem(tmp_path))
    put(tmp_path, STAGES, shipped[0] + "\n")
    assert "no row for inquiry, mql, accepted" in str(the_problem(tmp_path))


VERSIONS = (SHIPPED_SEEDS / "agreement" / "agreement_versions.csv").read_text("utf-8")
SIGNED = (
    "2,2026-01-01,Head of revenue operations,explicit,declared,,,"
    "Head of marketing,2026-01-05,Head of sales,2026-01-06,\n"
)
DRAFT = SIGNED.replace("Head of sales,2026-01-06", ",")


def test_a_signed_version_without_targets_is_refused_and_an_unsigned_one_is_mentioned(
    tmp_path: Path,
) -> None:
    stages = (SHIPPED_SEEDS / STAGES).read_text("utf-8").splitlines()[1:]
    second = [f"2{line.removeprefix('1')}" for line in stages]
    put(tmp_path, STAGES, (SHIPPED_SEEDS / STAGES).read_text("utf-8") + "\n".join(second) + "\n")
    versions = put(tmp_path, "agreement/agreement_versions.csv", VERSIONS + SIGNED)
    problem = the_problem(tmp_path)
    assert problem.file.name == "sla_policies.csv"
    assert "found no row of agreement_version 2; expected at least one row" in str(problem)
    put(tmp_path, "agreement/agreement_versions.csv", VERSIONS + DRAFT)
    assert check_seeds(tmp_path) == []
    [unsigned, without_targets] = seed_remarks(tmp_path)
    assert (unsigned.file, unsigned.line) == (versions, 3)
    assert "column sales_signed_on: found nothing for agreement_version 2" in str(unsigned)
    assert "apply to nothing" in str(unsigned)
    assert "no row of agreement_version 2" in str(without_targets)


def test_settings_are_checked_with_the_seeds(tmp_path: Path) -> None:
    file = put(tmp_path, "settings.yml", "# own\ntime_zone: Paris\n")
    problem = the_problem(tmp_path)
    assert (problem.file, problem.line, problem.column) == (file, 2, "time_zone")


def test_the_check_of_seeds_needs_neither_dbt_nor_dagster_nor_a_database() -> None:
    code = (
        "import sys; from orchestration.seeds import check_seeds; check_seeds(); "
        "print(sorted({'dbt', 'dagster', 'duckdb', 'great_expectations'} "
        "& {name.split('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_a_seed_saved_by_a_french_spreadsheet_is_laid_as_dbt_reads_it(
    tmp_path: Path, encoding: str
) -> None:
    # without `is_closed`, which a file of an earlier version has not
    text = 'calendar;holiday_on;holiday_name\r\ndefault;2026-05-01;"Fête; travail"\r\n'
    put(tmp_path, "calendars/holidays.csv", text.encode(encoding))
    assert check_seeds(tmp_path) == []
    project = lay_project(tmp_path / "home", tmp_path)
    laid = (project / "seeds" / "calendars" / "holidays.csv").read_bytes()
    header, row = laid.decode().splitlines()
    assert header == "calendar,holiday_on,holiday_name,is_closed"
    assert row == "default,2026-05-01,Fête; travail,"


def test_own_seeds_lie_over_the_shipped_file_by_file_and_leave_when_removed(tmp_path: Path) -> None:
    mine = put(
        tmp_path, "mappings/reason_mapping.csv", "system,raw_reason,reason_code\n*,Foo,foo\n"
    )
    project = lay_project(tmp_path / "home", tmp_path)
    laid = project / "seeds" / "mappings"
    assert (laid / "reason_mapping.csv").read_text() == mine.read_text()
    shipped = SHIPPED_SEEDS / "mappings" / "status_mapping.csv"
    assert (laid / "status_mapping.csv").read_bytes() == shipped.read_bytes()
    mine.unlink()
    lay_project(tmp_path / "home", tmp_path)
    reasons = SHIPPED_SEEDS / "mappings" / "reason_mapping.csv"
    assert (laid / "reason_mapping.csv").read_bytes() == reasons.read_bytes()


def test_laying_again_rewrites_nothing(tmp_path: Path) -> None:
    project = lay_project(tmp_path)
    seed = project / "seeds" / "mappings" / "status_mapping.csv"
    before = seed.stat().st_mtime_ns
    assert lay_project(tmp_path) == project
    assert seed.stat().st_mtime_ns == before


def test_a_seed_that_is_no_table_is_not_laid(tmp_path: Path) -> None:
    put(tmp_path, "mappings/reason_mapping.csv", b"PK\x03\x04")
    with pytest.raises(BadSeeds, match="an Excel workbook"):
        lay_project(tmp_path / "home", tmp_path)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("status_mapping.csv", "mappings/status_mapping.csv"),
        ("mappings/reason_mapping.xlsx", "mappings/reason_mapping.csv"),
        ("agreement/status_mapping.csv", "mappings/status_mapping.csv"),
        ("settings.yaml", "settings.yml"),
    ],
)
def test_a_seed_that_would_not_be_read_is_told(tmp_path: Path, name: str, place: str) -> None:
    file = put(tmp_path, name, "system\n")
    told = [problem for problem in check_seeds(tmp_path) if problem.file == file]
    assert place in str(told[-1])


def test_a_folder_or_a_link_to_nothing_in_place_of_a_seed_is_told(tmp_path: Path) -> None:
    (tmp_path / "mappings" / "reason_mapping.csv").mkdir(parents=True)
    (tmp_path / "settings.yml").symlink_to(tmp_path / "gone.yml")
    assert [problem.file.name for problem in check_seeds(tmp_path)] == [
        "reason_mapping.csv",
        "settings.yml",
    ]
