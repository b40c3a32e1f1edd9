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
from tests.reporting.browsing import DESK, HEIGHT, PHONE, WIDTH, Visit, chromium, shown
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
    with shown(browser, home / "reports" / "fr" / "journey.html") as page:
        found = page.locator("td .fig").evaluate_all(
            """all => all.map(each => {
                const css = getComputedStyle(each);
                const looks = css.fontStyle + css.borderBottomStyle + css.color;
                return [each.className, each.innerText, looks];
            })"""
        )
    told = {tuple(each) for each in found}
    shown_as = {text: (look, css) for look, text, css in told}
    assert shown_as["50\u202f%"][0] == "fig known"
    assert shown_as["0\u202f%"][0] == "fig zero"
    assert shown_as["aucun"][0] == "fig none"
    assert shown_as["25\u202f%"][0] == "fig young"
    assert shown_as["trop récent"][0] == "fig young"
    assert len({shown_as[text][1] for text in ("50\u202f%", "aucun", "25\u202f%")}) == 3
