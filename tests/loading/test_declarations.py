"""Folding, and declarations that contradict themselves."""

import unicodedata
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.errors import BadDeclaration
from orchestration.loading import read_declarations
from orchestration.loading.folding import fold, register, squeezed, squeezed_sql
from orchestration.loading.headers import labels
from orchestration.settings import Settings, SystemFormat, load_settings
from tests.loading.conftest import DESK


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ConvertedDate", "converted_date"),
        ("Converted Date", "converted_date"),
        ("converted_date", "converted_date"),
        ("CreatedById", "created_by_id"),
        ("Société/Compte", "societe_compte"),
        ("  Adresse e-mail ", "adresse_e_mail"),
        ("Loss_Reason__c", "loss_reason_c"),
        ("HTMLBody", "html_body"),
        ("OPT-IN", "opt_in"),
        ("Größe", "grosse"),
        ("Møde Ændret", "møde_ændret"),
        ("レコードID", "レコードid"),
        ("Ｅメール", "eメール"),
        ("名前\uff08カナ\uff09", "名前_カナ"),
        ("联系人 ID", "联系人_id"),
        ("Дата Создания", "дата_создания"),
        ("ΕΠΙΘΕΤΟ", "επιθετο"),
        ("تاريخ الإنشاء", "تاريخ_الإنشاء"),
        ("नाम", "नाम"),
        ("✉️ Email", "email"),
    ],
)
def test_headers_fold_to_snake_case(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize(
    "texts",
    [
        ("レコードID", "会社ID", "関連会社ID", "姓", "名", "か", "が"),
        ("姓名", "公司", "职位"),
        ("Имя", "Фамилия", "мой", "мои", "все", "всё"),
        ("Όνομα", "Επώνυμο", "νόμος", "νομός"),
        ("الاسم", "اللقب", "الشركة"),
        ("नाम", "नीम", "ชื่อ", "ชือ"),
    ],
)
def test_headers_of_other_scripts_stay_apart(texts: tuple[str, ...]) -> None:
    assert len(set(map(fold, texts))) == len(texts)
    composed, apart = (
        [fold(unicodedata.normalize(form, text)) for text in texts] for form in ("NFC", "NFD")
    )
    assert composed == apart


@given(st.text())
def test_the_engine_folds_what_python_does(text: str) -> None:
    with duckdb.connect() as connection:
        register(connection)
        [(found,)] = connection.execute(
            f"select {squeezed_sql('given')} from (select ? as given)", [text]
        ).fetchall()
    assert found == squeezed(text)


def declared(folder: Path, text: str) -> Path:
    (folder / "desk").mkdir(exist_ok=True)
    (folder / "desk" / "_desk__sources.yml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("data_type: integer", "data_type: int4", "desk.people.score: data_type: found 'int4'"),
        ("role: crm", "role: boss", "desk: role: found 'boss'"),
        ("mode: snapshot", "mode: sometimes", "desk.people: mode: found 'sometimes'"),
        (
            "key: [id]",
            "key: [ident]",
            "desk.people: key, modified_at, amount, created_at, event_id, follows, clock, instead: "
            "found 'ident'",
        ),
        ("day_order: dmy", "day_order: ymd", "desk: day_order: found 'ymd'"),
        (
            'fee\n            data_type: "decimal(18, 2)"',
            "fee\n            data_type: double",
            "desk.people.fee: hundredths: found data_type 'double'; expected decimal(p, s) with s "
            "at least 2",
        ),
        (
            "hundredths: [Fee in cents]",
            "hundredths: [Cents]",
            "desk.people.fee: hundredths: found 'Cents'; expected one of True, fee, Fee in cents",
        ),
        (
            "hundredths: [Fee in cents]",
            "hundredths: sometimes",
            "desk.people.fee: hundredths: found 'sometimes'; expected one of True, fee, ",
        ),
    ],
)
def test_a_wrong_declaration_names_its_place_and_what_was_found(
    tmp_path: Path, before: str, after: str, words: str
) -> None:
    staging = declared(tmp_path, DESK.replace(before, after, 1))
    with pytest.raises(BadDeclaration, match=r"_desk__sources\.yml") as raised:
        read_declarations(load_settings(), staging)
    assert words in str(raised.value)


def test_settings_override_how_a_tool_writes_and_may_not_name_an_unknown_tool(
    tmp_path: Path,
) -> None:
    staging = declared(tmp_path, DESK)
    settings = load_settings()
    american = SystemFormat(time_zone="America/New_York", day_order="mdy", decimal_mark=".")
    overridden = settings.model_copy(update={"systems": {"desk": american}})
    desk = read_declarations(overridden, staging)["desk"]
    assert (desk.time_zone, desk.day_order, desk.decimal_mark) == ("America/New_York", "mdy", ".")
    stranger = settings.model_copy(update={"systems": {"desc": american}})
    file = tmp_path / "settings.yml"
    file.write_text("systems:\n  desc: {day_order: mdy}\n", "utf-8")
    with pytest.raises(
        BadDeclaration, match=r"line 2, column systems\.desc: no such tool; declared are desk, mai"
    ):
        read_declarations(stranger, staging, file)


def with_columns(columns: dict[str, dict[str, str]]) -> Settings:
    """The shipped settings, where the desk's exports call columns otherwise."""
    return load_settings().model_copy(
        update={"systems": {"desk": SystemFormat.model_validate({"columns": columns})}}
    )


def test_what_the_settings_call_a_column_stands_in_the_place_of_the_tools_words(
    tmp_path: Path,
) -> None:
    settings = with_columns({"people": {"score": "Lead rating"}})
    [people] = [
        each
        for each in read_declarations(settings, declared(tmp_path, DESK))["desk"].objects
        if each.name == "people"
    ]
    known = labels(people)
    assert [known.find(cell) for cell in ("lead_rating", "Score", "id")] == ["score", None, "id"]


def test_a_heading_of_signs_alone_names_no_column(tmp_path: Path) -> None:
    settings = with_columns({"people": {"score": "★"}})
    [people] = [
        each
        for each in read_declarations(settings, declared(tmp_path, DESK))["desk"].objects
        if each.name == "people"
    ]
    assert [labels(people).find(cell) for cell in ("", "#", "—")] == [None, None, None]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"peoples": {"score": "Rating"}}, "systems.desk.columns.peoples: no such object"),
        ({"people": {"scores": "Rating"}}, "systems.desk.columns.people.scores: no such column"),
    ],
)
def test_the_settings_may_call_no_column_that_the_tool_has_not(
    tmp_path: Path, columns: dict[str, dict[str, str]], words: str
) -> None:
    with pytest.raises(BadDeclaration) as raised:
        read_declarations(with_columns(columns), declared(tmp_path, DESK))
    assert words in str(raised.value)


def test_every_shipped_declaration_reads() -> None:
    declarations = read_declarations(load_settings())
    assert "control" not in declarations
    assert all(system.objects for system in declarations.values())
