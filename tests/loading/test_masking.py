"""Nothing personal is published of what is refused, wherever it stands; what helps is."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.loading.masking import WORDS, masked, masked_row, without_addresses
from tests.loading.conftest import Desk

PEOPLE = "desk/2026-10-01T0200/people.csv"


@pytest.mark.parametrize(
    "text",
    ["31/02/2026", "2026-13-01 10:00", "2026/03/16 11:13:06 AM GMT+1", "1234,50", "3,40,000"],
)
def test_dates_and_amounts_are_shown(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    "text", ["$1,234.00", "12 %", "42", "(1,250.00)", "1.04E+11", "Oui", "n/a"]
)
def test_numbers_and_words_of_no_one_are_shown(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("Jean Dupont", "xxxx xxxxxx"),
        ("Zoë", "xxx"),
        ("漢字", "xx"),
        ("अनुपमा", "xxxxxx"),
        ("a@b.example", "x@x.xxxxxxx"),
        ("+33 6 12 34 56 78", "+99 9 99 99 99 99"),
        ("0612345678", "9999999999"),
        ("06.12.34.56.78", "99.99.99.99.99"),
        ("612 345 678", "999 999 999"),
        ("(212) 555-1234", "(999) 999-9999"),
        ("00Q5g0000000001EAA", "99x9x9999999999xxx"),
    ],
)
def test_what_may_name_a_person_is_shown_by_its_shape(text: str, shape: str) -> None:
    assert masked(text) == shape


def test_of_a_json_record_the_names_of_fields_are_shown() -> None:
    raw = '{"id": "p1", "email": "a@b.example", "amount": 12.5, "name": {"first": "Ann"}}'
    shown = '{"id": "x9", "email": "x@x.xxxxxxx", "amount": 12.5, "name": {"first": "xxx"}}'
    assert masked_row(raw) == shown


def test_a_value_shown_for_its_meaning_is_masked_where_it_is_an_address_or_a_number() -> None:
    texts = ["Working", "ann@b.example", "0612345678", "Closed Won (Sales Pipeline)"]
    shown = ["Working", "xxx@x.xxxxxxx", "9999999999", "Closed Won (Sales Pipeline)"]
    assert [without_addresses(text) for text in texts] == shown


NAMES = st.text("abcdefghijklmnopqrstuvwyzéüß", min_size=4, max_size=12)
PHONES = st.from_regex(r"\+?[1-8][1-8]( ?[1-8]{2}){4}", fullmatch=True)
VALUES = st.one_of(
    NAMES,
    PHONES,
    st.builds("{}@{}.example".format, NAMES, NAMES),
    st.builds("{} {}".format, NAMES, NAMES),
)


@given(cells=st.lists(VALUES, min_size=1, max_size=5), delimiter=st.sampled_from(",;\t|"))
def test_no_name_address_or_number_is_left_in_a_masked_row(
    cells: list[str], delimiter: str
) -> None:
    cells = [cell for cell in cells if cell not in WORDS.split("|")]
    shown = masked_row(delimiter.join(cells))
    assert not any(cell in shown for cell in cells)
    assert set(shown) <= set("x9@.+ \t,;|")


def published(home: Path) -> str:
    """Everything that is published of what was refused."""
    import pyarrow.parquet as pq

    return json.dumps(
        [
            pq.read_table(home / "control" / f"{table}.parquet").to_pylist()
            for table in ("loads", "refused_rows", "refused_values")
        ],
        default=str,
        ensure_ascii=False,
    )


@pytest.mark.parametrize(
    "content",
    [
        # cells shifted into columns of another type, rows too short and too long, no key
        "id,email,created_at,due_on,amount,score,is_open\n"
        "p1,ann@b.example,2026-09-01,,,,\n"
        "p2,x,Curie,+33 6 12 34 56 78,Marie Curie,0612345678,Curie\n"
        ",Curie,0612345678,ann@b.example,Marie,,\n"
        "p4,Marie Curie\n"
        "p5,Marie,Curie,ann@b.example,0612345678,,,0612345678\n",
        # a header line that is data, in which one word is a column's name
        "Curie,Marie,0612345678,status\nann@b.example,Marie,0612345678,New\n",
        "Curie,Marie,Paris,status,email\nann@b.example,Marie,Lyon,New,x\n",
        "Curie,Marie,0612345678\nann@b.example,Marie,0612345678\n",
        '"Curie ""Marie"",ann@b.example\n',
    ],
)
def test_personal_values_are_masked_in_every_table_and_message(desk: Desk, content: str) -> None:
    desk.put("mailer/2026-10-01T0200/sends.csv", "id\n1\n")
    desk.put(PEOPLE, content)
    report = desk.load()
    told = published(desk.home) + "\n".join([*report.blocking, *report.warnings])
    assert not [value for value in ("Curie", "Marie", "061234", "12 34", "ann@") if value in told]
