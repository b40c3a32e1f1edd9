"""Pages are small files that ask for nothing, in two languages that say the same."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from orchestration.reporting import language as page_language
from orchestration.reporting.language import LANGUAGES
from orchestration.reporting.site import PAGES
from orchestration.settings import PROJECT
from tests.reporting.reading import read_page

LARGEST = 500_000
CODE = page_language.LOCALES.parent
# Where the texts of each catalogue are marked.
WHERE = {
    page_language.CATALOGUE: [CODE],
    page_language.NIGHT: [CODE.parent / "loading", PROJECT / "expectations"],
}
NAMES = [f"{language}/{page.name}.html" for language in LANGUAGES for page in PAGES]

every_page = pytest.mark.parametrize("name", ["index.html", *NAMES])


@every_page
def test_a_page_is_small_and_holds_no_script(night_home: Path, name: str) -> None:
    file = night_home / "reports" / name
    shown = read_page(file)
    assert file.stat().st_size <= LARGEST
    assert not shown.tags & {"script", "iframe", "object", "embed", "link", "img", "form", "base"}
    assert not {each for each in shown.attributes if each.startswith("on")}


@every_page
def test_a_page_leads_to_files_of_its_own_folder_alone(night_home: Path, name: str) -> None:
    file = night_home / "reports" / name
    shown = read_page(file)
    assert all(re.fullmatch(r"[\w/.-]*(#[\w-]+)?", each) for each in shown.addresses)
    text = file.read_text("utf-8")
    assert "url(" not in re.sub(r"url\(#\w+\)", "", text), "a style may ask for nothing"
    assert "@import" not in text


def test_both_languages_show_the_same_figures(night_home: Path) -> None:
    for page in PAGES:
        english, french = (
            read_page(night_home / "reports" / language / f"{page.name}.html")
            for language in LANGUAGES
        )
        assert english.sources == french.sources
        assert [(each.state, each.source, each.members) for each in english.figures] == [
            (each.state, each.source, each.members) for each in french.figures
        ]
        assert [len(rows) for rows in english.tables.values()] == [
            len(rows) for rows in french.tables.values()
        ]


every_catalogue = pytest.mark.parametrize("name", [page_language.CATALOGUE, page_language.NIGHT])


def catalogue(name: str) -> list[Message]:
    file = page_language.LOCALES / "fr" / "LC_MESSAGES" / name
    with file.open("rb") as source:
        return [each for each in read_po(source, locale="fr") if each.id]


def texts(message: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(message or ())


def marked(name: str = page_language.CATALOGUE) -> set[str]:
    """Every text that code and templates mark for translation in a catalogue."""
    found = [
        message
        for folder in WHERE[name]
        for _file, _line, message, *_ in extract_from_dir(
            str(folder),
            [("**.py", "python"), ("templates/**.j2", "jinja2")],
            {"templates/**.j2": {"extensions": "jinja2.ext.i18n", "trim_blocks": "true"}},
            keywords={"_": None, "ngettext": (1, 2)},
        )
    ]
    return {text for message in found for text in texts(message)}


@every_catalogue
def test_every_text_of_the_pages_has_its_french_and_no_other_is_left(name: str) -> None:
    there = marked(name)
    assert len(there) > 100
    assert {text for each in catalogue(name) for text in texts(each.id)} == there


@every_catalogue
def test_a_translation_holds_what_its_text_holds(name: str) -> None:
    for each in catalogue(name):
        ids, translations = texts(each.id), texts(each.string)
        assert len(ids) == len(translations)
        assert not each.fuzzy
        for text in translations:
            assert text, ids
            assert names(text) == names(ids[-1]), ids


def test_what_the_night_tells_is_known_again_whatever_its_values_are() -> None:
    french = page_language.page_language("fr", "EUR")
    for each in catalogue(page_language.NIGHT):
        message, translation = str(each.id), str(each.string)
        values = {name: f"<{place};(x)>" for place, name in enumerate(names(message))}
        if values:
            message, translation = message % values, translation % values
        assert french.retold(message) == translation
    english = page_language.page_language("en", "EUR")
    assert english.retold("id does not fit; expected a whole number") == (
        "id does not fit; expected a whole number"
    )


def test_every_reason_to_refuse_a_file_is_a_marked_message() -> None:
    unmarked = [
        f"{file.name}, line {call.lineno}"
        for folder in WHERE[page_language.NIGHT]
        for file in sorted(folder.rglob("*.py"))
        for call in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "RefusedFile"
        if isinstance(call.args[0], (ast.Constant, ast.JoinedStr))
    ]
    assert unmarked == []


def test_a_message_in_a_message_is_told_in_the_language_too_and_a_text_of_nobody_stays() -> None:
    french = page_language.page_language("fr", "EUR")
    assert french.retold(
        "none of its 3 records can be read; line 4: not an object; expected one JSON object a "
        "record"
    ) == (
        "aucune de ses 3 fiches n'est lisible\u202f; ligne 4\u00a0: "
        "pas un objet\u202f; attendu\u00a0: un objet JSON par fiche"
    )
    assert french.retold("what a later version says") == "what a later version says"


def names(text: str) -> list[str]:
    return sorted(re.findall(r"%\((\w+)\)s", text))


@every_catalogue
def test_the_catalogue_is_sorted_so_that_two_people_can_add_to_it(name: str) -> None:
    ids = [texts(each.id)[0] for each in catalogue(name)]
    assert ids == sorted(ids)


@every_catalogue
def test_french_has_its_blanks_before_marks(name: str) -> None:
    for each in catalogue(name):
        for text in texts(each.string):
            assert not re.search(r" [:;?!%»]|« ", re.sub(r"%\(\w+\)s", "x", text)), text


@pytest.mark.parametrize("name", NAMES)
def test_no_text_of_a_template_is_left_without_a_mark(name: str) -> None:
    template = CODE / "templates" / f"{Path(name).stem}.html.j2"
    bare = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", template.read_text(), flags=re.S)
    assert not re.findall(r"[A-Za-zÀ-ÿ]{3,}", bare.replace("accord backtest --version", ""))
