"""`accord new-tool`: a tool that nobody declared, begun from its files, whatever they are."""

import csv
import gzip
import json
import re
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from typer.testing import CliRunner

from orchestration.cli import app
from orchestration.errors import BadUsage
from orchestration.loading.declarations import ExportObject, System, read_declarations
from orchestration.new_tool import NewTool, new_tool
from orchestration.new_tool.kinds import kinds_of
from orchestration.new_tool.plan import Field
from orchestration.new_tool.writing import with_shapes
from orchestration.settings import PROJECT, RunOptions, load_settings

LINE = 110
HEADER = ["Kontaktnummer", "E-Mail", "Betreuer", "Umsatz", "Angelegt am", "Aktiv"]
ROWS = [
    ["K-1", "a@b.example", "Uma", "1.234,50", "25.02.2026 10:00", "ja"],
    ["K-2", "c@d.example", "Ida", "12,00", "03.04.2026 11:30", "nein"],
]


class Bench:
    """A folder of downloads and a project without tools."""

    def __init__(self, folder: Path):
        self.downloads, self.project = folder / "downloads", folder / "dbt_project"
        self.staging = self.project / "models" / "staging"
        self.downloads.mkdir()
        self.staging.mkdir(parents=True)
        shutil.copyfile(PROJECT / "dbt_project" / "dbt_project.yml", self.shapes)

    @property
    def shapes(self) -> Path:
        """Where tools are listed by shape."""
        return self.project / "dbt_project.yml"

    def write(self, name: str, rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
        """A file of these rows, the header first."""
        path = self.downloads / name
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, delimiter=delimiter).writerows(rows)
        return str(path)

    def begin(self, *given: str, says: Sequence[str] = (), is_dry: bool = False) -> NewTool:
        """Begin the tool `firma`."""
        options = RunOptions.resolve(environment={})
        return new_tool(options, "firma", given, says=says, is_dry=is_dry, project=self.project)

    def column(self, values: Sequence[str], header: str = "Feld") -> Field:
        """What is found in one column of people."""
        rows = [[f"p{place}", value] for place, value in enumerate(values)]
        begun = self.begin(self.write("people.csv", [["id", header], *rows]), is_dry=True)
        return begun.objects[0].fields[1]

    @property
    def system(self) -> System:
        """The tool as a night reads it."""
        return read_declarations(load_settings(), self.staging)["firma"]

    def declared(self, name: str) -> ExportObject:
        """One object of it."""
        return next(each for each in self.system.objects if each.name == name)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


# what a column holds, and the type in which all of it lands
TYPES = [
    (["12", "7", ""], "bigint"),
    (["1,200", "3"], "bigint"),
    (["$1,200.50", "3"], "decimal(18, 2)"),
    (["0.333", "2"], "double"),
    (["Yes", "No"], "boolean"),
    (["No", "No"], "boolean"),
    (["1", "0"], "boolean"),
    (["vrai", "faux"], "boolean"),
    # a count that happens to be one in each
    (["1", "1"], "bigint"),
    # one letter may be anything
    (["N", "N"], "varchar"),
    (["01234", "99999"], "varchar"),
    (["0612345678", "0712345678"], "varchar"),
    (["12345678901234567", "12345678901234568"], "varchar"),
    (["2026-01-02T03:04:05Z", ""], "timestamp"),
    (["2026-01-02", "2026-01-03"], "timestamp"),
    (["15 Apr, 2021 00:03:00", "1 mars 2026"], "timestamp"),
    (["1767225600", "1767225601"], "timestamp"),
    (["1767225600000", "1767225601000"], "timestamp"),
    (['{"a": 1}', "[1, 2]"], "varchar"),
    (["", ""], "varchar"),
    (["12", "about 7"], "varchar"),
]


def test_a_column_has_the_type_in_which_all_its_values_land(bench: Bench) -> None:
    header = [f"Feld {number}" for number in range(len(TYPES))]
    rows = [
        [(values + [""] * 3)[place] for values, _ in TYPES] + [f"p{place}"] for place in range(3)
    ]
    [people] = bench.begin(bench.write("people.csv", [[*header, "id"], *rows])).objects
    found = {each.header: each.data_type for each in people.fields}
    assert {str(values): found[name] for name, (values, _) in zip(header, TYPES, strict=True)} == {
        str(values): data_type for values, data_type in TYPES
    }


def test_digits_that_an_id_is_made_of_are_no_number(bench: Bench) -> None:
    assert bench.column(["1767225600", "1767225601"], header="Campaign ID").data_type == "varchar"


def test_json_and_e_mails_are_told_from_text(bench: Bench) -> None:
    assert bench.column(['{"a": 1}', "[1, 2]"]).inferred.is_json
    assert not bench.column(['{"a": 1}', "{a"]).inferred.is_json
    assert bench.column(["a@b.example", "c@d.example"]).is_personal
    assert not bench.column(["12", "7"]).is_personal


def test_a_time_says_whether_the_tools_zone_matters(bench: Bench) -> None:
    assert bench.column(["2026-01-02T03:04:05Z", "2026-07-02T03:04:05+02:00"]).inferred.has_zone
    assert not bench.column(["2026-01-02 03:04:05", "2026-07-02T03:04:05Z"]).inferred.has_zone
    days = bench.column(["2026-01-02", "2026-01-03"]).inferred
    assert days.has_zone
    assert days.notes == ("days without a time",)


def test_what_is_ambiguous_is_asked_where_it_is_declared(bench: Bench) -> None:
    begun = bench.begin(
        bench.write("people.csv", [["id", "Since"], ["a", "03/04/2026"], ["b", "05/06/2026"]])
    )
    text = (bench.staging / "firma" / "_firma__sources.yml").read_text("utf-8")
    asked = "every day fits as dmy and as mdy: look at one that you know"
    assert begun.asked == (asked,)
    assert f"        # {asked}\n        day_order: dmy\n" in text


def test_days_that_fit_one_way_decide_for_those_that_fit_both(bench: Bench) -> None:
    rows = [["id", "A", "B"], ["a", "03/04/2026", "12/31/2026"], ["b", "05/06/2026", "01/02/2026"]]
    begun = bench.begin(bench.write("people.csv", rows))
    assert begun.asked == ()
    assert bench.system.day_order == "mdy"


def test_a_column_in_the_other_order_says_so_itself(bench: Bench) -> None:
    rows = [["id", "A", "B", "C"], ["a", "25/12/2026", "25/12/2026", "12/25/2026"]]
    bench.begin(bench.write("people.csv", rows))
    orders = {each.name: each.day_order for each in bench.declared("people").columns}
    assert bench.system.day_order == "dmy"
    assert (orders["a"], orders["b"], orders["c"]) == (None, None, "mdy")


def test_how_the_tool_writes_numbers_and_nothing_is_found_and_declared(bench: Bench) -> None:
    rows = [["id", "A", "B"], ["a", "1.234,50", "n/a"], ["b", "2,5", "7"]]
    bench.begin(bench.write("people.csv", rows, delimiter=";"))
    assert (bench.system.decimal_mark, bench.system.digit_grouping) == (",", "thousands")
    assert bench.system.null_words == ("n/a",)
    types = {each.name: each.data_type for each in bench.declared("people").columns}
    assert (types["a"], types["b"]) == ("decimal(18, 2)", "bigint")


def test_a_number_that_fits_with_either_mark_is_asked(bench: Bench) -> None:
    begun = bench.begin(bench.write("people.csv", [["id", "A"], ["a", "1,234"], ["b", "2,500"]]))
    assert begun.asked == (
        "as many columns fit with . as with , as the decimal mark: look at one number",
    )


def test_indian_groups_of_digits_are_found(bench: Bench) -> None:
    bench.begin(bench.write("people.csv", [["id", "A"], ["a", "3,40,000"], ["b", "2,50,000.50"]]))
    assert bench.system.digit_grouping == "indian"


def test_files_of_every_format_are_objects_of_one_tool(bench: Bench) -> None:
    people = bench.write("Kontakte 2026-10-01.csv", [HEADER, *ROWS], delimiter=";")
    bench.write(
        "later.csv", [HEADER, ["K-3", "e@f.example", "Uma", "1,5", "13.05.2026", "ja"]], ";"
    )
    packed = bench.downloads / "Kontakte 2026-11-01.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(bench.downloads / "later.csv", "Kontakte 2026-11-01.csv")
    book = bench.downloads / "book.xlsx"
    with xlsxwriter.Workbook(book) as workbook:
        sheets: dict[str, list[list[str | float]]] = {
            "Opportunities": [["Nr", "Betrag", "Phase"], ["o1", 2.5, "Won"], ["o2", 3, "Open"]],
            "Users": [["Kürzel", "Name"], ["u1", "Uma"], ["u2", "Ida"]],
        }
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    done = [{"type": "form", "at": "2026-03-01T10:00:00Z", "who": {"nr": "K-1"}}]
    answer = bench.downloads / "activities.json"
    answer.write_text(json.dumps({"count": 1, "data": {"items": done}}), "utf-8")
    steps = bench.downloads / "stages.parquet"
    pq.write_table(
        pa.table(
            {"Person_id": ["K-1"], "stage": ["MQL"], "Kanal": ["Web"], "date": ["2026-03-01"]}
        ),
        steps,
    )

    begun = bench.begin(f"people={people}", f"people={packed}", *map(str, (book, answer, steps)))
    assert {each.name: each.kind for each in begun.objects} == {
        "kontakte": "people",
        "opportunities": "opportunities",
        "users": "users",
        "activities": "activities",
        "stages": "stage_changes",
    }
    assert sorted((load.object, load.rows_landed) for load in begun.loads) == [
        ("activities", 1),
        ("kontakte", 1),
        ("kontakte", 2),
        ("opportunities", 2),
        ("stages", 1),
        ("users", 2),
    ]
    assert bench.declared("activities").json.records == "data.items"
    # numbers of a workbook have a point, whatever the tool writes elsewhere
    types = {each.name: each.data_type for each in bench.declared("opportunities").columns}
    assert (bench.system.decimal_mark, types["betrag"]) == (",", "decimal(18, 2)")
    assert {"people", "person_emails", "users", "stage_changes", "opportunities"} <= set(
        begun.shapes
    )


def test_lines_of_json_and_packed_files_are_read(bench: Bench) -> None:
    lines = [{"id": f"p{n}", "props": {"a": n, "b": n, "c": "x"}} for n in range(3)]
    file = bench.downloads / "people.jsonl.gz"
    file.write_bytes(gzip.compress("\n".join(map(json.dumps, lines)).encode()))
    begun = bench.begin(str(file))
    assert bench.declared("people").json.unwrap == ("props",)
    assert {each.name for each in begun.objects[0].fields} == {"id", "a", "b", "c"}


def test_headers_that_are_no_names_become_names(bench: Bench) -> None:
    long = "Welche der folgenden Aussagen trifft auf Ihr Unternehmen am ehesten zu, und warum"
    header = [
        "id",
        "order",
        "user",
        "2nd line",
        "E-mail",
        "e mail",
        "",
        "Höhe (m²)",
        long,
        "version key",
    ]
    cells = ["1", "2", "x", "y", "a@b.example", "z", "", "3", "v", "w"]
    begun = bench.begin(bench.write("people.csv", [header, cells]))
    assert [each.name for each in begun.objects[0].fields] == [
        "id",
        "order_column",
        "user_column",
        "column_2nd_line",
        "e_mail",
        "hohe_m2",
        "welche_der_folgenden_aussagen_trifft",
        "version_key_2",
    ]
    [load] = begun.loads
    assert (load.rows_landed, load.values_refused) == (1, 0)


def test_headers_of_another_script_become_names_in_letters_of_sql(bench: Bench) -> None:
    header = ["id", "関連会社ID", "姓", "名", "Имя"]
    begun = bench.begin(
        bench.write("people_リード.csv", [header, ["1", "c1", "山田", "花子", "Анна"]])
    )
    [people] = begun.objects
    assert people.name == "people"
    assert [each.name for each in people.fields] == ["id", "id_2", "field", "field_2", "field_3"]
    assert [each.header for each in people.fields] == header
    [load] = begun.loads
    assert (load.rows_landed, load.values_refused) == (1, 0)


def test_a_column_is_known_by_its_header_alone(bench: Bench) -> None:
    rows = [["id", "c1", "c0", "text"], ["p1", "7", "a", "2026-01-01"]]
    [people] = bench.begin(bench.write("people.csv", rows)).objects
    assert {each.header: each.data_type for each in people.fields} == {
        "id": "varchar",
        "c1": "bigint",
        "c0": "varchar",
        "text": "timestamp",
    }


def test_what_is_written_keeps_to_the_line_of_the_house(bench: Bench) -> None:
    word = "sehr_langer_name_einer_spalte_deren_woerter_kein_ende_nehmen"
    header = [
        "id",
        *(f"{word}_{number}" for number in range(105)),
        "Lead Source",
        "Owner",
        "Status",
    ]
    begun = bench.begin(
        bench.write(
            f"people_{word}.csv", [header, [str(place) for place in range(1, len(header) + 1)]]
        )
    )
    for file in begun.files:
        lines = (begun.folder / file).read_text("utf-8").splitlines()
        assert max(map(len, lines)) <= LINE, file
        # of so many columns those that a shape asks for stand in the model
        assert len(lines) <= 150 or file == "_firma__sources.yml", file
    assert len(bench.declared(begun.objects[0].name).columns) > 105


def test_a_person_says_which_column_says_what(bench: Bench) -> None:
    begun = bench.begin(
        bench.write("people.csv", [["id", "Lage", "Status"], ["1", "warm", "x"]]),
        says=["stage=Lage"],
    )
    says = {each.name: each.says and each.says.name for each in begun.objects[0].fields}
    assert says == {"id": "id", "lage": "stage", "status": None}
    changes = (begun.folder / "firma__stage_changes.sql").read_text("utf-8")
    assert "('lage', 'lage')" in changes


def says_of(begun: NewTool, name: str) -> dict[str, str]:
    """Which column of an object says which word."""
    [planned] = [each for each in begun.objects if each.name == name]
    return {each.says.name: each.name for each in planned.fields if each.says}


def test_a_word_is_said_for_one_object_and_what_it_takes_away_is_told(bench: Bench) -> None:
    leads = bench.write("leads.csv", [["id", "Status", "Lage"], ["1", "x", "warm"]])
    deals = bench.write("deals.csv", [["id", "Status", "Lage"], ["7", "y", "kalt"]])
    begun = bench.begin(leads, f"opportunities={deals}", says=["leads.stage=Lage"])
    assert says_of(begun, "leads") == {"id": "id", "stage": "lage"}
    assert says_of(begun, "deals") == {"id": "id", "stage": "status"}
    assert begun.warnings == (
        "leads.status: by its name it said stage; now it does not, since 'Lage' does (--says)",
    )


def test_what_is_said_of_a_column_of_one_file_leaves_the_others_alone(bench: Bench) -> None:
    leads = bench.write("leads.csv", [["id", "Betreuer"], ["1", "u1"]])
    deals = bench.write("deals.csv", [["id", "lead_id", "user_id"], ["7", "1", "u1"]])
    begun = bench.begin(leads, f"opportunities={deals}", says=["owner=Betreuer"])
    assert says_of(begun, "leads")["owner"] == "betreuer"
    assert says_of(begun, "deals")["owner"] == "user_id"


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (
            ["id", "lead_id", "old_status_label", "new_status_label", "date_created"],
            "stage_changes",
        ),
        (["lead_id", "from_stage", "to_stage", "changed_on"], "stage_changes"),
        (["id", "deal_id", "lead_id", "old_stage", "new_stage", "at"], "opportunity_stage_changes"),
    ],
)
def test_a_value_before_and_one_after_with_a_time_are_a_history(
    bench: Bench, header: list[str], kind: str
) -> None:
    leads = bench.write("leads.csv", [["id", "status"], ["1", "New"]])
    deals = bench.write("deals.csv", [["id", "phase", "stage"], ["1", "a", "New"]])
    row = [
        "2026-01-02 03:04" if each in ("at", "changed_on", "date_created") else "1"
        for each in header
    ]
    changes = bench.write("sequel.csv", [header, row])
    begun = bench.begin(leads, f"opportunities={deals}", changes)
    [planned] = [each for each in begun.objects if each.name == "sequel"]
    assert planned.kind == kind
    # told apart by its id, where it has one
    assert planned.key_field is None if "id" not in header else planned.key == "id"
    assert planned.field == ("status" if kind == "stage_changes" else "stage")
    text = (begun.folder / f"firma__{kind}.sql").read_text("utf-8")
    assert f"'{planned.field}' as field" in text
    before = next(each for each in header if each.startswith(("old_", "from_")))
    assert f"{before} as old_value" in text
    if kind == "stage_changes":
        assert "'leads' as object" in text


def test_an_e_mail_with_its_sender_and_reader_is_no_history(bench: Bench) -> None:
    leads = bench.write("leads.csv", [["id", "status"], ["1", "New"]])
    mails = bench.write(
        "mails.csv",
        [["id", "type", "from", "to", "date", "lead_id"], ["m", "e", "a", "b", "2026-01-02", "1"]],
    )
    assert [each.kind for each in bench.begin(leads, mails).objects] == ["people", "activities"]


def test_an_id_points_to_the_object_that_is_called_so(bench: Bench) -> None:
    contacts = bench.write("contacts.csv", [["id", "Ort"], ["1", "X"], ["2", "X"]])
    leads = bench.write("leads.csv", [["id", "Stadt"], ["1", "X"], ["2", "X"]])
    done = [["id", "type", "lead_id", "date", "x"], ["a", "form", "1", "2026-01-02", "y"]]
    begun = bench.begin(contacts, leads, bench.write("activities.csv", done))
    assert {each.name: each.person for each in begun.objects}["activities"] == "leads"
    assert begun.warnings == ()


def test_an_id_of_which_no_row_is_given_is_told(bench: Bench) -> None:
    leads = bench.write("leads.csv", [["id", "Stadt"], ["1", "X"]])
    done = [["id", "type", "lead_id", "date", "x"], ["a", "form", "L-9", "2026-01-02", "y"]]
    begun = bench.begin(leads, bench.write("activities.csv", done), is_dry=True)
    assert begun.warnings == (
        "activities.lead_id: no value of it is one of leads.id, so its rows are nobody's: look at "
        "both, and give the export that has these records",
    )


def test_the_words_of_apis_are_known(bench: Bench) -> None:
    leads = bench.write(
        "leads.csv",
        [
            ["id", "lead_id", "status_label", "date_created", "date_updated", "custom.Lead Source"],
            ["1", "n", "New", "2026-01-02", "2026-01-03", "Web"],
        ],
    )
    deals = bench.write(
        "deals.csv",
        [
            ["id", "value", "value_currency", "confidence", "date_won", "date_lost", "user_name"],
            ["1", "2", "EUR", "40", "2026-01-02", "", "Uma"],
            ["2", "3", "EUR", "0", "", "2026-01-03", "Uma"],
        ],
    )
    users = bench.write("users.csv", [["id", "first_name", "last_name"], ["u", "Uma", "Ott"]])
    begun = bench.begin(leads, f"opportunities={deals}", f"users={users}")
    assert says_of(begun, "leads") == {
        "id": "id",
        "stage": "status_label",
        "created_at": "date_created",
        "modified_at": "date_updated",
        "source": "custom_lead_source",
    }
    text = (begun.folder / "firma__opportunities.sql").read_text("utf-8")
    for line in (
        "value as amount,",
        "value_currency as currency,",
        "confidence / 100.0 as win_probability,",
        "coalesce(date_won, date_lost) as closed_at",
        "'firma:name:' || user_name as owner_key,",
    ):
        assert f"        {line}" in text
    named = (begun.folder / "firma__users.sql").read_text("utf-8")
    assert "trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')) as user_name" in named


def test_e_mails_and_phones_within_json_are_personal_and_the_first_is_the_persons(
    bench: Bench,
) -> None:
    lists = '[{"name": "A", "emails": [{"email": "a@b.example", "type": "office"}]}]'
    header = ["id", "contacts", "phones", "tags"]
    row = ["1", lists, '[{"phone": "+49 30"}]', '["x"]']
    begun = bench.begin(bench.write("people.csv", [header, row]))
    assert {each.name: each.is_personal for each in begun.objects[0].fields} == {
        "id": False,
        "contacts": True,
        "phones": True,
        "tags": False,
    }
    people = (begun.folder / "firma__people.sql").read_text("utf-8")
    entry = "json_text('newest_people.contacts', 0)"
    first = f"json_text(json_text(json_text({entry}, 'emails'), 0), 'email')"
    assert f"{{{{ {first} }}}}" in people
    assert "person_emails" in begun.shapes


def test_an_id_in_a_header_is_kept_whole_unless_a_person_says_what_it_is(bench: Bench) -> None:
    own, other = (
        "custom.cf_0fjzLczbttOofL9H2WjQ5TY4MyWuUFjs",
        "custom.cf_BUSZGi6HWGK10Zb0RLZ5TR9SPofb",
    )
    rows = [["id", own, other], ["1", "Web", "x"]]
    begun = bench.begin(bench.write("people.csv", rows), says=[f"source={own}"])
    assert [each.name for each in begun.objects[0].fields] == [
        "id",
        "source",
        "custom_cf_buszgi6hwgk10zb0rlz5tr9spofb",
    ]
    [load] = begun.loads
    assert load.values_refused == 0


def test_however_many_files_of_activities_make_no_model_longer_than_the_house_has_it(
    bench: Bench,
) -> None:
    given = [bench.write("leads.csv", [["id", "status"], ["1", "New"]])]
    for name in ("calls", "emails", "meetings", "notes", "sms", "tasks"):
        header = ["id", "type", "lead_id", "user_id", "date", name]
        given.append(bench.write(f"{name}.csv", [header, ["a", "x", "1", "u", "2026-01-02", "z"]]))
    begun = bench.begin(*given)
    for shape in ("sales", "marketing"):
        text = (begun.folder / f"firma__{shape}_activities.sql").read_text("utf-8")
        assert len(text.splitlines()) <= 150


def test_every_word_that_can_be_said_is_asked_by_a_model() -> None:
    plain = read_declarations(load_settings(), PROJECT / "dbt_project" / "models" / "staging")
    # by the name of their word, or by a list of words
    written = "".join(
        file.read_text("utf-8")
        for file in (PROJECT / "orchestration" / "new_tool").rglob("*")
        if file.is_file() and file.suffix != ".pyc" and file.name != "kinds.py"
    )
    for kind in kinds_of(plain["template"]).values():
        words = [each.name for each in kind.columns if each.name[0] != "_"]
        unasked = [word for word in words if not re.search(rf"['\"]{word}['\"]", written)]
        assert unasked == [], kind.name


def test_an_e_mail_that_stands_for_an_id_names_nobody_in_the_models(bench: Bench) -> None:
    begun = bench.begin(
        bench.write("people.csv", [["E-Mail", "Stadt"], ["a@b.example", "X"], ["c@d.example", "X"]])
    )
    staging = (begun.folder / "stg_firma__people.sql").read_text("utf-8")
    assert "{{ stable_hash(['lower(e_mail)']) }} as hashed_id" in staging


def test_a_tool_is_listed_before_the_plain_tables_over_as_many_lines_as_it_needs() -> None:
    long = ", ".join(f"tool_number_{number}" for number in range(6))
    project = f"vars:\n  shapes:\n    people: [{long}, template]\n    merges: [hubspot]\n"
    once = with_shapes(project, "firma", ["people", "merges"])
    # 13 signs of head, six names of 14 with their comma, blanks between: 109 with the tool's
    assert once == (
        "vars:\n  shapes:\n"
        f"    people: [{long}, firma,\n             template]\n"
        "    merges: [hubspot, firma]\n"
    )
    again = with_shapes(once, "other", ["people"])
    assert f"    people: [{long}, firma,\n             other, template]\n" in again


def test_a_look_writes_nothing(bench: Bench) -> None:
    before = bench.shapes.read_bytes()
    begun = bench.begin(bench.write("people.csv", [["id"], ["1"]]), is_dry=True)
    assert not begun.is_written
    assert list(bench.staging.iterdir()) == []
    assert bench.shapes.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "rows", "expected"),
    [
        (
            "people.csv",
            [["Name", "Stadt"], ["A", "X"], ["A", "Y"], ["B", "Y"]],
            "tells its records",
        ),
        (
            "notes.csv",
            [["a", "b"], ["1", "2"]],
            "what its rows are can be told neither by its name",
        ),
        ("users.csv", [["Kürzel", "Name"], ["u", "U"]], "none of the files holds people"),
        ("people.csv", [[""]], "its first row has no name of a column"),
        ("people.csv", [["id", "Stadt"]], "it has a header and no row"),
        ("2026.csv", [["id", "x"], ["1", "2"]], "its name begins with no letter"),
        ("リード.csv", [["id", "x"], ["1", "2"]], "its name begins with no letter"),
        (
            "Lead.csv",
            [
                ["Id", "Email", "Company", "Status", "IsConverted"],
                ["00Q000000000001AAA", "", "", "", ""],
            ],
            "its header is that of salesforce.lead (5 of 5 columns), which is declared already",
        ),
    ],
)
def test_a_file_of_which_no_tool_can_be_begun_is_told_and_nothing_written(
    bench: Bench, name: str, rows: list[list[str]], expected: str
) -> None:
    before = bench.shapes.read_bytes()
    with pytest.raises(BadUsage) as refused:
        bench.begin(bench.write(name, rows))
    assert expected in str(refused.value)
    assert list(bench.staging.iterdir()) == []
    assert sorted(each.name for each in bench.project.iterdir()) == ["dbt_project.yml", "models"]
    assert bench.shapes.read_bytes() == before


def test_a_file_that_is_none_of_its_ending_is_told(bench: Bench) -> None:
    file = bench.downloads / "people.xlsx"
    file.write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(BadUsage, match=r"people\.xlsx: the workbook is not whole"):
        bench.begin(str(file))


@pytest.mark.parametrize(
    ("says", "expected"),
    [
        ("stage", "--says: found 'stage'; expected a column of the plain tables"),
        ("stage=Stat", "no file has a column named so; nearest is 'Stadt'"),
        ("colour=Stadt", "found 'colour'; expected one of id, email"),
        ("created_at=Stadt", "found values of type varchar; created_at is of type timestamp"),
        ("deals.stage=Stadt", "no object is called 'deals'; expected one of people"),
        ("people.stage=Land", "people has no column named so"),
        ("merged_into=Stadt", "found 'merged_into'; expected one of id, email"),
    ],
)
def test_what_a_person_cannot_say_is_told(bench: Bench, says: str, expected: str) -> None:
    file = bench.write("people.csv", [["id", "Stadt"], ["1", "Paris"]])
    with pytest.raises(BadUsage) as refused:
        bench.begin(file, says=[says])
    assert expected in str(refused.value)


def test_a_word_said_twice_for_one_object_is_told(bench: Bench) -> None:
    file = bench.write("people.csv", [["id", "Stadt", "Lage"], ["1", "Paris", "x"]])
    with pytest.raises(BadUsage, match="people has both, and one column can say it"):
        bench.begin(file, says=["stage=Stadt", "stage=Lage"])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("X-Firma", "found 'X-Firma'; expected small letters"),
        ("7up", "found '7up'; expected small letters"),
        ("hubspot", "a tool named hubspot is there already"),
        ("control", "is there already; give the tool another name"),
    ],
)
def test_a_name_that_cannot_be_used_is_told(name: str, expected: str) -> None:
    before = sorted((PROJECT / "dbt_project" / "models" / "staging").iterdir())
    result = CliRunner().invoke(app, ["new-tool", name, "--from", "a.csv", "b.csv"])
    assert result.exit_code == 2
    assert expected in " ".join(result.output.split())
    assert sorted((PROJECT / "dbt_project" / "models" / "staging").iterdir()) == before


def test_the_command_takes_files_behind_one_another_and_tells_machines(bench: Bench) -> None:
    people = bench.write("people.csv", [["id", "Stadt"], ["1", "X"]])
    users = bench.write("users.csv", [["Kürzel", "Name"], ["u", "U"]])
    command = ["new-tool", "firma", "--from", people, users, "--dry-run", "--json"]
    result = CliRunner().invoke(app, command)
    told = json.loads(result.output)
    assert (result.exit_code, told["status"]) == (0, "looked at")
    assert [each["object"] for each in told["objects"]] == ["people", "users"]
    plain = CliRunner().invoke(app, command[:-1])
    assert "people.csv: all 1 rows land as people" in plain.output
    assert "Nothing is written. It would go to" in plain.output
