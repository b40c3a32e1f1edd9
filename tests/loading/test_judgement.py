"""What follows from what was loaded, in the words of a night and of `accord check` alike."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from orchestration.errors import LoadBlocked, NoExports, OtherExports
from orchestration.loading.loader import LoadReport
from orchestration.summary import load_summary
from tests.loading.conftest import HEADER, Desk

ROW = "p{},,,2026-09-01 10:00,,{},,,,,New"
NEXT_WEEK = f"{datetime.now() + timedelta(days=7):%Y-%m-%dT0200}"


def both(desk: Desk) -> tuple[str, ...]:
    """What stops a night, which is what a check of the same exports says."""
    checked, report = desk.check().blocking, desk.load()
    assert report.blocking == checked
    return report.blocking


def test_rows_that_came_and_were_all_refused_stop_the_night_with_the_first(desk: Desk) -> None:
    # cells behind each row that the header lacks
    rows = ["p1\ta@b.example\tx\ty", "p2\tc@d.example\tx\ty"]
    desk.put("desk/2026-10-01T0200/people.tsv", "\n".join(["id\temail", *rows]) + "\n")
    [told] = both(desk)
    assert told.startswith(
        "desk/2026-10-01T0200/people.tsv: 2 rows came and none landed; the first, line 2: "
    )
    assert "a@b.example" not in told


def test_refused_rows_of_an_optional_object_are_told_and_stop_nothing(desk: Desk) -> None:
    desk.people(ROW.format(1, ""))
    desk.put("desk/2026-10-01T0200/visits.csv", "visit_id,person_id\nv1,p1\nv2,p1\n")
    report = desk.load()
    assert report.blocking == ()
    assert ["2 rows came and none landed" in told for told in report.warnings] == [True]
    assert [load.is_read for load in report.loads if load.object == "visits"] == [False]


def test_a_file_whose_every_row_is_refused_is_told_apart_from_one_of_a_later_time(
    desk: Desk,
) -> None:
    desk.people(ROW.format(1, ""))
    desk.put("desk/2026-10-01T0200/visits.csv", "visit_id,person_id\nv1,p1\n")
    desk.put("desk/2026-10-01T0200/visits_2.csv", "visit_id,person_id\n2,p1\n")
    desk.put("mailer/2026-10-02T0200/sends.csv", "id\n1\n")
    desk.put("mailer/2026-10-02T0200/sends_2.csv", "id\n0\n")
    report = desk.load()
    [told] = report.warnings
    assert told.startswith("desk/2026-10-01T0200/visits.csv: 1 rows came and none landed; ")
    refused = "every row of it was refused: it is not read"
    assert {load.file.split("/")[-1]: (load.is_read, load.message) for load in report.loads} == {
        "people.csv": (True, None),
        "visits.csv": (False, refused),
        "visits_2.csv": (True, None),
        "sends.csv": (False, None),
        "sends_2.csv": (False, None),
    }
    assert load_summary(report)["later_than_as_of"] == ["mailer/2026-10-02T0200"]


def test_an_earlier_export_of_people_does_not_hide_that_the_newest_gave_none(desk: Desk) -> None:
    desk.people(ROW.format(1, ""), export="2026-09-01T0200")
    desk.people(",,,,,,,,,,New")
    assert ["1 rows came and none landed" in told for told in both(desk)] == [True]


def test_a_file_of_people_without_a_row_is_no_night(desk: Desk) -> None:
    desk.put("desk/2026-10-01T0200/people.csv", HEADER + "\n")
    assert ["no person landed" in told for told in both(desk)] == [True]


def test_a_first_night_whose_only_file_is_refused_gives_the_reason_of_the_check(
    desk: Desk,
) -> None:
    desk.put("desk/2026-10-01T0200/people.csv", "<html>")
    [told] = desk.check().blocking
    assert told.startswith("desk/2026-10-01T0200/people.csv was refused: ")
    with pytest.raises(LoadBlocked) as failed:
        desk.load()
    assert told in str(failed.value)


def test_folders_of_no_tool_and_a_survey_are_no_night(desk: Desk) -> None:
    survey = next(iter(desk.declarations.values()))
    desk.declarations = {
        **desk.declarations,
        "mailer": type(survey)(**{**desk.declarations["mailer"].__dict__, "role": "survey"}),
    }
    desk.put("mailer/2026-10-05T0200Z/sends.csv", "id\n1\n")
    desk.put("dessk/2026-10-05T0200Z/people.csv", "id\n1\n")
    [told] = desk.check().blocking
    assert told.startswith("only mailer landed from ")
    assert "no tool is declared for the folder dessk" in told
    with pytest.raises(NoExports, match="only mailer landed"):
        desk.load()


@pytest.mark.parametrize(
    "folder", ["2062-10-05T0200Z", "2062-10-05", pytest.param(NEXT_WEEK, id="next week")]
)
def test_a_folder_of_a_time_to_come_is_set_aside_and_moves_nothing(desk: Desk, folder: str) -> None:
    desk.people(ROW.format(1, ""))
    before = desk.load()
    later = desk.people(ROW.format(2, ""), export=folder)
    desk.put(f"desk/{folder}/visits.csv", "<html>")
    desk.put(f"mailer/{folder}/sends.csv", "id\n1\n")
    report = desk.load()
    assert report.as_of == before.as_of
    assert (report.blocking, len(report.warnings)) == ((), 2)
    assert _without_clock(report.warnings) == _without_clock(desk.check().warnings)
    assert f"desk/{folder} is dated more than a day after this machine" in report.warnings[0]
    assert [row[0] for row in desk.rows(columns="id")] == ["p1"]
    later.parent.rename(later.parent.with_name("2026-10-02T0200"))
    renamed = desk.load()
    assert (renamed.as_of, len(renamed.loads)) == (datetime(2026, 10, 2), 4)
    assert [row[0] for row in desk.rows(columns="id")] == ["p1", "p2"]


def test_what_an_earlier_version_landed_of_a_time_to_come_is_forgotten(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.people(ROW.format(1, ""))
    desk.people(ROW.format(2, ""), export="2062-10-05T0200Z")
    with monkeypatch.context() as earlier:
        earlier.setattr("orchestration.loading.loader.is_future", lambda moment, zone: False)
        assert desk.load().as_of == datetime(2062, 10, 5, 2)
    assert desk.load().as_of == datetime(2026, 10, 1)


def test_tomorrows_export_is_read(desk: Desk) -> None:
    tomorrow = datetime.now() + timedelta(hours=20)
    desk.people(ROW.format(1, ""), export=f"{tomorrow:%Y-%m-%dT%H00Z}")
    assert desk.load().warnings == ()


def deals(desk: Desk, *amounts: str) -> LoadReport:
    """A load of people whose amounts are what the declaration says a night needs."""
    desk.people(*(ROW.format(number, f'"{text}"') for number, text in enumerate(amounts)))
    return desk.load()


def with_amount(desk: Desk) -> Desk:
    """The desk, whose people's amount counts as the amount of an opportunity does."""
    crm = desk.declarations["desk"]
    people, *others = crm.objects
    valued = type(people)(**{**people.__dict__, "amount": "amount"})
    changed = type(crm)(**{**crm.__dict__, "objects": (valued, *others)})
    desk.declarations = {**desk.declarations, "desk": changed}
    return desk


def test_amounts_that_are_all_refused_stop_the_night_with_what_to_declare(desk: Desk) -> None:
    told = deals(with_amount(desk), "1x234.50", "2x000.00", "").blocking
    assert len(told) == 1
    assert "all 2 values of amount were refused; the first, '9x999.99' in line 2" in told[0]
    assert "decimal_mark and day_order under systems.desk in settings.yml" in told[0]
    assert both(desk) == told


def test_a_history_without_its_values_is_told_and_stops_nothing(desk: Desk) -> None:
    mailer = desk.declarations["mailer"]
    [sends] = mailer.objects
    columns = tuple(
        replace(column, without="nobody knows what was sent") if column.name == "kind" else column
        for column in sends.columns
    )
    changed = replace(mailer, objects=(replace(sends, columns=columns),))
    desk.declarations = {**desk.declarations, "mailer": changed}
    desk.people(ROW.format(1, ""))
    told = "no row has a kind: nobody knows what was sent. Export it with that column"
    file = "mailer/2026-10-01T0200/sends.csv"
    for content in ("id,sent_at\n1,10/01/2026 9:00\n", "id,sent_at,kind\n1,10/01/2026 9:00,\n"):
        desk.put(file, content)
        assert desk.check().warnings == (f"{file}: {told}",)
        report = desk.load()
        assert (report.blocking, report.warnings) == ((), (f"{file}: {told}",))
        assert [load.message for load in report.loads if load.file == file and load.is_read] == [
            told
        ]
    desk.put(file, "id,sent_at,kind\n1,10/01/2026 9:00,\n2,10/01/2026 9:00,call\n")
    assert desk.load().warnings == ()


@pytest.mark.parametrize("amounts", [("1x234.50", "2,00"), ("1x2",), ("soon", "later"), ("", "")])
def test_some_refused_amounts_and_words_for_none_stop_nothing(
    desk: Desk, amounts: tuple[str, ...]
) -> None:
    assert deals(with_amount(desk), *amounts).blocking == ()


def test_dates_that_are_all_refused_are_told(desk: Desk) -> None:
    desk.people("p1,,,,2026.13.01,,,,,,New", "p2,,,,2026.13.02,,,,,,New")
    report = desk.load()
    assert report.blocking == ()
    assert ["all 2 values of due_on were refused" in told for told in report.warnings] == [True]


def test_a_check_tells_that_the_home_is_of_other_exports(
    desk: Desk, make_desk: Callable[[], Desk]
) -> None:
    desk.people(ROW.format(1, ""))
    desk.load()
    other = make_desk()
    other.home = desk.home
    other.people(ROW.format(2, ""))
    [told] = other.check().blocking
    with pytest.raises(OtherExports) as failed:
        other.load()
    assert told == str(failed.value)


def _without_clock(warnings: Iterable[str]) -> list[str]:
    """The warnings without the minute at which each was told."""
    return [re.sub(r"\(\S+ \S+ UTC\)", "", warning) for warning in warnings]
