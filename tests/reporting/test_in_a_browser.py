"""Every page in both languages, in a real browser: light and dark, on a desk and on a phone."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlparse

import pytest
from playwright.sync_api import Browser

from orchestration.reporting.language import LANGUAGES
from orchestration.reporting.site import PAGES
from tests.reporting.browsing import (
    FOCUSED,
    LOOKED_AT,
    LOOKS,
    WIDTH,
    Visit,
    chromium,
    shown,
    visited,
)

# of a sheet of A4 at 96 dots an inch, less what the margins take
SHEET = 794 - 2 * 53
NAMES = [f"{language}/{page.name}.html" for language in LANGUAGES for page in PAGES]

Look = Callable[[str], Visit]

every_page = pytest.mark.parametrize("name", NAMES)
# what does not hang on words, in the language of the longer ones
every_page_once = pytest.mark.parametrize("name", [name for name in NAMES if name[:2] == "fr"])


@pytest.fixture(scope="module")
def reports(night_home: Path) -> Path:
    return night_home / "reports"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def look(browser: Browser, reports: Path) -> Look:
    """Looks at a page once, however many tests ask."""
    return cache(lambda name: visited(browser, reports / name))


@every_page
def test_a_page_asks_for_its_own_file_alone_and_says_nothing(
    look: Look, reports: Path, name: str
) -> None:
    visit = look(name)
    assert visit.requests == [(reports / name).as_uri()]
    assert visit.said == []


@every_page
def test_axe_finds_nothing_serious_in_a_page(look: Look, name: str) -> None:
    looked_at = LOOKED_AT[name.partition("/")[0]]
    assert look(name).grave == {each: [] for each in looked_at}


@every_page
def test_a_page_is_no_wider_than_the_window(look: Look, name: str) -> None:
    assert look(name).width == {(scheme, width): width for scheme, width in LOOKS}
    assert look(name).cut == [], "a part of a table is out of sight"


@every_page
def test_every_link_leads_to_a_file_and_a_place_in_it(look: Look, reports: Path, name: str) -> None:
    visit = look(name)
    assert len(visit.links) > len(PAGES)
    assert len(visit.ids) == len(set(visit.ids))
    for link in visit.links:
        address, place = urldefrag(link)
        file = Path(unquote(urlparse(address).path))
        assert address.startswith("file://"), link
        assert file.is_file(), link
        if place:
            there = look(str(file.relative_to(reports)))
            assert unquote(place) in there.ids, link


@every_page_once
def test_the_keyboard_reaches_every_link_in_sight(
    browser: Browser, reports: Path, name: str
) -> None:
    with shown(browser, reports / name) as page:
        in_sight = page.locator("a[href]").evaluate_all(
            "links => links.filter(link => link.checkVisibility()).map(link => link.href)"
        )
        reached: list[str | None] = []
        while True:
            page.keyboard.press("Tab")
            focused = page.evaluate(FOCUSED)
            if focused["isBody"] or len(reached) > 5 * len(in_sight) + 100:
                break
            assert focused["isOutlined"], focused
            assert focused["isInSight"], focused
            reached.append(focused["href"])
    assert [href for href in reached if href] == in_sight


@every_page_once
def test_a_page_is_printed_whole(browser: Browser, reports: Path, name: str) -> None:
    with shown(browser, reports / name, "dark", SHEET) as page:
        page.emulate_media(media="print", color_scheme="dark")
        assert page.evaluate(WIDTH) <= SHEET
        paper = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
        assert paper == "rgb(255, 255, 255)", "the dark is not for paper"
        assert not page.locator("nav").is_visible()
        assert page.pdf(format="A4").startswith(b"%PDF")


def test_the_first_page_is_opened_from_the_folder(browser: Browser, reports: Path) -> None:
    with shown(browser, reports / "index.html") as page:
        page.wait_for_url("**/en/*.html")
        assert page.url == (reports / "en" / f"{PAGES[0].name}.html").as_uri()


def test_the_switch_of_languages_leads_to_the_same_page(browser: Browser, reports: Path) -> None:
    for page_of in PAGES:
        with shown(browser, reports / "en" / f"{page_of.name}.html") as page:
            page.get_by_role("link", name="FR", exact=True).click()
            assert page.url == (reports / "fr" / f"{page_of.name}.html").as_uri()
            assert page.locator("html").get_attribute("lang") == "fr"
