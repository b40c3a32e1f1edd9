"""Delimited files: each outcome of a bad one, and what is accepted and reported."""

import gzip
import io
import json
import zipfile

import pytest

from orchestration.errors import LoadBlocked
from orchestration.loading import Declarations, read_declarations
from orchestration.settings import SystemFormat, load_settings
from tests.loading.conftest import HEADER, Desk, the_load

PEOPLE = "desk/2026-10-01T0200/people.csv"
ROW = "p{},,,,,,,,,,"


def refusal(desk: Desk) -> str:
    """The message of the one refused file, of a required object; it stops the night."""
    # An earlier export, so that there is something to read.
    desk.people(ROW.format(0), export="2026-09-01T0200")
    report = desk.load()
    refused = [load for load in report.loads if load.status == "refused"]
    [load] = refused
    assert (load.rows_landed, load.rows_in_file) == (0, 0)
    assert [text for text in report.blocking if load.file in text]
    return load.message or ""


def ids(desk: Desk) -> list[str]:
    return [row[0] for row in desk.rows(columns="id")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"p1,a@b.example\np2,c@d.example\n", "no header row"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "web page"),
        (b"\xef\xbb\xbf  <html>", "web page"),
        (b"PK\x03\x04" + bytes(100), "Excel"),
        (bytes(range(256)) * 20, "binary"),
        (b"%PDF-1.7 id,email", "PDF"),
        (b'id,email\np1,"open\np2,x\np3,y\n', "quote opened in line 2"),
        (b'id,email\np1,"open\np2,x\np3,"y"\n', "quote opened in line 2"),
        (b'id,email\np1,x\np2,"open\n', "quote opened in line 3"),
        (b'id,"email\np1,x\np2,y\n', "quote opened in line 1"),
        (b'id,email,"status\np1,x,"y"\n', "quote opened in line 1"),
    ],
)
def test_a_file_that_is_no_table_is_refused_and_says_what_it_is(
    desk: Desk, content: bytes, words: str
) -> None:
    desk.put(PEOPLE, content)
    assert words in refusal(desk)


def test_a_missing_required_column_names_itself_what_was_found_and_the_nearest(desk: Desk) -> None:
    desk.put(PEOPLE, "idd,email\np1,a@b.example\n")
    message = refusal(desk)
    assert "required column missing: id (nearest is 'idd')" in message
    assert "found idd, email" in message


def test_a_refused_file_of_an_optional_object_is_a_warning(desk: Desk) -> None:
    desk.people(ROW.format(1))
    desk.put("desk/2026-10-01T0200/visits.csv", "<html>")
    report = desk.load()
    assert not report.blocking
    assert ["visits.csv" in warning for warning in report.warnings] == [True]


def test_a_refused_file_older_than_a_landed_one_stops_nothing(desk: Desk) -> None:
    desk.people(ROW.format(1))
    desk.put("desk/2026-09-01T0200/people.csv", "<html>")
    report = desk.load()
    assert not report.blocking
    assert len(report.warnings) == 1


def test_exports_without_the_required_object_stop_the_night(desk: Desk) -> None:
    desk.put("desk/2026-10-01T0200/visits.csv", "visit_id,person_id\n1,p1\n")
    assert ["people" in text for text in desk.load().blocking] == [True]


def test_rows_that_are_too_short_or_too_long_are_refused_whole(desk: Desk) -> None:
    desk.put(PEOPLE, "id,email,status\np1,a@b.example,New\np2,New\np3,a@b.example,New,x\np4,,Old\n")
    load = the_load(desk.load())
    assert (load.rows_in_file, load.rows_landed, load.rows_refused) == (4, 2, 2)
    assert ids(desk) == ["p1", "p4"]
    [short, long] = desk.control("refused_rows", "line, raw_text, reason")
    assert short[:2] == (3, "x9,xxx")
    assert "too short: 2 cells, the header has 3" in short[2]
    assert long[:2] == (4, "x9,x@x.xxxxxxx,xxx,x")
    assert "too long: 4 cells" in long[2]


def test_a_row_without_its_key_is_refused_with_its_physical_line(desk: Desk) -> None:
    desk.put(PEOPLE, 'id,email,status\np1,,"two\nlines"\n,a@b.example,New\n')
    load = the_load(desk.load())
    assert (load.rows_landed, load.rows_refused) == (1, 1)
    assert desk.control("refused_rows", "line, column_name, raw_text, reason") == [
        (4, "id", ",x@x.xxxxxxx,xxx", "id is empty; expected a value in every row")
    ]


def test_what_is_refused_is_kept_whole_and_published_masked(desk: Desk) -> None:
    row = ",ann@b.example,+33 6 12 34 56 78,2026-10-01\n"
    desk.put(PEOPLE, f"id,email,phone,status\np1,,,\n{row}")
    desk.load()
    assert desk.control("refused_rows", "raw_text") == [
        (",xxx@x.xxxxxxx,+99 9 99 99 99 99,2026-10-01",)
    ]
    kept = desk.query(
        f"select raw_text from '{desk.home}/rejects/desk/people/*.refused_rows.parquet'"
    )
    assert kept == [(",ann@b.example,+33 6 12 34 56 78,2026-10-01",)]


def test_a_row_with_bytes_that_do_not_decode_is_refused_and_shows_them(desk: Desk) -> None:
    good = "p1,é,\np2,è,\np3,à,\n".encode()
    desk.put(PEOPLE, b"id,status,email\n" + good + b"p4,\xe9t\xe9,\np5,,\n")
    load = the_load(desk.load())
    assert (load.rows_in_file, load.rows_landed, load.rows_refused) == (5, 4, 1)
    [(line, raw, reason)] = desk.control("refused_rows", "line, raw_text, reason")
    assert (line, raw) == (5, "x9,\\xx9x\\xx9,")
    assert "not utf-8" in reason


def test_a_row_with_stray_quotes_and_bytes_that_do_not_decode_is_refused_and_shows_them(
    desk: Desk,
) -> None:
    good = "p1,é,\np2,è,\np3,à,\n".encode()
    desk.put(PEOPLE, b"id,status,email\n" + good + b'p4,"x"y"z",\xe9t\xe9\np5,,\n')
    load = the_load(desk.load())
    assert (load.rows_in_file, load.rows_landed, load.rows_refused) == (5, 4, 1)
    [(line, raw, reason)] = desk.control("refused_rows", "line, raw_text, reason")
    assert (line, raw) == (5, 'x9,"x"x"x",\\xx9x\\xx9')
    assert "not utf-8" in reason


def test_a_header_with_bytes_that_do_not_decode_shows_them(desk: Desk) -> None:
    rows = "p1,é,New\np2,è,Old\n".encode()
    desk.put(PEOPLE, b"id,Pr\xe9nom,status\n" + rows)
    load = the_load(desk.load())
    assert "Pr\\xe9nom" in (load.message or "")
    assert desk.rows(columns="id, status") == [("p1", "New"), ("p2", "Old")]


@pytest.mark.parametrize("length", range(8))
def test_a_row_too_long_is_refused_wherever_the_engine_cuts_what_it_says_of_it(
    desk: Desk, length: int
) -> None:
    desk.put(PEOPLE, f"id,status\np1,New\np2,{'x' * length}{'漢字' * 9000},too long\np3,Old\n")
    load = the_load(desk.load())
    assert (load.rows_in_file, load.rows_landed, load.rows_refused) == (3, 2, 1)


def test_unknown_columns_are_kept_as_json(desk: Desk) -> None:
    desk.put(PEOPLE, 'id,Shoe Size,Note\np1,42,"a ""b"""\np2,,\n')
    load = the_load(desk.load())
    assert "Shoe Size, Note" in (load.message or "")
    [(first,), (second,)] = desk.rows(columns="_extra")
    assert json.loads(first) == {"Shoe Size": "42", "Note": 'a "b"'}
    assert second is None


def test_reordered_and_relabelled_headers_match(desk: Desk) -> None:
    desk.put(PEOPLE, "STATUS;Créé le;adresse E-MAIL;ID\nNew;01/10/2026 12:00;a@b.example;p1\n")
    desk.load()
    [row] = desk.rows(columns="id, email, status, cast(created_at as varchar)")
    assert row == ("p1", "a@b.example", "New", "2026-10-01 10:00:00")


def test_a_header_twice_uses_the_first_that_is_filled_and_keeps_what_the_other_says(
    desk: Desk,
) -> None:
    rows = ["p1,New,Old", "p2,,Old", "p3,New,", "p4,New, New ", "p5,null,Old", "p6,null,"]
    desk.put(PEOPLE, "\n".join(["id,status,status", *rows, ""]))
    assert the_load(desk.load()).message == (
        "named twice: status (status, status), in each row the first that is filled is used; "
        "another says else in 1 rows, kept in _extra"
    )
    assert desk.rows(columns="status, _extra") == [
        ("New", '{"status (2)":"Old"}'),
        ("Old", None),
        ("New", None),
        ("New", None),
        ("Old", None),
        (None, None),
    ]


def test_a_trailing_comma_makes_no_column(desk: Desk) -> None:
    desk.put(PEOPLE, "id,status,\np1,New,\np2,Old\n")
    load = the_load(desk.load())
    assert (load.rows_landed, load.rows_refused) == (2, 0)
    assert desk.rows(columns="id, status, _extra") == [("p1", "New", None), ("p2", "Old", None)]


def test_a_trailing_comma_in_the_rows_alone_is_no_cell(desk: Desk) -> None:
    desk.put(PEOPLE, "id,status\np1,New,\np2,Old,\n")
    assert the_load(desk.load()).rows_landed == 2


def test_a_header_alone_is_an_export_without_rows(desk: Desk) -> None:
    desk.put(PEOPLE, HEADER + "\n")
    load = the_load(desk.load())
    assert (load.status, load.rows_in_file) == ("landed", 0)


def test_the_header_again_among_the_rows_is_refused(desk: Desk) -> None:
    desk.put(PEOPLE, "Id,status\np1,New\nId,status\np2,Old\n")
    assert the_load(desk.load()).rows_refused == 1
    assert ids(desk) == ["p1", "p2"]


@pytest.mark.parametrize(
    "footer",
    [
        '\n"People Report"\n"Confidential Information - Do Not Distribute"\n',
        "Total,,123\n",
        ",,\n",
        "\n\n",
        "Grand Totals (2 records),,\n",
    ],
)
def test_a_footer_is_no_data(desk: Desk, footer: str) -> None:
    desk.put(PEOPLE, "id,status,amount\np1,New,1\np2,New,2\n" + footer)
    load = the_load(desk.load())
    assert (load.rows_in_file, load.rows_landed, load.rows_refused) == (2, 2, 0)


def test_a_row_cut_off_at_the_end_is_refused_not_taken_for_a_footer(desk: Desk) -> None:
    desk.put(PEOPLE, "id,status,amount\np1,New,1\np2,N")
    load = the_load(desk.load())
    assert (load.rows_landed, load.rows_refused) == (1, 1)


@pytest.mark.parametrize("rows", ["p1,New,1\np2\n", "p1;New;1\np2;New York;2\n"])
def test_a_short_row_at_the_end_that_may_be_data_is_refused_not_taken_for_a_footer(
    desk: Desk, rows: str
) -> None:
    desk.people(ROW.format(0), export="2026-09-01T0200")
    desk.put(PEOPLE, "id,status,amount\n" + rows)
    [load] = [load for load in desk.load().loads if load.export == "2026-10-01T0200"]
    assert load.rows_in_file == load.rows_landed + load.rows_refused == 2
    assert [row[0] for row in desk.control("refused_rows", "line")][-1] == 3


def test_a_long_block_of_short_rows_is_no_footer(desk: Desk) -> None:
    desk.put(PEOPLE, "id,status,amount\np1,New,1\n\n" + "two words\n" * 21)
    load = the_load(desk.load())
    assert (load.rows_in_file, load.rows_landed, load.rows_refused) == (22, 1, 21)


def test_a_report_without_rows_may_have_a_footer(desk: Desk) -> None:
    desk.put(PEOPLE, '"Id","Status"\n\n"People Report"\n"ACME"\n')
    load = the_load(desk.load())
    assert (load.status, load.rows_in_file) == ("landed", 0)


def test_a_short_text_row_before_data_is_refused_not_taken_for_a_footer(desk: Desk) -> None:
    desk.put(PEOPLE, "id,status,amount\np1,New,1\nConfidential\np2,New,2\n")
    load = the_load(desk.load())
    assert (load.rows_in_file, load.rows_landed, load.rows_refused) == (3, 2, 1)


def test_a_company_named_total_in_the_last_row_is_data(desk: Desk) -> None:
    desk.put(PEOPLE, "status,id\nNew,p1\nTotal SA,p2\n")
    assert the_load(desk.load()).rows_landed == 2


def test_a_zero_byte_inside_a_key_refuses_the_row_and_inside_another_value_that_value(
    desk: Desk,
) -> None:
    desk.put(
        PEOPLE, b"id,status,note\np1,N\0ew,\np\0002,Old,something longer\np3,Old,a\0b\0\n\0\0\n"
    )
    load = the_load(desk.load())
    assert desk.rows(columns="id, status, _extra") == [
        ("p1", None, None),
        ("p3", "Old", '{"note":"a\ufffdb"}'),
    ]
    assert (load.rows_in_file, load.rows_refused, load.values_refused) == (3, 1, 1)
    for refused in ("refused_rows", "refused_values"):
        [(reason,)] = desk.control(refused, "reason")
        assert "holds a zero byte" in reason


def test_mixed_line_ends_are_line_ends(desk: Desk) -> None:
    desk.put(PEOPLE, 'id,status\r\np1,New\np2,"a\r\nb"\rp3,c\r\n')
    desk.load()
    assert desk.rows(columns="id, status") == [("p1", "New"), ("p2", "a\r\nb"), ("p3", "c")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "~", ":", "\x01", "§"])
def test_any_sign_may_be_the_delimiter(desk: Desk, delimiter: str) -> None:
    rows = [("id", "status", "email"), ("p1", "New", "a@b.example"), ("p2", "Old", "")]
    desk.put(PEOPLE, "".join(delimiter.join(row) + "\n" for row in rows))
    desk.load()
    assert desk.rows(columns="id, status, email") == [rows[1], ("p2", "Old", None)]


def test_a_header_cell_of_several_lines_loses_no_row(desk: Desk) -> None:
    desk.put(PEOPLE, '"id","What is\nyour answer?","status"\np1,yes,New\np2,no,Old\n')
    assert the_load(desk.load()).rows_in_file == 2
    assert desk.rows(columns="id, status") == [("p1", "New"), ("p2", "Old")]


def test_an_announced_separator_is_used(desk: Desk) -> None:
    desk.put(PEOPLE, "sep=|\nid|status\np1|a,b;c\n")
    desk.load()
    assert desk.rows(columns="id, status") == [("p1", "a,b;c")]


def test_a_quote_inside_an_unquoted_cell_is_text(desk: Desk) -> None:
    desk.put(PEOPLE, 'id,status\np1,5" pipe\np2,New\n')
    desk.load()
    assert desk.rows(columns="id, status") == [("p1", '5" pipe'), ("p2", "New")]


def test_duplicate_keys_stay_in_landing(desk: Desk) -> None:
    desk.people(ROW.format(1), ROW.format(1))
    assert the_load(desk.load()).rows_landed == 2


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_every_encoding_gives_the_same_letters(desk: Desk, encoding: str) -> None:
    # with the typographic apostrophe, which latin-1 has not
    letters = "Société « Élan » 5 €", "œuvre d\u2019été"
    text = f"id,status\np1,{letters[0]}\np2,{letters[1]}\n"
    desk.put(PEOPLE, text.encode(encoding))
    desk.load()
    assert desk.rows(columns="status") == [(letters[0],), (letters[1],)]


def test_gz_and_zip_are_unpacked_and_each_member_is_a_file(desk: Desk) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("people_1.csv", "id,status\np1,New\n")
        packed.writestr("sub/people_2.csv.gz", gzip.compress(b"id,status\np2,New\n,Lost\n"))
        packed.writestr("notes.txt", "nothing")
    desk.put("desk/2026-10-01T0200/export.zip", archive.getvalue())
    desk.put("desk/2026-10-01T0200/people_3.csv.gz", gzip.compress(b"id,status\np3,New\n"))
    loads = {load.file.split("/", 2)[2]: load for load in desk.load().loads}
    assert {
        name: (load.status, load.rows_in_file, load.rows_landed) for name, load in loads.items()
    } == {
        "export.zip/people_1.csv": ("landed", 1, 1),
        "export.zip/sub/people_2.csv.gz": ("landed", 2, 1),
        "export.zip/notes.txt": ("ignored", 0, 0),
        "people_3.csv.gz": ("landed", 1, 1),
    }
    assert sorted(ids(desk)) == ["p1", "p2", "p3"]


@pytest.mark.parametrize(
    "name", ["../people.csv", "/people.csv", "a/../../people.csv", "C:\\people.csv"]
)
def test_a_zip_with_a_path_outside_itself_is_refused(desk: Desk, name: str) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr(name, "id\np1\n")
    desk.put("desk/2026-10-01T0200/people.zip", archive.getvalue())
    assert "outside the zip" in refusal(desk)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("people.zip", b"PK\x03\x04 not really"),
        ("people.csv.gz", b"\x1f\x8b not really"),
        ("people.csv.gz", gzip.compress(b"id\np1\n" * 1000, mtime=0)[:-30]),
    ],
)
def test_a_broken_container_is_refused(desk: Desk, name: str, content: bytes) -> None:
    desk.put(f"desk/2026-10-01T0200/{name}", content)
    assert "cannot be read" in refusal(desk)


def test_files_that_nobody_declared_are_reported_as_ignored(desk: Desk) -> None:
    desk.people(ROW.format(1))
    desk.put("desk/2026-10-01T0200/orders.csv", "id\n1\n")
    desk.put("desk/october/people.csv", "id\n1\n")
    desk.put("other/2026-10-01/orders.csv", "colour\nred\n")
    desk.put("other/2026-10-01/people.csv", "id\n1\n")
    desk.put("desk/2026-10-01T0200/.DS_Store", b"\0")
    ignored = {load.file: load.message for load in desk.load().loads if load.status == "ignored"}
    assert set(ignored) == {
        "desk/2026-10-01T0200/orders.csv",
        "desk/october/people.csv",
        "other/2026-10-01/orders.csv",
        "other/2026-10-01/people.csv",
    }
    assert "it takes people.csv (people), visits.csv (visits)" in (
        ignored["desk/2026-10-01T0200/orders.csv"] or ""
    )
    assert "desk/<time of the export>/" in (ignored["desk/october/people.csv"] or "")
    assert "no tool named 'other' is declared; declared are desk, mailer" in (
        ignored["other/2026-10-01/orders.csv"] or ""
    )
    told = "no tool named 'other' is declared; its header is that of desk.people: `accord add` puts"
    assert told in (ignored["other/2026-10-01/people.csv"] or "")


def test_a_column_may_bear_its_objects_name_before_its_own(desk: Desk) -> None:
    """`Person - Status`, in any of the object's languages; another object's is another column."""
    header = "Person - ID,Personne - Adresse e-mail,Person - Status,Deal - Status"
    desk.put(PEOPLE, f"{header}\np1,a@b.example,New,Won\n")
    load = the_load(desk.load())
    assert desk.rows(columns="id, email, status, _extra") == [
        ("p1", "a@b.example", "New", '{"Deal - Status":"Won"}')
    ]
    assert load.message == "1 undeclared columns kept in _extra: Deal - Status"


def in_japanese(columns: dict[str, dict[str, str]]) -> Declarations:
    """Every real tool's declarations, where HubSpot's exports call columns otherwise."""
    japanese = SystemFormat.model_validate({"columns": columns})
    return read_declarations(load_settings().model_copy(update={"systems": {"hubspot": japanese}}))


def test_headings_of_another_script_are_columns_of_their_own_as_the_settings_name_them(
    desk: Desk,
) -> None:
    desk.declarations = in_japanese(
        {
            "contacts": {
                "hs_object_id": "レコードID",
                "lastname": "姓",
                "firstname": "名",
                "email": "Eメール",
            }
        }
    )
    desk.put(
        "hubspot/2026-10-01T0200/contacts.csv",
        "関連会社ID,レコードID,名,姓,Eメール,役職\n"
        "900,101,花子,山田,hanako@a.example,部長\n"
        "900,102,太郎,鈴木,taro@a.example,\n",
    )
    load = the_load(desk.load())
    assert (load.rows_landed, load.rows_refused) == (2, 0)
    rows = desk.rows("hubspot/contacts", "hs_object_id, lastname, firstname, email, _extra")
    assert [row[:4] for row in rows] == [
        ("101", "山田", "花子", "hanako@a.example"),
        ("102", "鈴木", "太郎", "taro@a.example"),
    ]
    assert [json.loads(row[4]) for row in rows] == [
        {"関連会社ID": "900", "役職": "部長"},
        {"関連会社ID": "900"},
    ]


def test_headings_of_another_script_that_nothing_names_refuse_the_file_and_say_what_to_do(
    desk: Desk,
) -> None:
    desk.declarations = in_japanese({})
    desk.put(
        "hubspot/2026-10-01T0200/contacts.csv", "関連会社ID,レコードID,email\n900,101,a@b.example\n"
    )
    with pytest.raises(LoadBlocked) as blocked:
        desk.load()
    assert "required column missing: hs_object_id" in str(blocked.value)
    assert "say under `columns` of settings.yml what your exports call it" in str(blocked.value)


def test_the_header_again_in_another_script_is_refused(desk: Desk) -> None:
    desk.declarations = in_japanese({"contacts": {"hs_object_id": "レコードＩＤ"}})
    desk.put(
        "hubspot/2026-10-01T0200/contacts.csv",
        "レコードID,email\n101,a@b.example\nレコード ID,email\n102,c@d.example\n",
    )
    assert the_load(desk.load()).rows_refused == 1
    assert desk.rows("hubspot/contacts", "hs_object_id") == [("101",), ("102",)]
