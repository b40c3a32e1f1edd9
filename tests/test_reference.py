"""What libraries know of the world, as it is laid beside the seeds."""

import os
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from orchestration.reference import lay_reference
from orchestration.seeds import lay_project

Table = set[tuple[Any, ...]]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the holidays of France, Alsace, New York and Bavaria."""
    folder = tmp_path_factory.mktemp("reference")
    lay_reference(
        folder,
        (
            ("FR", ""),
            ("FR", "Alsace"),
            ("US", "NY"),
            ("DE", "BY"),
        ),
    )
    return folder


def table(home: Path, name: str) -> Table:
    rows = pq.read_table(home / "reference" / f"{name}.parquet").to_pylist()
    return {tuple(row.values()) for row in rows}


def test_the_rates_are_those_that_the_european_central_bank_published(home: Path) -> None:
    rates = table(home, "euro_rates")
    assert (date(1999, 1, 4), "USD", Decimal("1.1789")) in rates
    assert (date(2026, 1, 30), "USD", Decimal("1.1919")) in rates
    # the lira before its six zeros went, and a currency that joined the euro
    assert any(currency == "TRL" for _, currency, _ in rates)
    assert max(day for day, currency, _ in rates if currency == "HRK") == date(2022, 12, 30)
    assert date(2026, 1, 31) not in {day for day, _, _ in rates}


def test_holidays_are_those_of_the_calendars_country_or_part_of_it_in_every_year(
    home: Path,
) -> None:
    days = {(place, day) for _, place, day, _ in table(home, "public_holidays")}
    assert {day for place, day in days if not place and day.year == 2026} == {
        *(date(2026, 1, 1), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 8)),
        *(date(2026, 5, 14), date(2026, 5, 25), date(2026, 7, 14), date(2026, 8, 15)),
        *(date(2026, 11, 1), date(2026, 11, 11), date(2026, 12, 25)),
    }
    assert {("", date(2000, 7, 14)), ("", date(2099, 7, 14))} <= days
    # Good Friday and St Stephen's Day in Alsace; Independence Day, a Saturday, on the Friday before
    assert {("Alsace", date(2026, 4, 3)), ("Alsace", date(2026, 12, 26))} <= days
    assert {("NY", date(2026, 7, 3)), ("BY", date(2026, 1, 6))} <= days
    assert ("", date(2026, 4, 3)) not in days


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        *[(name, "United States") for name in ("US", "USA", "840", "États-Unis", "Stati Uniti")],
        *[
            (name, "Germany")
            for name in ("DE", "Deutschland", "Allemagne", "Duitsland", "Alemanha")
        ],
        *[(name, "South Korea") for name in ("Korea, Republic of", "Zuid-Korea", "Corea del Sur")],
        *[(name, "United Kingdom") for name in ("GBR", "Royaume-Uni", "Vereinigtes Königreich")],
        ("Côte d'Ivoire", "Côte d\u2019Ivoire"),
        ("Kosovo", "Kosovo"),
    ],
)
def test_a_country_is_known_by_its_codes_and_in_seven_languages(
    home: Path, written: str, shown: str
) -> None:
    found = {country for name, _, country in table(home, "countries") if name == written}
    assert found == {shown}


def test_no_known_name_means_two_countries(home: Path) -> None:
    rows = table(home, "countries")
    by_name: dict[str, set[str]] = {}
    for name, code, _ in rows:
        by_name.setdefault(str(name).casefold(), set()).add(code)
    assert {name: codes for name, codes in by_name.items() if len(codes) > 1} == {}


def test_a_rule_of_the_public_suffixes_keeps_its_star_and_its_exception(home: Path) -> None:
    suffixes = table(home, "public_suffixes")
    assert {("co.uk", 0), ("github.io", 0), ("ck", 1), ("www.ck", -1)} <= suffixes
    assert {("公司.cn", 0), ("xn--55qx5d.cn", 0)} <= suffixes


def test_free_mail_providers_are_listed(home: Path) -> None:
    listed = table(home, "free_mail_providers")
    assert {("gmail.com",), ("orange.fr",), ("web.de",)} <= listed


def test_what_is_laid_again_is_not_written_again_unless_the_calendars_changed(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "reference"
    lay_reference(tmp_path, (("FR", ""),))
    for file in folder.iterdir():
        os.utime(file, (1000, 1000))
    lay_reference(tmp_path, (("FR", ""),))
    assert {file.stat().st_mtime for file in folder.iterdir()} == {1000}
    (folder / "euro_rates.parquet").write_bytes(b"broken by a full disk")
    lay_reference(tmp_path, (("GB", "SCT"),))
    written = {file.stem for file in folder.iterdir() if file.stat().st_mtime != 1000}
    assert written == {"public_holidays", "euro_rates"}


def test_the_holidays_of_the_companys_own_calendars_are_laid_with_the_project(
    tmp_path: Path,
) -> None:
    own = tmp_path / "own" / "calendars"
    own.mkdir(parents=True)
    (own / "calendar_countries.csv").write_text(
        "calendar;country;subdivision\ndefault;US;\n", "utf-8"
    )
    lay_project(tmp_path / "home", own.parent)
    laid = table(tmp_path / "home", "public_holidays")
    assert ("US", "", date(2026, 11, 26), "Thanksgiving Day") in laid
    assert {country for country, *_ in laid} == {"US"}
