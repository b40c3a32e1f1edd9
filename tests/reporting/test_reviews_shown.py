"""The reviews of the month and of the quarter say what the facts of the sample company say."""

import pytest

from tests.reporting.reading import Ask, Read, ShownPage, share

# The sample company's tools were exported on 5 October 2026; its months are cut in Paris.
AUGUST = ("2026-07-31 22:00", "2026-08-31 22:00")
SEPTEMBER = ("2026-08-31 22:00", "2026-09-30 22:00")
THIRD_QUARTER = ("2026-06-30 22:00", "2026-09-30 22:00")
MODELS = 6


def within(moment: str, period: tuple[str, str]) -> str:
    return f"{moment} >= timestamp '{period[0]}' and {moment} < timestamp '{period[1]}'"


@pytest.fixture(scope="module")
def month(read: Read) -> ShownPage:
    return read("en", "monthly")


@pytest.fixture(scope="module")
def quarter(read: Read) -> ShownPage:
    return read("en", "quarterly")


def test_a_month_too_young_to_be_judged_stands_beside_the_last_that_can_be(
    ask: Ask, month: ShownPage
) -> None:
    ((accepted, handed_off),) = ask(
        "select count(*) filter (where decision = 'accepted' "
        "and decided_at <= handed_off_at + interval 14 day), count(*) "
        f"from core.fct_handoffs where {within('handed_off_at', AUGUST)}"
    )
    assert (accepted, handed_off) == (11, 23)
    assert f"{share(11 / 23, 'en')} August 2026 · n = 23" in month.text
    (since,) = ask(
        f"select count(*) from core.fct_handoffs where {within('handed_off_at', SEPTEMBER)}"
    )
    (expected,) = (
        figure
        for figure in month.figures
        if figure.state == "young"
        and f"So far, September 2026: {figure.shown} n = " in month.text
        and figure.members == since
        and figure.shown.endswith("%")
    )
    (incidence,) = ask(
        "select acceptance_incidence from alignment.lead_acceptance where period_grain = 'month' "
        "and period_start = date '2026-09-01' and dimension = 'all'"
    )
    assert expected.shown == share(incidence, "en")


def test_each_source_shows_whom_sales_accepted_in_time(ask: Ask, month: ShownPage) -> None:
    rows = ask(
        "select coalesce(source, 'not known'), count(*) filter (where decision = 'accepted' "
        "and decided_at <= handed_off_at + interval 14 day), count(*) from core.fct_handoffs "
        f"where {within('handed_off_at', AUGUST)} group by source"
    )
    table = month.tables["Which sources bring leads that sales accepts?"]
    assert {row[0]: row[1] for row in table[1:]} == {
        source: f"{share(accepted / members, 'en')} n = {members}"
        for source, accepted, members in rows
    }
    assert table[0][-1] == "September 2026, expected"


def test_reasons_come_by_how_often_they_are_given_and_miss_no_lead(
    ask: Ask, month: ShownPage
) -> None:
    rejected, recycled = (
        ask(f"select count(*) from core.fct_leads where {within(moment, SEPTEMBER)}")[0]
        for moment in ("rejected_at", "recycled_at")
    )
    rows = month.tables["Why does sales give leads back?"][1:]
    counts = [(int(row[1]), int(row[2])) for row in rows]
    assert [sum(each) for each in zip(*counts, strict=True)] == [rejected, recycled]
    together = [sum(each) for each in counts]
    assert together == sorted(together, reverse=True)
    assert ["No reason given", "1", "0", "Nobody can tell without a reason"] in rows


def test_a_pilot_is_told_with_what_chance_leaves_open(ask: Ask, month: ShownPage) -> None:
    rows = month.tables["A cadence of calls for small companies"][1:]
    assert [row[0] for row in rows] == [
        "Pilot, before",
        "Pilot, during",
        "The others, before",
        "The others, during",
    ]
    for name, comparison in (("Pilot, during", "="), ("The others, during", "<>")):
        ((accepted, members),) = ask(
            "select count(*) filter (where decision = 'accepted' "
            "and decided_at <= handed_off_at + interval 14 day), count(*) from core.fct_handoffs "
            f"where coalesce(segment, '(unknown)') {comparison} 'SMB' "
            # from February to June
            f"and {within('handed_off_at', ('2026-01-31 23:00', '2026-06-30 22:00'))}"
        )
        (row,) = (row for row in rows if row[0] == name)
        assert row[1] == f"{share(accepted / members, 'en')} n = {members}"
    assert "no effect shown +15.8 pts against the others" in month.text


@pytest.mark.parametrize("of_what", ["channels", "sources", "campaigns"])
def test_every_model_shares_out_the_revenue_that_was_won(
    ask: Ask, quarter: ShownPage, of_what: str
) -> None:
    (won,) = ask(
        "select sum(reporting_amount) from core.fct_opportunities where outcome = 'won' "
        f"and counted_leads > 0 and {within('closed_at', THIRD_QUARTER)}"
    )
    rows = quarter.tables[f"Which {of_what} brought revenue?"][1:]
    assert won == 414_000
    for model in range(1, MODELS + 1):
        assert sum(int(row[-model].strip("€").replace(",", "")) for row in rows) == won
    assert f"€{won:,.0f} of €600,000 agreed: 69%" in quarter.text


def test_answers_of_too_few_people_look_protected_and_not_like_nothing(
    ask: Ask, quarter: ShownPage
) -> None:
    hidden = ask(
        "select team from alignment.perceived_alignment "
        "where wave = '2026-Q2' and survey_dimension = 'all' and is_suppressed"
    )
    assert sorted(hidden) == ["both", "marketing"]
    both, marketing, sales, gap = quarter.row("Every wave", "2026-Q2")[1:]
    assert [both, marketing, gap] == ["protected"] * 3
    assert sales == "37.5"
    of_wave = [
        figure
        for figure in quarter.figures
        if "wave = '2026-Q2'" in quarter.sources.get(figure.source, "")
    ]
    assert {figure.state for figure in of_wave} == {"protected", "known"}


def test_both_teams_see_which_promises_were_kept(ask: Ask, quarter: ShownPage) -> None:
    for status, word in (("kept", "kept"), ("broken", "broken"), ("immature", "too young")):
        (periods,) = ask(
            "select count(*) from alignment.commitments where period_start >= date '2026-07-01' "
            f"and period_start < date '2026-10-01' and status = '{status}'"
        )
        assert periods > 0
        assert quarter.text.count(f"· {word}") == periods


def test_reasons_stand_in_the_words_of_sales(ask: Ask, quarter: ShownPage) -> None:
    texts = ask(
        "select reason_text, count(*) from core.fct_handoffs where reason_text is not null "
        f"and decision in ('rejected', 'recycled') and {within('decided_at', THIRD_QUARTER)} "
        "group by reason_text"
    )
    rows = quarter.tables["Why leads came back, in the words of sales"][1:]
    assert {text: int(times) for text, _reason, times in rows} == {
        f"“{text}”": times for text, times in texts
    }


def test_a_rule_is_told_by_the_leads_that_only_it_let_in(ask: Ask, month: ShownPage) -> None:
    rules = ask(
        "select decisive_matured_handed_off, decisive_accepted_in_window, rest_accepted_in_window, "
        "rest_matured_handed_off from review.mql_rule_outcomes "
        "where agreement_version = 3 and decisive_handed_off > 0 "
        "order by acceptance_difference nulls last, rule_code"
    )
    rows = month.tables["Rule by rule"][1:]
    assert len(rows) == len(rules) > 3
    for (_rule, members, of_these, of_others, *_told), rule in zip(rows, rules, strict=True):
        let_in, accepted, accepted_of_others, others = rule
        assert int(members) == let_in
        assert of_others == share(accepted_of_others / others, "en")
        assert of_these == (share(accepted / let_in, "en") if let_in else "none")


def test_a_change_is_proposed_with_what_it_would_have_done_and_how_to_try_it(
    ask: Ask, month: ShownPage
) -> None:
    supported = ask(
        "select min(leaving), min(backtest_command) from review.proposed_adjustments "
        "where is_supported and leaving > 0 group by kind, "
        "case when kind = 'drop_rule' then subject else kind || subject end, "
        "entering, leaving, matured_moved, accepted_moved"
    )
    assert len(supported) > 0
    shown = min(len(supported), 6)
    assert month.text.count("the figures speak for it") == shown
    assert sum(f"{leaving} would be MQLs no more" in month.text for leaving, _ in supported) > 0
    assert any(command in month.text for _leaving, command in supported)
    assert "Nothing changes until both teams write a version and sign it." in month.text


def test_a_change_is_told_with_what_there_was_and_what_there_would_have_been(
    ask: Ask, month: ShownPage
) -> None:
    columns = [
        f"{name}_{side}"
        for name in ("mqls", "sqls", "won", "revenue")
        for side in ("before", "after")
    ]
    ((*counts, accepted, matured, accepted_after, matured_after),) = ask(
        f"select {', '.join(columns)}, accepted_before, matured_before, accepted_after, "
        "matured_after from review.proposed_adjustments "
        "where proposal_id = 'v3:raise_threshold:fit_threshold:15'"
    )
    mqls, mqls_after, sqls, sqls_after, *_rest = map(int, counts)
    assert mqls > mqls_after > sqls_after > 0
    table = month.tables["Set the points of fit that an MQL takes to 15 instead of 10"]
    assert table[1:4] == [
        ["Marketing-qualified leads", str(mqls), str(mqls_after)],
        [
            "Acceptance rate",
            *(
                share(a / b, "en")
                for a, b in ((accepted, matured), (accepted_after, matured_after))
            ),
        ],
        ["Sales-qualified leads", str(sqls), str(sqls_after)],
    ]
    assert [row[0] for row in table[4:]] == ["Won", "Revenue"]


def test_what_is_heard_most_stands_first(ask: Ask, quarter: ShownPage) -> None:
    heard = ask(
        "select text from review.insights where heard_on between date '2026-07-01' "
        "and date '2026-09-30'"
    )
    rows = quarter.tables["Objections, questions, arguments and needs"][1:]
    assert sorted(row[2] for row in rows) == sorted(f"“{text}”" for text in heard)
    times = [int(row[-1]) for row in rows]
    assert times == sorted(times, reverse=True)
    assert times[0] > 1
