"""Pages of companies that are not the sample: nothing there, little known, too much, bad names."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser

from orchestration.reporting.language import LANGUAGES
from orchestration.reporting.site import PAGES, write_site
from orchestration.settings import load_settings
from tests.reporting.browsing import (
    DESK,
    HEIGHT,
    PHONE,
    WIDTH,
    Scheme,
    Visit,
    chromium,
    shown,
)
from tests.reporting.doctored import (
    HOSTILE,
    copied_home,
    crowded,
    emptied,
    restated,
    unknowing,
)
from tests.reporting.reading import ShownPage, read_page

LARGEST = 500_000
NAMES = [f"{language}/{page.name}.html" for language in LANGUAGES for page in PAGES]
COMPANIES = {
    "empty": emptied,
    "unknowing": unknowing,
    "crowded": crowded,
    "restated": restated,
}

SCHEMES: tuple[Scheme, ...] = ("light", "dark")
# The words of each figure, its state, and what a reader sees of that but for words and size.
LOOK = """all => all.map(each => {
    const css = getComputedStyle(each);
    const looks = [css.fontStyle, css.borderBottomStyle, css.color, css.backgroundImage,
        css.fontVariantNumeric];
    return [each.innerText.trim(), each.className, looks.join(' ')];
})"""

Write = Callable[[str], Path]

every_company = pytest.mark.parametrize("company", COMPANIES)
every_page = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def write(night_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Write:
    """Writes the pages of a company, once: its home."""

    @cache
    def once(company: str) -> Path:
        home = COMPANIES[company](night_home, tmp_path_factory.mktemp("companies") / company)
        assert write_site(home, load_settings().reports).pages == len(NAMES)
        return home

    return once


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def read(home: Path, name: str) -> ShownPage:
    return read_page(home / "reports" / name)


@every_company
def test_every_page_stands_and_is_small(write: Write, company: str) -> None:
    for name in NAMES:
        assert (write(company) / "reports" / name).stat().st_size <= LARGEST, name
        shown_page = read(write(company), name)
        assert "None" not in shown_page.text.replace("None of", ""), name
        assert "nan" not in shown_page.text.split(), name
        assert not shown_page.tags & {"script", "img", "iframe"}, name


@every_company
def test_every_query_of_a_page_runs(write: Write, company: str) -> None:
    with duckdb.connect(str(write(company) / "marts.duckdb"), read_only=True) as marts:
        for name in NAMES:
            for query in read(write(company), name).sources.values():
                marts.execute(query)


def test_a_hostile_name_is_shown_as_it_was_written(write: Write) -> None:
    there = [read(write("crowded"), name) for name in NAMES if name.startswith("en/")]
    texts = " ".join(page.text for page in there)
    for written in HOSTILE:
        assert " ".join(written.split()) in texts, written


def test_a_hostile_name_is_shown_in_charts_as_it_was_written(write: Write) -> None:
    words = [word for name in NAMES for word in read(write("crowded"), name).charts]
    # beside an axis a name is cut
    beside = {written for written in HOSTILE if any(word[:20] == written[:20] for word in words)}
    assert len(beside) >= 3


def test_names_that_are_cut_alike_have_a_bar_each(write: Write) -> None:
    shown_page = read(write("crowded"), "en/journey.html")
    stages = len(shown_page.tables["How far leads came"]) - 1
    bars = [word for word in shown_page.charts if " · " in word]
    names = [word for word in shown_page.charts if " · " not in word]
    assert len(bars) == len(names) == stages == 6
    assert len(set(names)) < 6, "some are cut alike"


@every_page
def test_a_hostile_name_does_nothing_in_a_browser(
    browser: Browser, write: Write, name: str
) -> None:
    file = write("crowded") / "reports" / name
    visit = Visit()
    with shown(browser, file, visit=visit) as page:
        assert "taken" not in page.title()
        assert page.locator("script, img, iframe").count() == 0
        assert page.locator("h1").count() == 1
        assert page.locator("[onmouseover], [onerror]").count() == 0
        for width in (DESK, PHONE):
            page.set_viewport_size({"width": width, "height": HEIGHT})
            assert page.evaluate(WIDTH) == width
    assert visit.said == []
    assert visit.requests == [file.as_uri()]


@every_page
def test_an_empty_company_is_told_so(browser: Browser, write: Write, name: str) -> None:
    for width in (DESK, PHONE):
        with shown(browser, write("empty") / "reports" / name, width=width) as page:
            assert page.evaluate(WIDTH) == width
            empty_tables = page.locator("table:not(:has(tbody tr))").count()
            assert empty_tables == 0, "a table without rows says nothing: a sentence does"


def test_what_the_night_refused_and_found_is_told_in_the_language_of_the_page(
    night_home: Path, tmp_path: Path
) -> None:
    home = copied_home(night_home, tmp_path / "home")
    with duckdb.connect(str(home / "marts.duckdb")) as marts:
        marts.execute(
            "insert into quality.refused_values by name select 'hubspot' as system, 'deal' as "
            "object, '2026-10-05' as export, 'hubspot/2026-10-05/deals.csv' as file, 7 as line, "
            "'r7' as refused_value_id, 'amount' as column_name, 'a lot' as raw_text, "
            "'amount does not fit; expected a number with ''.'' as the decimal mark' as reason"
        )
        marts.execute(
            "insert into quality.loads by name select 'hubspot' as system, 'contact' as object, "
            "'2026-10-05' as export, 'hubspot/2026-10-05/contacts.csv' as file, 'refused' as "
            "status, 0 as rows_in_file, 0 as rows_landed, 0 as rows_refused, 0 as values_refused, "
            "false as is_read, 'this is a PDF under the name of a text file; export as CSV, or "
            "give it its own ending (.csv.gz, .zip, .xlsx, .parquet)' as message"
        )
        marts.execute(
            "insert into quality.expectation_results by name select 'marts' as stage, "
            "'core.fct_leads' as table_name, 'Leads have kept their source' as expectation, "
            "'warning' as severity, 'without_source 0.5, published_without_source 0.1' as "
            "observed, 'a share within 20% of the last published night''s' as expected, "
            "false as is_met"
        )
    write_site(home, load_settings().reports)
    told = {
        language: [
            row
            for table in read(home, f"{language}/quality.html").tables.values()
            for row in table
            if any("hubspot" in cell or "fct_leads" in cell for cell in row)
        ][:3]
        for language in LANGUAGES
    }
    assert told["en"][0] == [
        "hubspot/2026-10-05/contacts.csv",
        "this is a PDF under the name of a text file; export as CSV, or give it its own ending "
        "(.csv.gz, .zip, .xlsx, .parquet)",
    ]
    assert told["fr"] == [
        [
            "hubspot/2026-10-05/contacts.csv",
            "c'est un PDF sous le nom d'un fichier texte\u202f; exportez en CSV, ou donnez-lui sa "
            "propre extension (.csv.gz, .zip, .xlsx, .parquet)",
        ],
        [
            "amount ne convient pas\u202f; attendu\u00a0: un nombre dont '.' est le séparateur "
            "décimal",
            "hubspot · deal",
            "amount",
            "1",
            "hubspot/2026-10-05/deals.csv, ligne 7",
        ],
        [
            "Les leads ont gardé leur source",
            "core.fct_leads",
            "une part à 20% près de celle de la dernière nuit publiée",
            "sans source 0.5, publiés sans source 0.1",
        ],
    ]


def test_each_way_of_being_unsure_looks_different(
    browser: Browser, night_home: Path, tmp_path: Path
) -> None:
    home = copied_home(night_home, tmp_path / "home")
    with duckdb.connect(str(home / "marts.duckdb")) as marts:
        for stage, rate, is_mature in (
            ("inquiry", 0.5, True),
            ("mql", 0.0, True),
            ("accepted", None, True),
            ("sql", 0.25, False),
            ("opportunity", None, False),
        ):
            marts.execute(
                "update alignment.funnel set rate_to_next = ?, is_mature = ? "
                "where basis = 'cohort' and dimension = 'all' and period_grain = 'quarter' "
                "and stage = ?",
                [rate, is_mature, stage],
            )
    write_site(home, load_settings().reports)
    # where each stands: the small wave of the survey is the sample company's
    places = {
        "journey": ("50\u202f%", "0\u202f%", "aucun", "25\u202f%", "trop récent"),
        "quarterly": ("protégé",),
        "weekly": ("non atteint",),
    }
    for scheme in SCHEMES:
        looks: dict[str, tuple[str, str]] = {}
        for name, words in places.items():
            with shown(browser, home / "reports" / "fr" / f"{name}.html", scheme) as page:
                found = page.locator("main .fig").evaluate_all(LOOK)
            looks |= {text: (state, look) for text, state, look in found if text in words}
        assert {text: state for text, (state, _look) in looks.items()} == {
            "50\u202f%": "fig known",
            "0\u202f%": "fig zero",
            "aucun": "fig none",
            "25\u202f%": "fig young",
            "trop récent": "fig young",
            "protégé": "fig protected",
            "non atteint": "fig open",
        }
        by_state = {state: look for state, look in looks.values()}
        assert len(set(by_state.values())) == len(by_state) == 6
