"""What no export tool should write but a folder may hold: each is told, none is lost."""

import gzip
import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.errors import DamagedLanding, UnreadableFolder
from orchestration.loading import containers
from orchestration.loading.discovery import files_below
from tests.loading.conftest import Desk, the_load

FOLDER = "desk/2026-10-01T0200"
PEOPLE = "id,email,status\np1,a@b.example,New\n"


def zipped(*members: tuple[str, str]) -> bytes:
    """A zip of members."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members:
            archive.writestr(name, text)
    return content.getvalue()


def message(desk: Desk) -> str:
    """What a load says of the one file, which it must refuse."""
    desk.put("mailer/2026-10-01T0200/sends.csv", "id\n1\n")
    [load] = [load for load in desk.load().loads if load.system == "desk"]
    assert (load.status, load.rows_landed) == ("refused", 0)
    return load.message or ""


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (zipped(), "the zip is empty"),
        (zipped(("people.csv", PEOPLE), ("people.csv", PEOPLE)), "holds 'people.csv' 2 times"),
        (zipped(("peoplé.csv", PEOPLE)).replace("é".encode(), b"\xe9l"), "the zip cannot be read"),
    ],
)
def test_a_zip_of_which_something_would_be_lost_is_refused(
    desk: Desk, content: bytes, expected: str
) -> None:
    desk.put(f"{FOLDER}/people.zip", content)
    assert expected in message(desk)


@pytest.mark.parametrize("name", ["people.csv.gz", "people.zip"])
def test_a_container_that_grows_beyond_measure_is_refused_while_it_is_unpacked(
    desk: Desk, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(containers, "_HARMLESS_SIZE", 1 << 20)
    text = PEOPLE + "0" * 20_000_000
    packed = zipped(("people.csv", text)) if name.endswith("zip") else gzip.compress(text.encode())
    desk.put(f"{FOLDER}/{name}", packed)
    assert "times as large as packed" in message(desk)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("people.numbers", zipped(("Index/Document.iwa", "")), "a spreadsheet; save or export"),
        ("people.csv", b'[{"id": "p1", "email": "a@b.example"}]', "this is JSON"),
        ("people.csv", b'{"errorCode": "INVALID_SESSION_ID"}', "this is JSON"),
        ("people.csv", b"<script>location = '/login'</script>\n", "a web page"),
        ("people.json", b"[" * 100_000, "nested too deeply"),
        ("people.json", b'[{"id": "p1"}]\n[{"id": "p2"}]', "behind the array that ends in line 1"),
        ("people.json", b"[1, 2]", "none of its 2 records can be read; line 1: not an object"),
        ("export.zip", zipped(("people.zip", "PK")), "a zip in a zip"),
    ],
)
def test_another_format_in_place_of_an_export_is_named(
    desk: Desk, name: str, content: bytes, expected: str
) -> None:
    desk.put(f"{FOLDER}/{name}", content)
    assert expected in message(desk)


def test_a_first_row_of_data_is_not_shown(desk: Desk) -> None:
    desk.put(f"{FOLDER}/people.csv", "p1,ann@b.example,Ann\n")
    told = message(desk)
    assert "no header row: the first row is 3 cells of data" in told
    assert "nn" not in told.replace("columns", "")


def test_a_cell_of_no_measure_is_refused_and_not_shown(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.loading.records._LONGEST_CELL", 1 << 12)
    desk.put(f"{FOLDER}/people.csv", "id,email,status\n\n" + "x" * 10_000)
    assert "is no row of a table" in message(desk)


def test_a_long_refused_row_is_published_in_part(desk: Desk) -> None:
    desk.put(f"{FOLDER}/people.csv", "id,status\n," + "x" * 5_000 + "\np1,New\n")
    desk.load()
    [(shown,)] = desk.control("refused_rows", "length(raw_text)")
    assert shown == 1001


def test_undeclared_texts_of_a_refused_row_are_masked(desk: Desk) -> None:
    desk.put(f"{FOLDER}/people.csv", "id,status,Contact,Size\np1,,,\n,New,Ann Miller,42\n")
    desk.load()
    assert desk.control("refused_rows", "raw_text") == [(",xxx,xxx xxxxxx,42",)]


def test_a_link_to_nothing_is_refused(desk: Desk) -> None:
    desk.put(f"{FOLDER}/visits.csv", "visit_id,person_id\n1,p1\n").unlink()
    (desk.exports / FOLDER / "people.csv").symlink_to(desk.exports / "gone.csv")
    assert "a link to nothing" in message(desk)


def test_a_folder_in_place_of_a_file_is_refused(desk: Desk) -> None:
    (desk.exports / FOLDER / "people.csv").mkdir(parents=True)
    assert "this is a folder" in message(desk)


@pytest.mark.parametrize("ending", [".part", ".crdownload", ".filepart", ".tmp", "~"])
def test_a_file_that_is_still_being_written_waits_for_its_own_name(desk: Desk, ending: str) -> None:
    desk.put(f"{FOLDER}/people.csv", PEOPLE)
    desk.put(f"{FOLDER}/people_2.csv{ending}", PEOPLE)
    loads = {load.status: load for load in desk.load().loads}
    assert loads["landed"].rows_landed == 1
    assert "still being written" in (loads["ignored"].message or "")


def test_links_to_folders_are_followed_once(desk: Desk, tmp_path: Path) -> None:
    elsewhere = tmp_path / "disk"
    elsewhere.mkdir()
    (elsewhere / "people.csv").write_text(PEOPLE)
    (elsewhere / "again").symlink_to(elsewhere)
    (desk.exports / "desk").mkdir()
    (desk.exports / FOLDER).symlink_to(elsewhere)
    assert the_load(desk.load()).rows_landed == 1


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
@pytest.mark.parametrize("name", ["people[1]", "people?", "people*", "people's"])
def test_a_file_is_read_itself_whatever_signs_are_in_its_name(
    desk: Desk, name: str, ending: str
) -> None:
    for stem, person in [(name, "p1"), ("people1", "p2")]:
        text = f'[{{"id": "{person}"}}]' if ending == "json" else f"id\n{person}\n"
        file = desk.put(f"{FOLDER}/{stem}.{ending}", text)
        if ending == "parquet":
            pq.write_table(pa.table({"id": [person]}), file)
    desk.load()
    assert set(desk.rows(columns="id, _file")) == {
        ("p1", f"{FOLDER}/{name}.{ending}"),
        ("p2", f"{FOLDER}/people1.{ending}"),
    }


def test_a_file_whose_name_is_no_text_is_refused(desk: Desk) -> None:
    desk.put(f"{FOLDER}/people_\udce9.csv", PEOPLE)
    assert "rename it" in message(desk)


def test_a_folder_that_cannot_be_listed_stops_the_load(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFolder, match="gone cannot be read"):
        files_below(tmp_path / "gone")


def damage(desk: Desk, how: str) -> None:
    """Damage the one landing file of people, or leave it as another version would write it."""
    [landed] = (desk.home / "landing/desk/people").glob("2*.parquet")
    if how == "cut":
        landed.write_bytes(landed.read_bytes()[:-20])
    else:
        landed.write_bytes(landed.read_bytes().replace(b'"stamp"', b'"stomp"'))


@pytest.mark.parametrize("how", ["cut", "other version"])
def test_a_damaged_or_foreign_landing_is_loaded_again_from_its_export(desk: Desk, how: str) -> None:
    desk.people("p1,,,,,,,,,,New")
    desk.load()
    damage(desk, how)
    report = desk.load()
    assert (report.new_files, the_load(report).rows_landed) == (1, 1)
    assert len(desk.rows()) == 1


@pytest.mark.parametrize("how", ["cut", "other version"])
def test_a_damaged_or_foreign_landing_without_its_export_stops_the_load(
    desk: Desk, how: str
) -> None:
    export = desk.people("p1,,,,,,,,,,New")
    desk.put("mailer/2026-10-01T0200/sends.csv", "id\n1\n")
    desk.load()
    damage(desk, how)
    export.unlink()
    with pytest.raises(DamagedLanding, match="their exports are gone"):
        desk.load()
