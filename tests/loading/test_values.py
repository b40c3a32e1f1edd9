"""Every form in which tools write dates, numbers and booleans, and what does not fit."""

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.loading import read_declarations
from orchestration.loading.masking import masked
from orchestration.settings import SystemFormat, load_settings
from tests.loading.conftest import Desk, the_load


def land_one(desk: Desk, column: str, text: str) -> None:
    quoted = '"' + text.replace('"', '""') + '"'
    desk.put("desk/2026-10-01T0200/people.csv", f"id,{column}\np1,{quoted}\n")
    desk.load()


@pytest.mark.parametrize(
    ("text", "instant", "has_time"),
    [
        # Paris is UTC+2 in summer, UTC+1 in winter
        ("2026-07-01 10:00:00", datetime(2026, 7, 1, 8), True),
        ("2026-01-15 10:00", datetime(2026, 1, 15, 9), True),
        ("2026-01-15T10:00:30.250", datetime(2026, 1, 15, 9, 0, 30, 250000), True),
        ("2026-07-01T10:00:00Z", datetime(2026, 7, 1, 10), True),
        ("2026-07-01 10:00:00 UTC", datetime(2026, 7, 1, 10), True),
        ("2026-07-01T10:00:00.000+0000", datetime(2026, 7, 1, 10), True),
        ("2026-07-01T10:00:00+05:30", datetime(2026, 7, 1, 4, 30), True),
        ("2026-07-01T10:00-0500", datetime(2026, 7, 1, 15), True),
        ("1/7/2026 9:05", datetime(2026, 7, 1, 7, 5), True),
        ("01/07/26 09:05 PM", datetime(2026, 7, 1, 19, 5), True),
        ("24-02-2026", datetime(2026, 2, 23, 23), False),
        ("24.02.2026 08:00", datetime(2026, 2, 24, 7), True),
        ("15 Apr, 2021 00:03:00", datetime(2021, 4, 14, 22, 3), True),
        ("Apr 15, 2021", datetime(2021, 4, 14, 22), False),
        ("2026-07-01", datetime(2026, 6, 30, 22), False),
        # lived twice on 25 October 2026: the earlier is still in summer time
        ("2026-10-25 02:30:00", datetime(2026, 10, 25, 0, 30), True),
        ("2026-10-25 03:00:00", datetime(2026, 10, 25, 2), True),
    ],
)
def test_a_time_lands_in_utc_however_it_is_written(
    desk: Desk, text: str, instant: datetime, has_time: bool
) -> None:
    land_one(desk, "created_at", text)
    assert desk.rows(columns="created_at, created_at_has_time") == [(instant, has_time)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("02/24/2026 10:00", "day/month/year"),
        ("2026-02-30", "YYYY-MM-DD"),
        ("2026-03-29 02:30:00", "does not exist in Europe/Paris"),
        ("soon", "YYYY-MM-DD"),
        ("2026-07-01 junk", "YYYY-MM-DD"),
        ("20260701", "YYYY-MM-DD"),
        ("infinity", "YYYY-MM-DD"),
        # what some tools write for no time; no calendar has them in every zone
        ("0001-01-01 00:00:00", "YYYY-MM-DD"),
        ("9999-12-31T23:59:59-10:00", "YYYY-MM-DD"),
    ],
)
def test_a_time_that_contradicts_its_declaration_is_refused_and_the_row_lands(
    desk: Desk, text: str, reason: str
) -> None:
    land_one(desk, "created_at", text)
    assert desk.rows(columns="id, created_at, created_at_has_time") == [("p1", None, None)]
    [(line, column, raw, why)] = desk.control(
        "refused_values", "line, column_name, raw_text, reason"
    )
    assert (line, column, raw) == (2, "created_at", masked(text))
    assert reason in why


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-02-24", date(2026, 2, 24)),
        ("2026-02-24 00:00:00", date(2026, 2, 24)),
        ("2026-02-24T23:30:00Z", date(2026, 2, 24)),
        ("24/2/2026", date(2026, 2, 24)),
        ("08-06-2020", date(2020, 6, 8)),
        ("24 February 2026", date(2026, 2, 24)),
    ],
)
def test_a_date_is_its_date_part_as_written(desk: Desk, text: str, day: date) -> None:
    land_one(desk, "due_on", text)
    assert desk.value("due_on") == day


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234,5", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1\u202f234,50", "1234.50"),
        ("1\u00a0234\u00a0567,00 €", "1234567.00"),
        ("1.234,50", "1234.50"),
        ("-12", "-12.00"),
        ("342,09K", "342090.00"),
        ("1,5 M$", "1500000.00"),
        ("12 %", "12.00"),
    ],
)
def test_a_number_is_read_with_the_declared_decimal_comma(
    desk: Desk, text: str, amount: str
) -> None:
    land_one(desk, "amount", text)
    assert desk.value("amount") == Decimal(amount)


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("$22,700.00 ", "22700.00"),
        ("$342.09K", "342090.00"),
        ("1'234.50", "1234.50"),
        ("2.5E+07", "25000000.00"),
        ("(1,250.00)", "-1250.00"),
        ("0.005", "0.01"),
    ],
)
def test_a_number_is_read_with_the_declared_decimal_point(desk: Desk, text: str, cost: str) -> None:
    desk.people("p1,,,,,,,,,,")
    desk.put("mailer/2026-10-01T0200/sends.csv", f'id,cost\n1,"{text}"\n')
    desk.load()
    assert desk.rows("mailer/sends", "cost") == [(Decimal(cost),)]


@pytest.mark.parametrize(
    ("heading", "text", "fee"),
    [
        ("Fee in cents", "1.234,50", "12.35"),
        ("Fee in cents", "45600", "456.00"),
        ("Fee in cents", "7", "0.07"),
        ("Fee in cents", "-1 250 €", "-12.50"),
        ("Fee in cents", "4,56K", "45.60"),
        # an exact number, whatever a float would make of it
        ("Fee in cents", "123456789012345678", "1234567890123456.78"),
        ("Person - Fee in cents", "45600", "456.00"),
        # the same column as the tool's interface writes it
        ("Fee", "456,00", "456.00"),
    ],
)
def test_a_number_of_hundredths_lands_as_whole_units_under_the_names_that_say_so(
    desk: Desk, heading: str, text: str, fee: str
) -> None:
    land_one(desk, heading, text)
    assert desk.value("fee") == Decimal(fee)


@pytest.mark.parametrize(
    ("heading", "fee"), [("Fee in cents", Decimal("456.00")), ("fee", Decimal("45600.00"))]
)
def test_json_and_parquet_say_by_the_name_too_whether_a_number_is_in_hundredths(
    desk: Desk, heading: str, fee: Decimal
) -> None:
    desk.put("desk/2026-10-01T0200/people.json", json.dumps([{"id": "p1", heading: 45600}]))
    part = desk.put("desk/2026-10-02T0200/people.parquet", "")
    pq.write_table(pa.table({"id": ["p1"], heading: [45600]}), part)
    desk.load()
    assert desk.rows(columns="fee") == [(fee,), (fee,)]


def test_a_column_that_is_always_in_hundredths_is_so_under_every_name(desk: Desk) -> None:
    desk.people("p1,,,,,,,,,,")
    desk.put("mailer/2026-10-01T0200/sends.csv", "id,Fee per mail\n1,0.5\n2,250\n")
    desk.load()
    assert desk.rows("mailer/sends", "fee") == [(Decimal("0.0050"),), (Decimal("2.5000"),)]


@pytest.mark.parametrize("text", ["twelve", "99999999999999999999"])
def test_a_number_of_hundredths_that_does_not_fit_is_refused_as_it_was_written(
    desk: Desk, text: str
) -> None:
    land_one(desk, "Fee in cents", text)
    assert desk.rows(columns="id, fee") == [("p1", None)]
    [(column, raw, why)] = desk.control("refused_values", "column_name, raw_text, reason")
    assert (column, raw) == ("fee", masked(text))
    assert "expected a number with ',' as the decimal mark" in why


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("amount", "1,234.50"),
        ("amount", "12.34"),
        ("amount", "twelve"),
        ("amount", "0612345678"),
        ("score", "06 12 34 56"),
        ("score", "+33 6 12 34"),
        ("amount", "1,2,3"),
        ("score", "1,5"),
        ("score", "99999999999"),
        ("ratio", "nan"),
        ("is_open", "maybe"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_and_kept(desk: Desk, column: str, text: str) -> None:
    land_one(desk, column, text)
    assert desk.rows(columns=f"id, {column}") == [("p1", None)]
    assert desk.control("refused_values", "column_name, raw_text") == [(column, masked(text))]


@pytest.mark.parametrize(
    ("text", "whole"), [("12", 12), ("-3", -3), ("12,0", 12), ("1 200", 1200), ("", None)]
)
def test_a_whole_number_may_be_written_with_decimals_that_are_zero(
    desk: Desk, text: str, whole: int | None
) -> None:
    land_one(desk, "score", text)
    assert desk.value("score") == whole


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("TRUE", True),
        ("1", True),
        ("Yes", True),
        ("Oui", True),
        ("false", False),
        ("FALSE", False),
        ("0", False),
        ("No", False),
        ("Non", False),
        ("", None),
        ("null", None),
    ],
)
def test_a_boolean_is_understood_in_every_form(desk: Desk, text: str, value: bool | None) -> None:
    land_one(desk, "is_open", text)
    assert desk.value("is_open") is value


def test_blank_is_false_only_where_that_is_declared(desk: Desk) -> None:
    land_one(desk, "is_client", "")
    assert desk.value("is_client") is False
    assert desk.value("is_open") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("None", None),
        ("null", None),
        ("   ", None),
        ("unknown", "unknown"),
        (" Émile\u00a0", "Émile"),
        ("none", "none"),
    ],
)
def test_null_words_are_null_and_blanks_around_a_value_are_not_part_of_it(
    desk: Desk, text: str, value: str | None
) -> None:
    land_one(desk, "status", text)
    assert desk.value("status") == value


@pytest.mark.parametrize("text", ["-62135596800000", "253402300800000", "99999999999999999"])
def test_an_epoch_outside_the_calendar_is_refused(desk: Desk, text: str) -> None:
    desk.people("p1,,,,,,,,,,")
    desk.put("desk/2026-10-01T0200/visits.csv", f"visit_id,person_id,seen_at\n1,p1,{text}\n")
    desk.load()
    assert desk.rows("desk/visits", "visit_id, seen_at") == [(1, None)]
    assert desk.control("refused_values", "raw_text") == [(masked(text),)]


def test_counts_add_up_with_good_and_bad_values(desk: Desk) -> None:
    desk.people("p1,,,soon,,x,1,,,,", "p2,,,,,,,,,,", ",,,,,,,,,,lost")
    load = the_load(desk.load())
    assert (load.rows_in_file, load.rows_landed, load.rows_refused, load.values_refused) == (
        3,
        2,
        1,
        2,
    )


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        # 1,789,550,000 s after 1970 is 2026-09-16 09:13:20 UTC
        ("1789550000", datetime(2026, 9, 16, 9, 13, 20)),
        ("1789550000.250", datetime(2026, 9, 16, 9, 13, 20, 250000)),
        ("1789550000250", datetime(2026, 9, 16, 9, 13, 20, 250000)),
        ("1789550000250000", datetime(2026, 9, 16, 9, 13, 20, 250000)),
        ("1789550000250000000", datetime(2026, 9, 16, 9, 13, 20, 250000)),
        # Google Forms, whose zone is the respondent's; other form tools
        ("2026/03/16 11:13:06 AM GMT+1", datetime(2026, 3, 16, 10, 13, 6)),
        ("2026/03/16 1:13:06 PM GMT-3", datetime(2026, 3, 16, 16, 13, 6)),
        ("2026/03/16 11:13:06\u202fAM EET", datetime(2026, 3, 16, 9, 13, 6)),
        ("2026/03/16 12:13:06 a. m. UTC+5:30", datetime(2026, 3, 15, 18, 43, 6)),
        ("2026/07/16 11:13:06 AM MESZ", datetime(2026, 7, 16, 9, 13, 6)),
        ("16/03/2026 11:13:06", datetime(2026, 3, 16, 10, 13, 6)),
        ("16/03/2026 11:13:06 UTC+1", datetime(2026, 3, 16, 10, 13, 6)),
        ("2026-03-16T11:13:06Z+0000", datetime(2026, 3, 16, 11, 13, 6)),
        ("16/03/2026 11:13\u202fPM", datetime(2026, 3, 16, 22, 13)),
        ("2026-03-16 11:13:06 PM", datetime(2026, 3, 16, 22, 13, 6)),
        ("16 mars 2026 à 11:13", datetime(2026, 3, 16, 10, 13)),
        ("lundi 16 mars 2026 11h13", datetime(2026, 3, 16, 10, 13)),
        ("16. März 2026 um 11:13 Uhr", datetime(2026, 3, 16, 10, 13)),
        ("16 de marzo de 2026, 11:13", datetime(2026, 3, 16, 10, 13)),
        ("March 16, 2026 at 11:13 AM", datetime(2026, 3, 16, 10, 13)),
        ("Mon, 16 Mar 2026 11:13:06 +0100", datetime(2026, 3, 16, 10, 13, 6)),
        ("Mon Mar 16 2026 11:13:06 GMT+0100 (heure normale)", datetime(2026, 3, 16, 10, 13, 6)),
        ("2026-03-16T11:13:06+01:00[Europe/Paris]", datetime(2026, 3, 16, 10, 13, 6)),
    ],
)
def test_a_time_of_any_tool_is_understood_where_it_is_unmistakable(
    desk: Desk, text: str, instant: datetime
) -> None:
    land_one(desk, "created_at", text)
    assert desk.rows(columns="created_at, created_at_has_time") == [(instant, True)]


@pytest.mark.parametrize(
    "text",
    [
        # telephone numbers, ids, a serial of a spreadsheet, one that it rounded
        "0612345678",
        "2125551234",
        "33612345678",
        "46281.4673",
        "1.78955E+12",
        "0",
        # zones that several have, hours of no half of a day, days of no month
        "2026/03/16 11:13:06 AM IST",
        "2026/03/16 11:13:06 (heure de Paris)",
        "2026/03/16 15:13:06 PM",
        "2026/02/30 11:13:06 AM GMT+1",
        "Seance 16 mars 2026",
        "mars 2026",
        "03/16/2026 11:13:06 AM",
    ],
)
def test_what_might_be_another_time_is_refused(desk: Desk, text: str) -> None:
    land_one(desk, "created_at", text)
    assert desk.rows(columns="id, created_at") == [("p1", None)]
    assert len(desk.control("refused_values")) == 1


def test_epochs_beside_iso_in_a_column_of_days_are_days_in_utc(desk: Desk) -> None:
    desk.put(
        "desk/2026-10-01T0200/people.csv",
        "id,due_on\np1,1789516800000\np2,2026-09-16T23:00:00Z\np3,16/09/2026\n",
    )
    desk.load()
    assert desk.rows(columns="due_on") == [(date(2026, 9, 16),)] * 3


@pytest.mark.parametrize("label", ["Created At (UTC)", "CREATEDAT_UTC", "created_at_gmt"])
def test_a_label_that_says_utc_makes_its_times_utc(desk: Desk, label: str) -> None:
    land_one(desk, label, "2026-07-01 10:00:00")
    assert desk.value("created_at") == datetime(2026, 7, 1, 10)


@pytest.mark.parametrize(
    ("text", "amount"), [("₹3,40,000", 340000), ("12,34,56,789.50", 123456789.5), ("999", 999)]
)
def test_indian_digit_grouping_is_read_where_it_is_declared(
    desk: Desk, text: str, amount: float
) -> None:
    def cost() -> list[tuple[object, ...]]:
        desk.load()
        return desk.rows("mailer/sends", "cast(cost as double)")

    desk.put("mailer/2026-10-01T0200/sends.csv", f'id,cost\n1,"{text}"\n')
    assert cost() == ([(None,)] if "," in text else [(amount,)])
    mailer = replace(desk.declarations["mailer"], digit_grouping="indian")
    desk.declarations = {**desk.declarations, "mailer": mailer}
    assert cost() == [(amount,)]


@pytest.mark.parametrize(
    ("day", "clock", "instant", "has_time"),
    [
        ("2026-07-01", "10:00", datetime(2026, 7, 1, 8), True),
        ("01/07/2026", "10:00:30", datetime(2026, 7, 1, 8, 0, 30), True),
        # a day alone begins in the company's zone; a time alone is none
        ("2026-07-01", "", datetime(2026, 6, 30, 22), False),
        ("", "10:00", None, None),
        ("2026-07-01 12:00", "10:00", datetime(2026, 7, 1, 10), True),
    ],
)
def test_a_day_and_its_time_may_stand_in_two_columns(
    desk: Desk, day: str, clock: str, instant: datetime | None, has_time: bool | None
) -> None:
    desk.people("p1,,,2026-07-01,,,,,,,")
    header = "visit_id,person_id,seen_at,seen_clock"
    desk.put("desk/2026-10-01T0200/visits.csv", f"{header}\n1,p1,{day},{clock}\n")
    desk.load()
    assert desk.rows("desk/visits", "seen_at, seen_at_has_time") == [(instant, has_time)]


def test_a_time_of_day_that_is_none_is_refused_and_its_day_stands(desk: Desk) -> None:
    desk.people("p1,,,2026-07-01,,,,,,,")
    header = "visit_id,person_id,seen_at,seen_clock"
    desk.put("desk/2026-10-01T0200/visits.csv", f"{header}\n1,p1,2026-07-01,soon\n")
    desk.load()
    assert desk.rows("desk/visits", "seen_at, seen_clock") == [(datetime(2026, 6, 30, 22), None)]
    assert desk.control("refused_values", "column_name, raw_text") == [("seen_clock", "xxxx")]


@pytest.mark.parametrize(
    "texts",
    [
        ("2026-07-01 00:00:00", "2026-01-01 00:00:00"),
        ("2026-07-01 00:00:00.000", "2026-01-01T00:00", "2026-02-01"),
        ("1/7/2026 0:00", "01/01/2026 00:00:00", ""),
        ("01/07/2026 12:00 AM", "01/01/2026 12:00:00 AM", "01/02/2026"),
    ],
)
def test_a_midnight_behind_every_day_of_a_column_is_no_clock(
    desk: Desk, texts: tuple[str, ...]
) -> None:
    """The days begin in the company's zone, two hours before UTC's in summer, one in winter."""
    desk.people(*(f"p{n},{text}" for n, text in enumerate(texts)), header="id,created_at")
    desk.load()
    rows = desk.rows(columns="created_at, created_at_has_time")
    assert rows[:2] == [(datetime(2026, 6, 30, 22), False), (datetime(2025, 12, 31, 23), False)]
    assert [has_time for at, has_time in rows if at] == [False] * sum(map(bool, texts))


@pytest.mark.parametrize(
    "other", ["2026-07-02 00:00:01", "2026-07-02T09:00:00Z", "1782864000", "2026-07-02 09:00"]
)
def test_one_clock_in_the_column_makes_its_midnights_times(desk: Desk, other: str) -> None:
    desk.people("p1,2026-07-01 00:00:00", f"p2,{other}", header="id,created_at")
    desk.load()
    rows = desk.rows(columns="created_at, created_at_has_time")
    assert rows[0] == (datetime(2026, 6, 30, 22), True)
    assert rows[1][1] is True


def test_a_midnight_that_names_its_zone_is_a_time(desk: Desk) -> None:
    desk.people("p1,2026-07-01T00:00:00Z", "p2,2026-07-02T00:00:00Z", header="id,created_at")
    desk.load()
    assert desk.rows(columns="created_at, created_at_has_time")[0] == (datetime(2026, 7, 1), True)


def test_the_days_of_a_tool_in_another_zone_begin_where_the_company_is(desk: Desk) -> None:
    """Marketo writes `MQL Date` so; its times without a zone would be UTC."""
    rows = ["s1,2026-07-01 00:00:00", "s2,2026-07-02 00:00:00"]
    desk.put("mailer/2026-10-01T0200/sends.csv", "\n".join(["id,sent_at", *rows, ""]))
    desk.people("p1", header="id")
    desk.load()
    assert desk.rows("mailer/sends", "sent_at, sent_at_has_time") == [
        (datetime(2026, 6, 30, 22), False),
        (datetime(2026, 7, 1, 22), False),
    ]


def test_a_clock_of_its_own_column_is_one_at_midnight_too(desk: Desk) -> None:
    desk.people("p1", header="id")
    desk.put(
        "desk/2026-10-01T0200/visits.csv",
        "visit_id,person_id,seen_at,seen_clock\n1,p1,2026-07-01,00:00\n",
    )
    desk.load()
    assert desk.rows("desk/visits", "seen_at, seen_at_has_time") == [
        (datetime(2026, 6, 30, 22), True)
    ]


def test_rows_refused_for_their_keys_are_refused_beside_columns_of_days(desk: Desk) -> None:
    desk.people(
        "0,2026-07-01 00:00:00",
        "1.04821E+11,2026-07-02 00:00:00",
        "p1,2026-07-03 00:00:00",
        header="id,created_at",
    )
    [load] = desk.load().loads
    assert (load.rows_landed, load.rows_refused) == (1, 2)
    assert desk.rows(columns="id, created_at_has_time") == [("p1", False)]


def hubspot_names(desk: Desk, *words: str) -> list[tuple[object, ...]]:
    """What landed of names and a source as HubSpot's exports would have them."""
    hubspot = SystemFormat.model_validate({"null_words": list(words)})
    settings = load_settings().model_copy(update={"systems": {"hubspot": hubspot}})
    desk.declarations = read_declarations(settings)
    desk.put(
        "hubspot/2026-10-01T0200/contacts.csv",
        "Record ID,Last name,Original source,Contact owner\n"
        "1,Null,Select,No owner\n2,Nada,NULL,None\n3,None,None,null\n4,Nunn,N/A,Ann\n",
    )
    [load] = desk.load().loads
    assert (load.rows_landed, load.rows_refused) == (4, 0)
    return desk.rows("hubspot/contacts", "lastname, hs_analytics_source, hubspot_owner_id")


def test_the_null_words_of_programs_are_no_value_and_a_person_may_be_called_null(
    desk: Desk,
) -> None:
    """What is so in one column, as `No owner`, is so beside what is in all."""
    assert hubspot_names(desk) == [
        ("Null", "Select", None),
        ("Nada", None, None),
        (None, None, None),
        ("Nunn", "N/A", "Ann"),
    ]


def test_the_settings_add_null_words_to_those_of_the_tool(desk: Desk) -> None:
    assert [row[1] for row in hubspot_names(desk, "Select", "N/A")] == [None] * 4


@pytest.mark.parametrize(
    "system",
    [
        *("salesforce", "hubspot", "pipedrive", "dynamics", "zoho", "template"),
        *("marketo", "pardot", "brevo", "mailchimp", "activecampaign", "eloqua"),
    ],
)
def test_every_tool_of_sales_and_marketing_knows_the_null_words_of_programs(system: str) -> None:
    words = read_declarations(load_settings())[system].null_words
    assert {"null", "NULL", "None"} <= set(words)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("9/14/2026, 3:05 PM", datetime(2026, 9, 14, 15, 5)),
        ("9/4/2026, 12:05 AM", datetime(2026, 9, 4, 0, 5)),
        ("09/14/2026, 3:05:59 pm", datetime(2026, 9, 14, 15, 5, 59)),
        ("14/9/2026, 3:05 PM", None),
    ],
)
def test_a_comma_may_stand_between_the_day_and_the_time_of_half_a_day(
    desk: Desk, text: str, instant: datetime | None
) -> None:
    """Months first, in UTC."""
    desk.people("p1", header="id")
    desk.put("mailer/2026-10-01T0200/sends.csv", f'id,sent_at\n1,"{text}"\n')
    desk.load()
    assert desk.rows("mailer/sends", "sent_at") == [(instant,)]


def test_seconds_and_milliseconds_beside_iso_in_one_column_are_the_same_moments(
    desk: Desk,
) -> None:
    """20,635 days after 1970 is the first of July 2026; in ISO without a zone it is Paris's."""
    seconds = 20635 * 86400
    texts = [seconds, f"{seconds}000", "2026-07-01T00:00:00Z", "2026-07-01 02:00", f"{seconds}.0"]
    desk.people(*(f"p{n},{text}" for n, text in enumerate(texts)), header="id,created_at")
    [load] = desk.load().loads
    assert load.values_refused == 0
    rows = desk.rows(columns="created_at, created_at_has_time")
    assert rows == [(datetime(2026, 7, 1), True)] * 5
