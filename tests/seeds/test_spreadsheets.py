"""What spreadsheets make of a file of the agreement is read, or told once with its place."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.agreement.editing import with_cells, with_rows
from orchestration.seeds import SeedProblem, check_seeds, lay_project
from tests.seeds.agreements import put_file, write_agreement

RULES = "agreement_version,rule_code,kind,subject,operator,value,within_days,points"

Rewritten = Callable[[str], str | bytes]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The seeds of a company with two signed versions."""
    write_agreement(tmp_path / "own")
    return tmp_path / "own"


def saved(own: Path, name: str, rewritten: Rewritten) -> Path:
    """One file of the agreement, written otherwise."""
    text = (own / "agreement" / f"{name}.csv").read_text("utf-8")
    return put_file(own, name, rewritten(text))


def each_line(change: Callable[[str], str]) -> Rewritten:
    """A file of which each line is changed."""
    return lambda text: "".join(f"{change(line)}\n" for line in text.splitlines())


READ: dict[str, Rewritten] = {
    "a line that names the delimiter": lambda text: "sep=;\n" + text.replace(",", ";"),
    "such a line in quotes": lambda text: '"sep=;"\r\n' + text.replace(",", ";"),
    "columns without anything": each_line(lambda line: f"{line},,"),
    "surplus cells without anything": lambda text: text.replace("20\n", "20,,\n"),
    "lines without anything": lambda text: f"{text},,,,,,,\n\n,,,,,,,\n",
    "line ends of an old Macintosh": lambda text: text.replace("\n", "\r"),
    "no-break spaces around a cell": lambda text: text.replace(",big,", ",\u00a0big\u202f,"),
    "blanks around a cell": lambda text: text.replace(",fit,", ", fit ,"),
    "blanks of no width": lambda text: text.replace(",fit,", ",\u200bfit\ufeff,"),
}


@pytest.mark.parametrize("rewritten", READ.values(), ids=READ)
def test_what_means_the_same_is_read_the_same(
    own: Path, tmp_path: Path, rewritten: Rewritten
) -> None:
    def laid() -> list[list[str]]:
        project = lay_project(tmp_path / "home", own)
        with (project / "seeds/agreement/mql_rules.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    before = laid()
    saved(own, "mql_rules", rewritten)
    assert check_seeds(own) == []
    assert laid() == before


def test_an_accent_in_two_signs_is_laid_as_one(own: Path, tmp_path: Path) -> None:
    saved(own, "required_information", lambda text: text.replace("Fonction", "Me\u0301tier"))
    project = lay_project(tmp_path / "home", own)
    laid = (project / "seeds/agreement/required_information.csv").read_text("utf-8")
    assert laid.endswith("Job title,Métier\n")


TOLD: dict[str, tuple[str, Rewritten, int, str | None, str]] = {
    "a header twice": (
        "mql_rules",
        lambda text: f"{text}{RULES}\n",
        6,
        None,
        "found the header again; expected it once. Remove the line",
    ),
    "a title above the header": (
        "mql_rules",
        lambda text: f"Our rules,,,,,,,\n{text}",
        1,
        None,
        f"found 'Our rules'; expected the header {RULES}. Remove what stands above line 2",
    ),
    "no header": (
        "mql_rules",
        lambda text: text.removeprefix(f"{RULES}\n"),
        1,
        None,
        f"expected the header {RULES}. Write it as the first line",
    ),
    "a column renamed": (
        "mql_rules",
        lambda text: text.replace("rule_code", "Rule Code"),
        1,
        "Rule Code",
        "Rename it to rule_code",
    ),
    "a column twice": (
        "mql_rules",
        each_line(lambda line: f"{line},{line.split(',')[-1]}"),
        1,
        "points",
        "found it twice; expected each column once. Remove one",
    ),
    "a line of totals": (
        "index_weights",
        lambda text: f"{text},Total,1,,\n",
        4,
        "agreement_version",
        "found nothing; expected a value in every row",
    ),
    "a number of a version with decimals": (
        "mql_rules",
        lambda text: text.replace("2,big", "2.0,big"),
        2,
        "agreement_version",
        "found '2.0'; expected a whole number. Write 2.",
    ),
    "no number of a version": (
        "mql_rules",
        lambda text: text.replace("2,big", "\u00a0,big"),
        2,
        "agreement_version",
        "found nothing",
    ),
    "a cell too few": (
        "mql_rules",
        lambda text: text.replace("200,,20", "200,20"),
        2,
        None,
        "found 7 cells; expected 8 as in the header",
    ),
    "a decimal comma": (
        "index_weights",
        lambda text: text.replace("0.6", '"0,6"'),
        2,
        "weight",
        "Write 0.6.",
    ),
    "thousands apart": (
        "commitments",
        lambda text: text.replace("at_least,40", "at_least,1\u202f000"),
        2,
        "target",
        "Write 1000.",
    ),
    "per cent": (
        "commitments",
        lambda text: text.replace("at_least,0.9", "at_least,90 %"),
        3,
        "target",
        "Write 0.9.",
    ),
    "a day written as in France": (
        "pilots",
        lambda text: text.replace("2026-09-30", "30/09/2026"),
        2,
        "ends_on",
        "Write 2026-09-30.",
    ),
    "a day that may be two": (
        "pilots",
        lambda text: text.replace("2026-08-01", "01/02/2026"),
        2,
        "starts_on",
        "found '01/02/2026'; expected a date as YYYY-MM-DD. Write it in that form.",
    ),
    "a day as a spreadsheet counts it": (
        "pilots",
        lambda text: text.replace("2026-08-01", "46235"),
        2,
        "starts_on",
        "Write 2026-08-01.",
    ),
    "a day with midnight": (
        "pilots",
        lambda text: text.replace("2026-08-01", "2026-08-01 00:00:00"),
        2,
        "starts_on",
        "Write 2026-08-01.",
    ),
}


@pytest.mark.parametrize(("name", "rewritten", "line", "column", "words"), TOLD.values(), ids=TOLD)
def test_what_cannot_be_read_is_told_once(
    own: Path, name: str, rewritten: Rewritten, line: int, column: str | None, words: str
) -> None:
    file = saved(own, name, rewritten)
    problem = told(own)
    assert (problem.file, problem.line, problem.column) == (file, line, column)
    assert words in str(problem)


def told(own: Path) -> SeedProblem:
    """The one problem of the company's seeds."""
    [problem] = check_seeds(own)
    return problem


@pytest.mark.parametrize("word", ["VRAI", "oui", "1", "Yes"])
def test_a_word_for_yes_is_told_with_what_to_write(own: Path, word: str) -> None:
    file = own / "calendars" / "holidays.csv"
    file.parent.mkdir()
    header = "calendar,holiday_on,holiday_name,is_closed"
    file.write_text(f"{header}\ndefault,2026-12-24,Eve,{word}\n", "utf-8")
    assert f"found '{word}'; expected true or false. Write true." in str(told(own))


@pytest.mark.parametrize("name", ["MQL_Rules.csv", "mql_rules.CSV", "mql rules.csv"])
def test_a_file_under_another_name_is_told_and_not_what_it_then_lacks(own: Path, name: str) -> None:
    file = own / "agreement" / "mql_rules.csv"
    file.rename(file.with_name(name))
    problem = told(own)
    assert problem.file.name == name
    assert "agreement/mql_rules.csv" in problem.advice


def test_a_second_file_of_a_name_is_told_and_the_first_is_read(own: Path) -> None:
    file = own / "agreement" / "mql_rules.csv"
    file.with_name("mql_rules (1).csv").write_bytes(file.read_bytes())
    assert "put its rows into agreement/mql_rules.csv, which is there too" in str(told(own))


def test_a_file_with_empty_columns_is_signed_as_it_stands() -> None:
    content = b"sep=;\r\na;b;;\r\n1;x;;\r\n"
    cells = with_cells(content, 3, {"b": "y", "c": "z"})
    assert cells == b"sep=;\r\na;b;c\r\n1;y;z\r\n"
    assert with_rows(content, [{"a": "2"}]) == b"sep=;\r\na;b;;\r\n1;x;;\r\n2;\r\n"
