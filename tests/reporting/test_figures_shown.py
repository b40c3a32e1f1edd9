"""A figure on a page is the figure in the published tables, written as the language writes it."""

import pytest

from orchestration.reporting.language import LANGUAGES
from orchestration.reporting.site import PAGES
from tests.reporting.reading import Ask, Read, number, share

every_language = pytest.mark.parametrize("language", LANGUAGES)
every_page = pytest.mark.parametrize("page", [page.name for page in PAGES])

# The last quarter that was over when the sample company's tools were exported, and the one before.
LAST_QUARTER, QUARTER_BEFORE = "date '2026-07-01'", "date '2026-04-01'"


def test_the_formats_are_those_of_the_languages() -> None:
    assert [number(1234567, each) for each in LANGUAGES] == ["1,234,567", "1\u202f234\u202f567"]
    assert [share(0.602, each) for each in LANGUAGES] == ["60.2%", "60,2\u202f%"]
    assert [share(0.5, each) for each in LANGUAGES] == ["50%", "50\u202f%"]


@every_language
@every_page
def test_every_query_runs_and_returns_as_many_rows_as_the_figure_says(
    ask: Ask, read: Read, language: str, page: str
) -> None:
    shown = read(language, page)
    counts = {place: len(ask(query)) for place, query in shown.sources.items()}
    for figure in shown.figures:
        if figure.source:
            assert figure.source in counts
        if figure.members is not None:
            assert counts[figure.source] == figure.members, shown.sources[figure.source]


@every_language
@every_page
def test_every_source_on_a_page_is_the_source_of_a_figure(
    read: Read, language: str, page: str
) -> None:
    shown = read(language, page)
    assert set(shown.sources) == {each.source for each in shown.figures if each.source}


@every_language
def test_the_journey_shows_the_leads_of_each_stage(ask: Ask, read: Read, language: str) -> None:
    shown = read(language, "journey")
    now = ask("select current_stage, count(*) from core.fct_leads group by current_stage")
    names = dict(ask(f"select stage, name_{language} from core.dim_stages"))
    assert len(now) == 10
    for stage, leads in now:
        (figure,) = (
            figure
            for figure in shown.figures
            if shown.sources[figure.source].endswith(f"where current_stage = '{stage}'")
        )
        assert figure.shown == number(leads, language)
        assert names[stage] in shown.text


@every_language
def test_the_journey_shows_the_funnel_and_its_quarters(ask: Ask, read: Read, language: str) -> None:
    shown = read(language, "journey")
    ever, quarters = {
        "en": ("Who goes on", "Quarter by quarter"),
        "fr": ("Qui avance", "Trimestre par trimestre"),
    }[language]
    steps = ask(
        f"select stages.name_{language}, funnel.entered, funnel.reached_next, "
        "funnel.entered_imputed, last.entered, last.reached_next, last.is_mature "
        "from core.dim_stages as stages "
        "inner join alignment.funnel as funnel on stages.stage = funnel.stage "
        "and funnel.basis = 'cohort' and funnel.period_grain = 'ever' "
        "and funnel.dimension = 'all' "
        "inner join alignment.funnel as last on stages.stage = last.stage "
        "and last.basis = 'cohort' and last.period_grain = 'quarter' "
        f"and last.period_start = {LAST_QUARTER} and last.dimension = 'all' "
        "order by stages.position"
    )
    names = [step[0] for step in steps]
    assert len(names) == 6
    bars = [word for word in shown.charts if word not in names]
    for (name, entered, reached, *_), following in zip(steps, names[1:], strict=False):
        to = "→" if language == "fr" else "to"
        rate = f"{share(reached / entered, language)} n = {number(entered, language)}"
        assert shown.row(ever, f"{name} {to} {following}")[1:] == [
            rate,
            number(entered - reached, language),
        ]
    for (name, entered, _, imputed, *_), bar in zip(steps, bars, strict=True):
        assert bar.startswith(number(entered + imputed, language) + " · "), name
        assert name in shown.charts
    for (name, *_, entered, reached, is_mature), following in zip(steps, names[1:], strict=False):
        to = "→" if language == "fr" else "to"
        cell = shown.row(quarters, f"{name} {to} {following}")[-1]
        assert cell == f"{share(reached / entered, language)} n = {number(entered, language)}"
        assert not is_mature
    assert shown.tables[quarters][0][-1] == {"en": "Q3 2026", "fr": "T3 2026"}[language]


@every_language
def test_the_journey_shows_how_long_leads_stay(ask: Ask, read: Read, language: str) -> None:
    shown = read(language, "journey")
    table = {"en": "Time in stage", "fr": "Temps passé dans chaque étape"}[language]
    rows = ask(
        f"select stages.name_{language}, velocity.median_days_km, velocity.entered, "
        "velocity.open, velocity.stalled "
        "from alignment.stage_velocity as velocity "
        "inner join core.dim_stages as stages on velocity.stage = stages.stage "
        f"where velocity.period_grain = 'quarter' and velocity.period_start = {LAST_QUARTER} "
        "and velocity.dimension = 'all'"
    )
    assert len(rows) == 5
    for name, median, entered, still_there, stalled in rows:
        days = {"en": "days", "fr": "jours"}[language]
        assert shown.row(table, name)[1:] == [
            f"{round(median)} {days} n = {entered}",
            number(still_there, language),
            number(stalled, language),
        ]


@every_language
def test_the_agreement_shows_who_signed_and_what_each_metric_means(
    ask: Ask, read: Read, language: str
) -> None:
    shown = read(language, "agreement")
    metrics = ask(f"select metric, name_{language}, formula_{language} from agreement.metrics")
    assert len(metrics) > 100
    for metric, name, formula in metrics:
        assert shown.places[f"metric-{metric}"] == f"{name} {metric}"
        assert formula in shown.text
    ((marketing, sales, content),) = ask(
        "select marketing_signed_by, sales_signed_by, content_hash "
        "from agreement.versions_in_force where in_force_until is null"
    )
    assert marketing in shown.text
    assert sales in shown.text
    assert content in shown.text
    in_force = {"en": "in force from 6 July 2026", "fr": "en vigueur à partir du 6 juillet 2026"}
    assert in_force[language] in shown.text


@every_language
def test_the_quality_page_shows_what_the_night_found(ask: Ask, read: Read, language: str) -> None:
    shown = read(language, "quality")
    ((landed, refused),) = ask("select sum(rows_landed), sum(rows_refused) from quality.loads")
    unmapped = ask("select value, sum(row_count) from quality.unmapped_values group by value")
    checks, unmet = ask(
        "select count(*) from quality.expectation_results "
        "union all select count(*) from quality.expectation_results where not is_met"
    )
    cards = {
        "en": "Rows landed {} Rows refused {} Values without a meaning {} Checks not met {} of {}",
        "fr": "Lignes chargées {} Lignes refusées {} Valeurs sans signification {} "
        "Contrôles non respectés {} sur {}",
    }[language]
    rows = ask("select count(*) from quality.unmapped_values")
    told = [number(int(each), language) for each in (landed, refused, *rows, unmet, checks)]
    assert cards.format(*told) in shown.text
    table = {"en": "Values that have no meaning yet", "fr": "Valeurs encore sans signification"}
    listed = shown.tables[table[language]][1:]
    for value, count in unmapped:
        assert sum(int(row[2]) for row in listed if row[0] == value) == count
    loads = {"en": "What was loaded", "fr": "Ce qui a été chargé"}[language]
    by_object = ask(
        "select system || ' · ' || object, sum(rows_landed) from quality.loads group by all"
    )
    assert len(by_object) == len(shown.tables[loads]) - 1
    for name, rows_landed in by_object:
        assert shown.row(loads, name)[2] == number(int(rows_landed), language)
