"""The pages of the day and of the week show what the published tables hold."""

import pytest

from orchestration.reporting.language import LANGUAGES
from tests.reporting.reading import Ask, Read, number, share

every_language = pytest.mark.parametrize("language", LANGUAGES)

LISTS = {
    "en": {"breached": "Breached", "at_risk": "At risk", "to_work": "To work"},
    "fr": {"breached": "En retard", "at_risk": "À risque", "to_work": "À traiter"},
}
# The last week that was over when the sample company's tools were exported.
LAST_WEEK = "period_grain = 'week' and period_start = date '2026-09-28'"


@every_language
def test_the_day_counts_each_list(ask: Ask, read: Read, language: str) -> None:
    shown = read(language, "today")
    counted = dict(ask("select list_name, count(*) from review.work_list group by list_name"))
    assert counted.keys() == {"breached", "at_risk", "to_work", "given_back"}
    for name, leads in counted.items():
        (figure,) = (
            figure for figure in shown.figures if name in shown.sources.get(figure.source, "")
        )
        assert figure.shown == number(leads, language)


@every_language
def test_the_day_gives_every_rep_their_leads_and_counts_them(
    ask: Ask, read: Read, language: str
) -> None:
    shown = read(language, "today")
    load = {"en": "Who has how much to do", "fr": "La charge de chacun"}[language]
    reps = ask(
        "select owner_name, owner_team, count(case when list_name = 'breached' then 1 end), "
        "count(case when list_name = 'at_risk' then 1 end), "
        "count(case when list_name = 'to_work' then 1 end) "
        "from review.work_list where list_name <> 'given_back' and owner_name is not null "
        "group by owner_name, owner_team"
    )
    teams = {"en": {"sales": "sales"}, "fr": {"sales": "les ventes"}}[language]
    assert len(reps) > 3
    for name, team, *counts in reps:
        assert shown.row(load, f"{name} {teams[team]}")[1:] == [
            number(each, language) for each in counts
        ]
        leads = ask(
            "select first_name || ' ' || last_name || ' ' || company_name from review.work_list "
            f"where list_name <> 'given_back' and owner_name = '{name}'"
        )
        listed = [row[0] for row in shown.tables[name][1:]]
        assert set(listed) <= set(leads)
        assert len(listed) == min(len(leads), 15)


@every_language
def test_a_lead_at_risk_is_told_with_its_deadline_what_it_lacks_and_did(
    ask: Ask, read: Read, language: str
) -> None:
    ((rep, used, target, missing, asset),) = ask(
        "select owner_name, used_business_minutes, target_business_minutes, missing_fields, "
        "last_engagement_asset from review.work_list "
        "where list_name = 'at_risk' and last_name = 'Brockley'"
    )
    assert (used, target, missing, asset) == (385.7, 480, "machines", "Contact us")
    # due at 08:34 UTC; 385.7 minutes are 6 hours and 26 minutes, 480 are 8 hours
    told = {
        "en": [
            "Greta Brockley Pellerin Networks",
            "First contact At risk",
            "5 October 2026, 10:34 6 h 26 min of 8 h used",
            "Machines",
            "Contact us form · 2 October 2026",
        ],
        "fr": [
            "Greta Brockley Pellerin Networks",
            "Premier contact À risque",
            "5 octobre 2026 à 10:34 6 h 26 min sur 8 h",
            "Machines",
            "Contact us formulaire · 2 octobre 2026",
        ],
    }
    assert read(language, "today").row(rep, told[language][0]) == told[language]


@every_language
def test_the_week_shows_each_indicator_with_what_is_usual(
    ask: Ask, read: Read, language: str
) -> None:
    shown = read(language, "weekly")
    table = {
        "en": "Other indicators of the week",
        "fr": "Les autres indicateurs de la semaine",
    }[language]
    rows = ask(
        f"select names.name_{language}, changes.value, changes.previous_value, changes.members, "
        "changes.usual_low, changes.usual_high, changes.unit "
        "from review.metric_changes as changes "
        "inner join agreement.metrics as names on changes.metric = names.metric "
        f"where {LAST_WEEK} and changes.metric in "
        "('leads', 'mqls_delivered', 'handoffs_complete_rate')"
    )
    assert len(rows) == 3
    to = {"en": "to", "fr": "à"}[language]
    for name, value, before, members, low, high, unit in rows:
        if unit == "count":
            cells = [
                number(round(value), language),
                number(round(before), language),
                f"{low:.0f} {to} {high:.0f}",
            ]
        else:
            cells = [
                f"{share(value, language)} n = {members}",
                share(before, language),
                f"{share(low, language)} {to} {share(high, language)}",
            ]
        (row,) = (row for row in shown.tables[table] if row[0].startswith(name))
        assert row[1:] == cells


@every_language
def test_a_week_too_young_is_told_with_the_last_one_that_is_old_enough(
    ask: Ask, read: Read, language: str
) -> None:
    ((value, is_mature, mature, members, start),) = ask(
        "select value, is_mature, latest_mature_value, latest_mature_members, "
        "cast(latest_mature_start as varchar) from review.metric_changes "
        f"where {LAST_WEEK} and metric = 'lead_acceptance'"
    )
    assert (value, is_mature, members, start) == (None, False, 13, "2026-09-14")
    shown = read(language, "weekly")
    young = {"en": "too young", "fr": "trop récent"}[language]
    last = {
        "en": f"{share(mature, language)} "
        "Last week old enough, 14 Sep to 20 September 2026 n = 13 Last week: too young",
        "fr": f"{share(mature, language)} Dernière semaine assez ancienne, "
        "14 sept. au 20 septembre 2026 n = 13 La semaine dernière\u00a0: trop récent",
    }
    assert any((each.shown, each.state) == (young, "young") for each in shown.figures)
    assert last[language] in shown.text


@every_language
def test_the_week_shows_what_each_team_kept(ask: Ask, read: Read, language: str) -> None:
    shown = read(language, "weekly")
    teams = ask(
        "select team, count(case when status = 'kept' then 1 end), "
        "count(case when status in ('kept', 'broken') then 1 end) "
        "from (select *, row_number() over (partition by commitment_code "
        "order by period_start desc) as recency "
        "from alignment.commitments where status <> 'running') as commitments "
        "where recency = 1 and period_start >= date '2026-07-01' group by team"
    )
    assert {team for team, *_ in teams} == {"marketing", "sales"}
    for team, kept, judged in teams:
        told = {
            "en": f"{team} · {kept} of {judged} kept",
            "fr": f"{'le marketing' if team == 'marketing' else 'les ventes'} · "
            f"{kept} tenus sur {judged}",
        }
        assert told[language] in shown.text


@every_language
def test_the_week_begins_with_what_there_is_to_talk_about(
    ask: Ask, read: Read, language: str
) -> None:
    (overdue,) = ask("select count(*) from review.decisions where status = 'overdue'")
    (broken,) = ask(
        "select count(*) from (select status, period_start, row_number() over ("
        "partition by commitment_code order by period_start desc) as recency "
        "from alignment.commitments where status <> 'running') "
        "where recency = 1 and status = 'broken' and period_start >= date '2026-07-01'"
    )
    assert (overdue, broken) == (1, 5)
    told = {
        "en": "To talk about 2 alerts 5 promises broken 1 decision overdue",
        "fr": "À discuter 2 alertes 5 engagements non tenus 1 décision en retard",
    }
    assert told[language] in read(language, "weekly").text


@every_language
def test_the_week_shows_the_index_and_the_survey(ask: Ask, read: Read, language: str) -> None:
    shown = read(language, "weekly")
    (index,) = ask(
        "select value from alignment.alignment_scorecard where metric = 'alignment_index' "
        "and period_grain = 'month' and period_start = date '2026-09-01'"
    )
    scores = ask(
        "select score from alignment.perceived_alignment where survey_dimension = 'all' "
        "and wave = 'Autumn 2026'"
    )
    closed = {
        "en": "Autumn 2026, closed on 30 September",
        "fr": "Autumn 2026, close le 30 septembre",
    }
    assert closed[language] in shown.text
    assert len(scores) == 3
    for score in (index, *scores):
        told = f"{score:.1f}".removesuffix(".0")
        told = told.replace(".", ",") if language == "fr" else told
        assert told in [each.shown for each in shown.figures]
