"""The pictures of `docs/`: pages of the sample company as a browser shows them."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from orchestration.night import run_night
from orchestration.settings import PROJECT, RunOptions
from tests.reporting.browsing import DESK, PHONE, Scheme, chromium, shown

# File of the picture: the page, its language, the light, the width, and how far down it goes.
PICTURES: dict[str, tuple[str, str, Scheme, int, int]] = {
    "weekly.png": ("weekly", "en", "light", DESK, 1050),
    "weekly_phone_dark_fr.png": ("weekly", "fr", "dark", PHONE, 1050),
    "today.png": ("today", "en", "light", DESK, 900),
    "journey.png": ("journey", "en", "light", DESK, 1000),
}
FOLDER = PROJECT / "docs" / "pictures"


def take_pictures(reports: Path, folder: Path) -> None:
    """Write every picture of a site into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for name, (page, language, scheme, width, height) in PICTURES.items():
            file = reports / language / f"{page}.html"
            with shown(browser, file, scheme, width) as there:
                there.screenshot(
                    path=folder / name,
                    full_page=True,
                    clip={"x": 0, "y": 0, "width": width, "height": height},
                )


def main() -> None:
    """Run a night on the sample company and take the pictures of its pages."""
    with TemporaryDirectory(prefix="accord-") as home:
        options = RunOptions.resolve(home=home, environment={})
        run_night(options)
        take_pictures(options.home / "reports", FOLDER)
    print(f"{len(PICTURES)} pictures in {FOLDER}", file=sys.stderr)


if __name__ == "__main__":
    main()
