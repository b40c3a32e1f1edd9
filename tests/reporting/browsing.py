"""Pages as a browser shows them: the machine's own Chromium, which may open files and no more."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

Scheme = Literal["light", "dark"]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
HEIGHT = 900

# Every look at a page: on a desk and on a phone, in the light and in the dark.
DESK, PHONE = 1280, 390
LOOKS: tuple[tuple[Scheme, int], ...] = (
    ("light", DESK),
    ("dark", DESK),
    ("dark", PHONE),
    ("light", PHONE),
)

# What axe looks at of each language: both of a page hold the same.
LOOKED_AT: dict[str, tuple[tuple[Scheme, int], ...]] = {
    "en": (("light", DESK), ("dark", PHONE)),
    "fr": (("dark", DESK), ("light", PHONE)),
}

# Nothing is loaded for it: a page's styles are in the page.
RUN_AXE = "only => axe.run({resultTypes: ['violations'], preload: false, ...only})"
# What else than its colours could be wrong in the dark is wrong in the light.
ONLY: dict[Scheme, dict[str, Any]] = {
    "light": {},
    "dark": {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}},
}

WIDTH = "() => document.documentElement.scrollWidth"
# Tables of which a part is seen only by pushing them to the side; those of a chart are asked for.
CUT = """() => [...document.querySelectorAll("section .scroll")]
    .filter(each => !each.closest("details") && each.scrollWidth > each.clientWidth)
    .map(each => each.ariaLabel)"""
LINKS = "links => links.map(link => link.href)"
IDS = "all => all.map(each => each.id)"
# What has the keyboard, and whether a person sees where it is: nothing lies over it.
FOCUSED = """() => {
    const focused = document.activeElement;
    const shape = focused.getClientRects()[0];
    const x = (Math.max(shape.left, 0) + Math.min(shape.right, innerWidth)) / 2;
    const y = (Math.max(shape.top, 0) + Math.min(shape.bottom, innerHeight)) / 2;
    return {
        href: focused.href || null,
        text: focused.textContent.trim().slice(0, 60),
        isBody: focused === document.body,
        isOutlined: getComputedStyle(focused).outlineStyle !== 'none',
        isInSight: focused.contains(document.elementFromPoint(x, y)),
    };
}"""


@dataclass
class Visit:
    """One page as it was shown: what it asked for and said, where it leads, what axe holds of it.

    `grave` is what axe finds serious or critical and `width` how wide the page would like to be, by
    look; `cut` is which tables do not fit into one of them.
    """

    requests: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    grave: dict[tuple[Scheme, int], list[str]] = field(default_factory=dict)
    width: dict[tuple[Scheme, int], int] = field(default_factory=dict)
    cut: list[str] = field(default_factory=list)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own browser. Skips where there is none: `.ci/run` installs it."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program)
        yield browser
        browser.close()


@contextmanager
def shown(
    browser: Browser,
    file: Path,
    scheme: Scheme = "light",
    width: int = DESK,
    visit: Visit | None = None,
) -> Iterator[Page]:
    """A page of a file; all that is no file is refused, and kept in the visit."""
    visit = visit or Visit()
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": HEIGHT}, offline=True
    )

    def ask(route: Route) -> None:
        visit.requests.append(route.request.url)
        if route.request.url.startswith("file://"):
            route.continue_()
        else:
            route.abort()

    context.route("**/*", ask)
    page = context.new_page()
    page.on("console", lambda message: visit.said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: visit.said.append(str(error)))
    page.goto(file.as_uri())
    yield page
    context.close()


def visited(browser: Browser, file: Path) -> Visit:
    """All that is asked of a page of a file, by every look."""
    visit = Visit()
    with shown(browser, file, visit=visit) as page:
        visit.links = page.locator("a[href]").evaluate_all(LINKS)
        visit.ids = page.locator("[id]").evaluate_all(IDS)
        # of a list of a hundred queries one looks like the other
        page.locator("figure details, .sources li:nth-child(-n+3) details").evaluate_all(
            "all => all.forEach(each => each.open = true)"
        )
        page.evaluate(AXE)
        for scheme, width in LOOKS:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": HEIGHT})
            visit.width[scheme, width] = page.evaluate(WIDTH)
            visit.cut += page.evaluate(CUT)
            if (scheme, width) not in LOOKED_AT[file.parent.name]:
                continue
            found = page.evaluate(RUN_AXE, ONLY[scheme])["violations"]
            visit.grave[scheme, width] = [
                f"{each['id']}: {each['help']}: {[node['html'] for node in each['nodes']][:5]}"
                for each in found
                if each["impact"] in ("serious", "critical")
            ]
    return visit
