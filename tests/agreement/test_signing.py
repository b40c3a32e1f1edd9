"""Two teams sign one version: what stands in the files, when it applies, what is noticed."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from orchestration.agreement import Agreement, content_hash
from orchestration.agreement.drafting import draft
from orchestration.cli import app
from orchestration.errors import BadSeeds
from orchestration.preflight import preflight
from orchestration.seeds import check_seeds, seed_remarks
from orchestration.seeds.seals import kept_file
from orchestration.settings import SAMPLE_EXPORTS, SHIPPED_SEEDS, RunOptions
from tests.nights import run_night
from tests.seeds.agreements import edit, put_file, saved, write_agreement

HOURS = "sla_policies"


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ACCORD_SEEDS", "ACCORD_EXPORTS", "ACCORD_HOME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The seeds of a company with a second version that nobody has signed."""
    write_agreement(tmp_path)
    edit(tmp_path, "agreement_versions", "Mia,2026-06-20,Sam,2026-06-25", ",,,")
    return tmp_path


def accord(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["agreement", *arguments])


def sign(own: Path, team: str, day: str) -> Result:
    return accord(
        "sign", "2", "--team", team, "--name", f"Léa of {team}", "--on", day, "--seeds", str(own)
    )


def sign_both(own: Path) -> None:
    for team, day in (("marketing", "2026-07-06"), ("sales", "2026-07-03")):
        assert sign(own, team, day).exit_code == 0


def the_row(own: Path) -> dict[str, str]:
    return dict(Agreement.read(own).row("2"))


def test_two_halves_are_in_force_from_the_later_day(own: Path) -> None:
    first = sign(own, "marketing", "2026-07-06")
    assert (first.exit_code, list(Agreement.read(own).spans())) == (0, ["1"])
    assert "applies to nothing before sales signs too" in first.output
    second = sign(own, "sales", "2026-07-03")
    assert "in force from 2026-07-06" in second.output
    row = the_row(own)
    assert row["marketing_signed_by"] == "Léa of marketing"
    assert (row["marketing_signed_on"], row["sales_signed_on"]) == ("2026-07-06", "2026-07-03")
    assert row["content_hash"] == content_hash(2, own)
    assert check_seeds(own) == seed_remarks(own) == []


def test_what_was_signed_is_kept_under_its_hash(own: Path) -> None:
    sign_both(own)
    kept = kept_file(own / "agreement" / "agreement_versions.csv", "2")
    assert kept == own / "agreement" / "signed" / "version_2.jsonl"
    assert len(kept.read_text("utf-8").splitlines()) == 1 + 10 + 2 + 4 + 1 + 2 + 2 + 1 + 2 + 1 + 1


@pytest.mark.parametrize("team", ["marketing", "sales"])
def test_one_signature_is_enough_to_notice_a_change(own: Path, team: str) -> None:
    sign(own, team, "2026-07-06")
    file, line = edit(own, HOURS, "Enterprise,default,240", "Enterprise,default,120")
    [problem] = check_seeds(own)
    assert (problem.file, problem.line, problem.column) == (
        file,
        line,
        "first_touch_business_minutes",
    )
    assert f"found '120'; expected '240', as {team} signed agreement_version 2" in str(problem)
    assert f"have {team} sign anew" in str(problem)


def test_a_changed_cell_stops_the_check_of_a_night(own: Path) -> None:
    sign_both(own)
    edit(own, "commitments", "at_least,40", "at_least,30")
    options = RunOptions(own.parent / "home", SAMPLE_EXPORTS, own)
    [problem] = preflight(options).seed_problems
    assert "column target: found '30'; expected '40', as marketing and sales signed" in problem
    assert "make the change in a new version" in problem


def test_a_changed_cell_stops_a_night_before_anything_is_loaded(own: Path, tmp_path: Path) -> None:
    sign_both(own)
    file, line = edit(own, HOURS, "Enterprise,default,240", "Enterprise,default,120")
    with pytest.raises(BadSeeds) as stopped:
        run_night(SAMPLE_EXPORTS, tmp_path / "night", seeds=own)
    assert str(stopped.value).startswith(
        f"{file}, line {line}, column first_touch_business_minutes: found '120'; expected '240', "
        "as marketing and sales signed agreement_version 2"
    )
    assert not (tmp_path / "night" / "landing").exists()


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("mql_rules", "2,student,exclusion,job_title,contains,student,,\n", "", "found a row less"),
        ("commitments", "2,speed,", "2,pace,", "column commitment_code: found 'pace'"),
        ("required_information", "2,*,job_title,", "2,SMB,website,Site,Site\n2,*,job_title,",
         "line 2: found a row more: agreement_version 2, segment SMB"),
        ("index_weights", "2,lead_acceptance,0.6,", "2,lead_acceptance,0.7,",
         "column weight: found '0.7'; expected '0.6'"),
        ("journey_stages", "2,sql,4,consideration,sales,marketing", "2,sql,4,consideration,sales,",
         "column supporting_team: found nothing; expected 'marketing'"),
    ],
)  # fmt: skip
def test_what_changed_is_named_whatever_it_is(
    own: Path, name: str, old: str, new: str, told: str
) -> None:
    sign_both(own)
    edit(own, name, old, new)
    [problem] = check_seeds(own)
    assert told in str(problem)


@pytest.mark.parametrize("delimiter", [",", ";"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_what_was_signed_may_be_saved_otherwise(own: Path, delimiter: str, encoding: str) -> None:
    """By a spreadsheet, under Windows, its rows sorted and its columns moved, numbers as 0.90."""
    sign_both(own)
    edit(own, "commitments", "at_least,0.9", "at_least,0.90")
    edit(own, "commitments", "at_least,40", "at_least,40.0")
    edit(own, "index_weights", "0.6,0.2,0.8", "0.60,0.20,0.8")
    for file in (own / "agreement").glob("*.csv"):
        header, *lines = csv.reader(file.read_text("utf-8").splitlines())
        moved = [",".join(reversed(cells)) for cells in (header, *reversed(lines))]
        text = saved("\n".join(moved) + "\n", delimiter, "\r\n")
        put_file(own, file.stem, text.encode(encoding))
    assert check_seeds(own) == seed_remarks(own) == []
    assert list(Agreement.read(own).spans()) == ["1", "2"]


def test_a_change_is_told_although_what_was_signed_is_not_kept(own: Path) -> None:
    sign_both(own)
    signed = content_hash(2, own)
    kept_file(own / "agreement" / "agreement_versions.csv", "2").unlink()
    assert check_seeds(own) == []
    edit(own, HOURS, "Enterprise,default,240", "Enterprise,default,120")
    [problem] = check_seeds(own)
    assert (problem.line, problem.column) == (3, "content_hash")
    assert signed in str(problem)
    assert content_hash(2, own) in str(problem)
    assert "agreement_version 2" in str(problem)


def test_a_copy_that_was_changed_says_nothing(own: Path) -> None:
    sign_both(own)
    kept = kept_file(own / "agreement" / "agreement_versions.csv", "2")
    kept.write_text(kept.read_text("utf-8").replace('"240"', '"120"'), "utf-8")
    edit(own, HOURS, "Enterprise,default,240", "Enterprise,default,120")
    assert "holds something else" in str(check_seeds(own)[0])


def test_the_second_team_hears_that_the_first_signed_something_else(own: Path) -> None:
    sign(own, "marketing", "2026-07-06")
    edit(own, HOURS, "Enterprise,default,240", "Enterprise,default,120")
    refused = sign(own, "sales", "2026-07-07")
    assert refused.exit_code == 1
    told = " ".join(refused.output.split())
    assert "version 2 is not what marketing (Léa of marketing, 2026-07-06) signed" in told
    assert "first_touch_business_minutes: signed '240', is '120'" in told
    assert the_row(own)["sales_signed_on"] == ""
    assert sign(own, "marketing", "2026-07-08").exit_code == 0
    assert "in force from 2026-07-08" in sign(own, "sales", "2026-07-07").output


def test_a_version_that_both_signed_is_not_signed_again(own: Path) -> None:
    sign_both(own)
    refused = sign(own, "sales", "2026-07-09")
    assert refused.exit_code == 1
    assert "accord agreement new NUMBER --from 2" in " ".join(refused.output.split())


def test_nobody_signs_what_a_night_would_refuse(own: Path) -> None:
    edit(own, "index_weights", "0.4,480", "0.3,480")
    refused = sign(own, "marketing", "2026-07-06")
    assert refused.exit_code == 1
    told = " ".join(refused.output.split())
    assert "0.9 in all over the 2 rows" in told
    assert "index_weights.csv, line 2, column weight" in told
    assert not (own / "agreement" / "signed").exists()


def test_a_signature_leaves_the_rest_of_a_spreadsheets_file_as_it_is(own: Path) -> None:
    file = own / "agreement" / "agreement_versions.csv"
    text = file.read_text("utf-8").replace("Lea", "Zoé").replace(",", ";").replace("\n", "\r\n")
    put_file(own, "agreement_versions", text.encode("cp1252"))
    sign_both(own)
    content = file.read_bytes()
    lines = content.decode("cp1252").split("\r\n")
    assert lines[:2] == text.split("\r\n")[:2]
    assert lines[2].startswith("2;2026-07-01;Zoé;explicit;either;30;20;Léa of marketing;2026-07-06")
    assert check_seeds(own) == []


def test_verify_names_each_version_that_changed(own: Path) -> None:
    sign_both(own)
    assert accord("verify", "--seeds", str(own)).exit_code == 0
    file, line = edit(own, HOURS, "Enterprise,default,240", "Enterprise,default,120")
    found = accord("verify", "--seeds", str(own), "--json")
    assert found.exit_code == 1
    told = json.loads(found.output)
    assert (told["status"], told["rulings"]) == ("changed", None)
    [version] = [each for each in told["versions"] if each["agreement_version"] == 2]
    assert version["is_changed"]
    [change] = version["changes"]
    assert (change["file"], change["line"], change["column"]) == (
        str(file),
        line,
        "first_touch_business_minutes",
    )
    assert (change["was"], change["is"]) == ("240", "120")


def test_verify_reads_in_both_languages(own: Path) -> None:
    sign_both(own)
    signed = "marketing (Léa of marketing, 2026-07-06)"
    assert (
        f"✓ Version 2 is what {signed} and sales (" in accord("verify", "--seeds", str(own)).output
    )
    told = accord("verify", "--lang", "fr", "--seeds", str(own)).output
    assert f"✓ La version 2 est telle que signée par le {signed} et les ventes (" in told
    edit(own, HOURS, "Enterprise,default,240", "Enterprise,default,120")
    told = accord("verify", "--lang", "fr", "--seeds", str(own)).output
    assert "colonne first_touch_business_minutes : signé « 240 », devenu « 120 »" in told


@pytest.mark.parametrize("name", ["=SUM(A1)", "\u202eaéL", "Head\nof marketing", "<b>Léa</b>", " "])
def test_who_signs_has_a_name_that_reads_as_it_is_written(own: Path, name: str) -> None:
    before = (own / "agreement" / "agreement_versions.csv").read_bytes()
    refused = accord("sign", "2", "--team", "sales", "--name", name, "--seeds", str(own))
    assert refused.exit_code != 0
    assert "--name" in refused.output
    assert (own / "agreement" / "agreement_versions.csv").read_bytes() == before


def test_a_signature_in_the_place_of_another_and_a_day_to_come_are_told(own: Path) -> None:
    told = accord(
        "sign", "2", "--team", "sales", "--name", "Zoé", "--on", "2126-07-01", "--seeds", str(own)
    ).output
    assert "2126-07-01 is still to come" in told
    told = accord(
        "sign", "2", "--team", "sales", "--name", "Sam", "--on", "2026-07-01", "--seeds", str(own)
    ).output
    assert "It takes the place of the signature of Zoé, 2126-07-01" in told


def test_without_a_version_each_command_says_what_to_do(own: Path) -> None:
    file = own / "agreement" / "agreement_versions.csv"
    put_file(own, "agreement_versions", file.read_text("utf-8").splitlines()[0] + "\n")
    for command in (
        ["show"],
        ["show", "1"],
        ["diff", "1", "2"],
        ["new", "3", "--from", "1"],
        ["sign", "1", "--team", "sales", "--name", "Sam"],
    ):
        told = " ".join(accord(*command, "--seeds", str(own)).output.split())
        assert "found no version at all; expected a row for each. Copy those of the" in told
    [problem] = check_seeds(own)
    assert (problem.file, problem.line, problem.found) == (file, 1, "no row")


def test_a_version_is_not_compared_with_itself(own: Path) -> None:
    assert "found 2, which is V1 too" in accord("diff", "2", "2", "--seeds", str(own)).output


def test_what_cannot_be_written_is_told_and_nothing_is_signed(own: Path) -> None:
    (own / "agreement" / "signed").write_text("", "utf-8")
    before = (own / "agreement" / "agreement_versions.csv").read_bytes()
    refused = sign(own, "sales", "2026-07-01")
    assert refused.exit_code == 1
    assert "version_2.jsonl cannot be written" in " ".join(refused.output.split())
    assert (own / "agreement" / "agreement_versions.csv").read_bytes() == before


def test_a_new_version_is_a_copy_in_the_companys_own_folder(tmp_path: Path) -> None:
    begun = accord(
        "new", "2", "--from", "1", "--effective-from", "2026-09-01", "--seeds", str(tmp_path)
    )
    assert begun.exit_code == 0
    files = {file.name for file in (tmp_path / "agreement").iterdir()}
    assert files == {"agreement_versions.csv", "journey_stages.csv", "sla_policies.csv"}
    row = the_row(tmp_path)
    assert (row["effective_from"], row["marketing_signed_on"]) == ("2026-09-01", "")
    agreement = Agreement.read(tmp_path)
    for seed in ("journey_stages", "sla_policies"):
        copied = [{**row, "agreement_version": "1"} for row in agreement.rows(seed, "2")]
        assert copied == agreement.rows(seed, "1")
    assert check_seeds(tmp_path) == []
    again = accord("new", "2", "--from", "1", "--seeds", str(tmp_path))
    assert (again.exit_code, "version 2 is there already" in again.output) == (1, True)
    unknown = accord("new", "3", "--from", "9", "--seeds", str(tmp_path))
    assert (unknown.exit_code, "found no version 9" in " ".join(unknown.output.split())) == (
        1,
        True,
    )


def test_what_accord_ships_is_not_edited() -> None:
    before = (SHIPPED_SEEDS / "agreement" / "agreement_versions.csv").read_bytes()
    refused = accord("new", "2", "--from", "1")
    assert (refused.exit_code, "is not edited" in refused.output) == (2, True)
    assert (SHIPPED_SEEDS / "agreement" / "agreement_versions.csv").read_bytes() == before


def test_a_version_begun_from_another_keeps_its_rows_and_their_texts(own: Path) -> None:
    draft((own,), "3", "2", None)
    header, *rows = csv.reader(
        (own / "agreement" / "mql_rules.csv").read_text("utf-8").splitlines()
    )
    second = [row[1:] for row in rows if row[0] == "2"]
    assert second
    assert [row[1:] for row in rows if row[0] == "3"] == second
    assert len(header) == 8
