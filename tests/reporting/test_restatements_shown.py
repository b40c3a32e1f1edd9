"""What nights said otherwise of closed periods is told on the pages, in both languages."""

from pathlib import Path

import duckdb
import pytest

from orchestration.ledger.restating import CAUSES, UNEXPLAINED
from orchestration.reporting.digest import digest_of
from orchestration.reporting.language import LANGUAGES
from orchestration.reporting.restated import CAUSES as CALLED
from orchestration.reporting.site import write_site
from orchestration.settings import load_settings
from tests.reporting.doctored import RESTATED, restated
from tests.reporting.reading import Read, ShownPage, read_page, share

every_language = pytest.mark.parametrize("language", LANGUAGES)

NUMBERS = {"en": "Numbers that changed", "fr": "Chiffres qui ont changé"}
WHY = {"en": "Why numbers changed", "fr": "Pourquoi des chiffres ont changé"}


@pytest.fixture(scope="module")
def home(night_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a company whose ledger holds three nights that restated something."""
    home = restated(night_home, tmp_path_factory.mktemp("restated") / "home")
    write_site(home, load_settings().reports)
    return home


def page(home: Path, language: str, name: str) -> ShownPage:
    return read_page(home / "reports" / language / f"{name}.html")


def test_every_cause_that_the_ledger_names_is_explained_on_the_page() -> None:
    assert list(CALLED) == [*CAUSES, UNEXPLAINED]


@every_language
def test_where_nothing_was_restated_the_pages_say_so(read: Read, language: str) -> None:
    quality, weekly, monthly = {
        "en": (
            "No number of a closed period has been restated.",
            "No number of past periods on this page was restated in the last 7 days.",
            "No number of past periods on this page was restated in the last 31 days.",
        ),
        "fr": (
            "Aucun chiffre d'une période close n'a été révisé.",
            "Aucun chiffre de périodes passées de cette page n'a été révisé ces 7 derniers jours.",
            "Aucun chiffre de périodes passées de cette page n'a été révisé ces 31 derniers jours.",
        ),
    }[language]
    assert quality in read(language, "quality").text
    assert weekly in read(language, "weekly").text
    assert monthly in read(language, "monthly").text


@every_language
def test_the_quality_page_tells_of_the_last_night_how_much_and_why(
    home: Path, language: str
) -> None:
    """Eight rows are of night 3, one of them of a number that was too young to have settled."""
    shown = page(home, language, "quality")
    assert {
        "en": "8 figures of all tables, told apart by all dimensions, are not what the night "
        "before said; of these 7 had settled",
        "fr": "8 chiffres de toutes les tables, selon toutes les dimensions, ne sont plus ce que "
        "disait la nuit précédente\u202f; dont 7 étaient définitifs",
    }[language] in shown.text
    assert [(row[0], row[-2], row[-1]) for row in shown.tables[WHY[language]][1:]] == [
        ({"en": "An upgrade of Accord", "fr": "Une mise à jour d'Accord"}[language], "1", "1"),
        ({"en": "A late file", "fr": "Un fichier en retard"}[language], "6", "5"),
        (
            {"en": "A correction in a tool", "fr": "Une correction dans un outil"}[language],
            "1",
            "1",
        ),
        (
            {"en": "A first history of a field", "fr": "Un premier historique d'un champ"}[
                language
            ],
            "1",
            "1",
        ),
        ({"en": "Later events", "fr": "Des événements ultérieurs"}[language], "1", "0"),
        ({"en": "Not explained", "fr": "Sans explication"}[language], "1", "1"),
    ]


@every_language
def test_the_quality_page_lists_the_numbers_that_pages_show_the_newest_night_first(
    home: Path, language: str
) -> None:
    shown = page(home, language, "quality")
    rows = shown.tables[NUMBERS[language]][1:]
    none = {"en": "none", "fr": "aucun"}[language]
    index = ["60", "62.5"] if language == "en" else ["60", "62,5"]
    assert [row[2:4] for row in rows] == [
        index,
        [share(0.524, language), share(0.478, language)],
        [share(0.4, language), share(0.25, language)],
        [share(0.5, language), share(0.6, language)],
        [none, share(0.25, language)],
        [share(0.5, language), share(0.4, language)],
        [share(0.9, language), share(0.1, language)],
    ]
    last = "5 October 2026" if language == "en" else "5 octobre 2026"
    assert [row[-1] == last for row in rows] == [True] * 5 + [False] * 2
    assert (
        rows[4][0]
        == {
            "en": "Acceptance rate within 14 days source · Webinar",
            "fr": "Taux d'acceptation en 14 jours source · Webinar",
        }[language]
    )
    assert (
        rows[2][4]
        == {
            "en": "an upgrade of Accord, a late file",
            "fr": "une mise à jour d'Accord, un fichier en retard",
        }[language]
    )
    # what was too young, no page shows, or stands there by its other name, is counted
    rest = {
        "en": "3 more stand in review.restatements.",
        "fr": "3 autres lignes sont dans review.restatements.",
    }[language]
    assert len(RESTATED) - len(rows) == 3
    assert rest in shown.text


@every_language
def test_a_number_on_the_list_leads_to_all_that_nights_said_of_it(
    home: Path, language: str
) -> None:
    shown = page(home, language, "quality")
    with duckdb.connect(str(home / "marts.duckdb"), read_only=True) as marts:
        said = {
            figure.shown: [
                row[0]
                for row in marts.sql(
                    f"select value_after from ({shown.sources[figure.source]}) as said"
                ).fetchall()
            ]
            for figure in shown.figures
            if "review.restatements" in shown.sources.get(figure.source, "")
        }
    assert said[share(0.25, language)] in ([0.4, 0.25], [0.25])
    assert said[share(0.478, language)] == [0.478]


@every_language
def test_the_week_tells_what_it_shows_otherwise_than_a_week_ago(home: Path, language: str) -> None:
    """First touch of 21 September (twice, one number), the index and one promise of September."""
    shown = page(home, language, "weekly")
    first, second = share(0.5, language), share(0.25, language)
    assert {
        "en": "3 numbers of past periods were restated in the last 7 days Most of all First touch "
        f"compliance, 21 Sep to 27 September 2026: {first} → {second}. What changed, and why",
        "fr": "3 chiffres de périodes passées ont été révisés ces 7 derniers jours Surtout Respect "
        f"du délai de premier contact, 21 sept. au 27 septembre 2026\u00a0: {first} → {second}. "
        "Ce qui a changé, et pourquoi",
    }[language] in shown.text
    assert "quality.html#restated" in shown.addresses
    assert "restated" in page(home, language, "quality").places


@every_language
def test_the_month_tells_what_it_shows_otherwise_than_a_month_ago(
    home: Path, language: str
) -> None:
    """Acceptance in August, the last month that can be judged, the index and one promise."""
    shown = page(home, language, "monthly")
    first, second = share(0.5, language), share(0.6, language)
    assert {
        "en": "3 numbers of past periods were restated in the last 31 days Most of all "
        f"Decision compliance, September 2026: {first} → {second}.",
        "fr": "3 chiffres de périodes passées ont été révisés ces 31 derniers jours Surtout "
        f"Respect du délai de décision, septembre 2026\u00a0: {first} → {second}.",
    }[language] in shown.text


@every_language
def test_the_summary_of_the_week_tells_it_too(home: Path, language: str) -> None:
    message = digest_of(home, load_settings().reports, language)
    told = {
        "en": "3 numbers of past periods were restated in the last 7 days: "
        "First touch compliance, ",
        "fr": "3 chiffres de périodes passées ont été révisés ces 7 derniers jours\u00a0: "
        "Respect du délai de premier contact, ",
    }[language]
    assert told in message.text
    assert told in message.html
