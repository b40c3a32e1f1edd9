"""Each mistake that a person makes in a file of the agreement is told once, where it stands."""

from pathlib import Path

import pytest

from orchestration.seeds import SeedProblem, check_seeds, seed_remarks
from tests.seeds.agreements import edit, put_file, write_agreement


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The seeds of a company with two signed versions."""
    write_agreement(tmp_path)
    return tmp_path


def told(own: Path) -> SeedProblem:
    [problem] = check_seeds(own)
    return problem


def test_the_agreement_of_these_tests_is_without_fault(own: Path) -> None:
    assert check_seeds(own) == []
    [without_hash] = seed_remarks(own)
    assert "Nobody can tell whether it changed since, and it stays in force" in str(without_hash)


VERSION = "2,2026-07-01,Lea,explicit,either,30,20,Mia,2026-06-20,Sam,2026-06-25,"

MISTAKES = [
    # who answers for what
    ("journey_stages", "2,sql,4,consideration,sales,", "2,sql,4,consideration,,", "pilot_team",
     "found nothing; expected one of marketing, sales, customer_success. Fill it in"),
    ("journey_stages", "2,sql,4,consideration,sales,", "2,sql,4,consideration,slaes,", "pilot_team",
     "found 'slaes'; expected one of marketing, sales, customer_success. Write sales"),
    ("journey_stages", "2,sql,", "2,accepted,", "agreement_version, stage", "as in line 14"),
    ("journey_stages", "2,sql,", "2,sqll,", "stage", "Write sql"),
    ("commitments", "2,speed,sales,", "2,speed,Sales,", "team", "Write sales"),
    # versions
    ("agreement_versions", VERSION,
     "2,1900-01-01,Lea,explicit,either,30,20,Mia,1900-01-01,Sam,1900-01-01,", None,
     "a start on 1900-01-01, as in line 2"),
    ("agreement_versions", "Sam,2026-06-25", ",2026-06-25", "sales_signed_by",
     "found nothing beside sales_signed_on 2026-06-25"),
    # the scored MQL
    ("agreement_versions", "either,30,20", "either,36,20", "fit_threshold",
     "found 36, which nobody can reach; expected at most 35, what the rows of kind fit in "
     "mql_rules.csv give together"),
    ("agreement_versions", "either,30,20", "scored,,20", "fit_threshold",
     "found nothing; expected a whole number where mql_basis is scored"),
    ("agreement_versions", "either,30,20", "either,30,621", "engagement_threshold",
     "expected at most 620"),
    ("mql_rules", "2,demo,engagement,demo_request,,,30,20", "2,demo,engagement,demo_request,,,30,0",
     None, "expected at most 0, what the rows of kind engagement"),
    ("mql_rules", "big,fit,employees", "big,fit,job tilte", "subject",
     "found 'job tilte'; expected one of country, segment, job_title, employees, company_name, "
     "website, source, campaign where kind is fit. Write job_title, or add it to "
     "custom_fields.csv"),
    ("mql_rules", "demo_request,,,30", "demo_requests,,,30", "subject",
     "Write demo_request, or add it to activity_mapping.csv"),
    ("mql_rules", "demo_request,,,30", "demo_request,at_least,,30", "operator",
     "expected one of is where kind is engagement"),
    ("mql_rules", "big,fit,employees,at_least", "big,fit,employees,", "operator",
     "found nothing; expected one of is, is_not, in"),
    ("mql_rules", "at_least,200,", "at_least,200+,", "value",
     "found '200+'; expected a number with a point, for example 1234.5 where kind is fit and "
     "operator is at_least"),
    ("mql_rules", "at_least,200,", "at_least,,", "value", "found nothing; expected text where"),
    ("mql_rules", "in,France|DE", "in,France|Grmany", "value", "found 'Grmany'"),
    ("mql_rules", "in,France|DE", "in,France|Grmany", "value", "Write Germany, or add it"),
    ("mql_rules", "demo_request,,,30,20", "demo_request,,,,20", "within_days",
     "found nothing; expected a whole number, more than 0 where kind is engagement"),
    ("mql_rules", "200,,20", "200,,", "points", "expected a whole number where kind is fit"),
    # what comes with a lead, and who gets it
    ("required_information", "*,job_title", "*,budget", "field", "or add it to custom_fields.csv"),
    ("sla_policies", "960,3,5", "960,,5", "min_attempts", "found nothing beside attempt_days 5"),
    ("sla_policies", "960,3,5", "960,3,", "attempt_days", "found nothing beside min_attempts 3"),
    ("routing_rules", "2,1,Enterprise,fr", "2,1,Enterprise,Frnce", "country", "Write France"),
    ("routing_rules", "team:sales", "team:slaes", "assign_to", "team:<sales, marketing"),
    # promises, weights, pilots
    ("commitments", "at_least,0.9", "at_least,90", "target",
     "found '90'; expected a number from 0 to 1 where measure is touch_sla_compliance. "
     "Write 0.9 for 90 %"),
    ("objectives", "2026-07-01,250000", "2026-07-02,250000", "period_start",
     "expected the first day of a quarter, as period_grain says. Write 2026-07-01"),
    ("objectives", "revenue,quarter,2026-07-01,250000", "acceptance_rate,week,2026-07-06,1.5",
     "target", "a number from 0 to 1"),
    ("objectives", "quarter,2026-07-01", "week,2026-07-01", "period_start", "Write 2026-06-29"),
    ("index_weights", "lead_handling_time,0.4", "lead_handling_time,0.3", "weight",
     "found 0.9 in all over the 2 rows of agreement_version 2; expected 1 in all"),
    ("index_weights", "0.4,480,60", "0.4,480,480", "ceiling_value",
     "expected another value than floor_value, which is 480 too"),
    ("index_weights", "2,lead_handling_time", "2,lead_handlng_time", "metric",
     "the values of metric in metrics.csv"),
    ("alert_rules", "slow,lead_handling_time", "slow,speed", "metric",
     "found 'speed'; expected one of "),
    ("pilots", "2026-08-01,2026-09-30", "2026-09-30,2026-08-01", "ends_on",
     "expected starts_on 2026-09-30 or later. Swap them"),
    ("pilots", "segment,Enterprise,2026", "country,Frnce,2026", "value", "Write France"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "right", "wrong", "column", "words"), MISTAKES)
def test_a_mistake_is_told_once_with_its_place_and_what_to_do(
    own: Path, name: str, right: str, wrong: str, column: str | None, words: str
) -> None:
    file, line = edit(own, name, right, wrong)
    problem = told(own)
    assert words in str(problem)
    if column is not None:
        first = 2 if column == "weight" else line
        assert (problem.file, problem.line, problem.column) == (file, first, column)


def test_a_scored_version_without_any_rule_is_told_once(own: Path) -> None:
    put_file(
        own,
        "mql_rules",
        "agreement_version,rule_code,kind,subject,operator,value,within_days,points\n",
    )
    problem = told(own)
    assert (problem.file.name, problem.line, problem.column) == (
        "agreement_versions.csv",
        3,
        "mql_basis",
    )
    assert "'either', and no row of agreement_version 2 in mql_rules.csv" in str(problem)


RULING = "ruling_id,record_key,mql_on,ruling,activity_key,ruled_by,ruled_on,note\n"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("r1,00Q3W1,2026-05-02,is_mql,,Lea,2026-06-01,", "record_key"),
        ("r1,salesforce:lead:00Q3W1,,is_not_mql,,Lea,2026-06-01,", "mql_on"),
        ("r1,salesforce:lead:00Q3W1,,counts_as_touch,,Lea,2026-06-01,", "activity_key"),
        ("r1,salesforce:lead:00Q3W1,,counts_as_touch,00T1,Lea,2026-06-01,", "activity_key"),
    ],
)
def test_a_ruling_says_of_what_it_is(own: Path, row: str, column: str) -> None:
    put_file(own, "rulings", f"{RULING}{row}\n")
    assert (told(own).line, told(own).column) == (2, column)


def test_a_cell_that_is_not_read_is_a_remark(own: Path) -> None:
    edit(own, "mql_rules", "at_least,200,,20", "is_set,200,,20")
    assert check_seeds(own) == []
    told = [str(remark) for remark in seed_remarks(own)]
    assert any("value: found '200'; expected nothing" in remark for remark in told)


def test_a_draft_that_is_not_complete_stops_no_night(own: Path) -> None:
    edit(own, "agreement_versions", "Mia,2026-06-20,Sam,2026-06-25", ",,,")
    edit(own, "index_weights", "0.4,480", "0.3,480")
    edit(own, "agreement_versions", "either,30,20", "either,99,20")
    assert check_seeds(own) == []
    columns = [remark.column for remark in seed_remarks(own)]
    assert sorted(filter(None, columns)) == [
        "fit_threshold",
        "marketing_signed_on, sales_signed_on",
        "weight",
    ]


def test_a_country_may_be_named_as_the_company_names_it(own: Path) -> None:
    edit(own, "routing_rules", "2,1,Enterprise,fr", "2,1,Enterprise,L-Hexagone")
    names = own / "mappings" / "country_names.csv"
    names.parent.mkdir()
    names.write_text("name,country_code\nl'hexagone,FR\n", "utf-8")
    assert check_seeds(own) == []
