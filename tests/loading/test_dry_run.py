"""`accord check` on exports: what would be refused, and what in the seeds applies to nothing."""

from dataclasses import replace
from datetime import datetime

from orchestration.loading import read_declarations
from tests.loading.conftest import Desk


def test_a_check_says_what_a_night_would_refuse_and_leaves_the_home_alone(desk: Desk) -> None:
    desk.people("p1,,,soon,,,,,,,New", ",,,,,,,,,,new", "p2,,,,,,,,,,New")
    desk.put("desk/2026-10-01T0200/visits.csv", "<html>")
    checked = desk.check()
    assert [(load.object, load.status) for load in checked.loads] == [
        ("visits", "refused"),
        ("people", "landed"),
    ]
    assert [(item["line"], item["column_name"]) for item in checked.refused_values] == [
        (2, "created_at")
    ]
    assert [(item["line"], item["column_name"]) for item in checked.refused_rows] == [(3, "id")]
    assert not checked.blocking
    assert len(checked.warnings) == 1
    assert not desk.home.exists()


def test_a_check_without_any_crm_export_still_reports_the_files(desk: Desk) -> None:
    desk.put("mailer/2026-10-01T0200/sends.csv", "id,sent_at\n1,13/13/2026\n")
    checked = desk.check()
    assert [load.values_refused for load in checked.loads] == [1]


def test_a_check_of_an_empty_folder_says_that_no_night_can_run(desk: Desk) -> None:
    checked = desk.check()
    assert ["no export was landed" in reason for reason in checked.blocking] == [True]
    assert checked.as_of is None


def test_exports_that_stop_a_night_have_a_cut_off_all_the_same(desk: Desk) -> None:
    desk.put("desk/2026-10-01T0200/visits.csv", "visit_id,person_id\n1,p1\n")
    checked = desk.check()
    assert ["none of people" in reason for reason in checked.blocking] == [True]
    assert checked.as_of == datetime(2026, 10, 1)


SLA = (
    "agreement_version,segment,calendar,first_touch_business_minutes,decision_business_minutes\n"
    "1,*,default,240,960\n"
)


def test_a_segment_that_no_record_has_is_said_with_the_nearest_one(desk: Desk) -> None:
    desk.people("p1,,,,,,,,,,New")
    desk.put("desk/2026-10-01T0200/visits.csv", "visit_id,person_id,segment\n1,p1,Mid-market\n")
    own = desk.exports.parent / "own"
    policies = own / "agreement" / "sla_policies.csv"
    rules = own / "mappings" / "segment_rules.csv"
    for file in (policies, rules):
        file.parent.mkdir(parents=True)
    policies.write_text(
        SLA + "1,Entrprise,default,60,480\n1,mid market,default,60,\n1,enterprise,default,60,\n",
        "utf-8",
    )
    rules.write_text("min_employees,max_employees,segment\n1000,,Enterprise\n", "utf-8")
    told = desk.check(seeds=own).warnings
    assert [text.split(": found ")[0] for text in told] == [
        f"{policies}, line 3, column segment",
        f"{policies}, line 4, column segment",
    ]
    assert "found 'Entrprise', which no record of the exports nor segment_rules.csv" in told[0]
    assert told[0].endswith("Did you mean Enterprise?")
    assert told[1].endswith("Did you mean Mid-market?")


def test_a_calendar_of_a_user_a_team_or_a_zone_that_nobody_knows_is_said(desk: Desk) -> None:
    declarations = read_declarations(desk.settings)
    lead = "00Q5g0000000001,0055g0000000001AAA,Ann Miller\n"
    desk.put("salesforce/2026-10-01T0200/lead.csv", f"Id,OwnerId,Lead Owner\n{lead}")
    desk.put("salesforce/2026-10-01T0200/user.csv", "Id,Email\n0055g0000000002,ben@own.example\n")
    own = desk.exports.parent / "own"
    calendars = own / "calendars" / "user_calendars.csv"
    calendars.parent.mkdir(parents=True)
    rows = {
        "user,salesforce:user:0055g0000000001AAA": True,
        "user,Salesforce:user:0055g0000000002AAG": True,
        "user,BEN@own.example": True,
        "user,bem@own.example": False,
        "user,salesforce:user:0055g0000000009AAA": False,
        "team,customer success": False,
        "team,customer_success": True,
        "zone,america/new_york": True,
        "zone,America/NewYork": False,
    }
    text = "".join(f"{row},default\n" for row in rows)
    calendars.write_text(f"subject,value,calendar\n{text}", "utf-8")
    told = replace(desk, declarations=declarations).check(seeds=own).warnings
    assert [text.split(": found ")[0] for text in told] == [
        f"{calendars}, line {line}, column value"
        for line, is_known in enumerate(rows.values(), 2)
        if not is_known
    ]
    assert told[0].endswith(
        "found 'bem@own.example', which no record of the exports knows: the row applies to nothing."
        " Did you mean ben@own.example?"
    )
    assert "'America/NewYork', which no row of the list of time zones knows" in told[-1]
