"""Stories of lapses, corrections, wins and losses."""

from tests.stories.telling import Story

STORIES = (
    Story(
        "lapse_by_calendar_days",
        """
        2026-01-05 known
        2026-07-04 form
        @bob 2026-01-05 known
        @bob 2026-07-05 form
        @cat 2026-01-05 known
        @cat 2026-07-04 23:00 form
        """,
        leads=[
            {"outcome": "open", "inquiry_at": "2026-01-05 00:00", "inquiry_has_time": False},
            {"outcome": "lapsed", "lapsed_at": "2026-07-04 00:00", "lapsed_has_time": False},
            {"outcome": "open", "inquiry_at": "2026-07-05 00:00", "inquiry_has_time": False},
            {"outcome": "open", "inquiry_at": "2026-01-05 00:00"},
        ],
    ),
    Story(
        "each_inquiry_puts_the_lapse_off_and_a_visit_does_not",
        """
        2025-01-06 10:00 known
        2025-06-01 10:00 form
        2025-11-20 10:00 event
        @bob 2025-01-06 09:00 known
        @bob 2025-06-01 10:00 visit
        """,
        leads=[
            {"outcome": "lapsed", "lapsed_at": "2026-05-19 11:00", "current_stage": "lapsed"},
            {"outcome": "lapsed", "lapsed_at": "2025-07-05 10:00"},
        ],
    ),
    Story(
        "an_mql_exactly_at_the_lapse_is_of_the_lead",
        """
        2026-01-05 09:00 known
        2026-07-04 10:00 mql
        @bob 2026-01-05 09:00 known
        @bob 2026-07-04 10:01 mql
        @cat 2026-01-05 09:00 known
        @cat 2026-07-04 10:00 accepted
        """,
        leads=[
            {"outcome": "open", "mql_at": "2026-07-04 10:00", "current_stage": "mql"},
            {"outcome": "lapsed", "has_mql": False},
            {"outcome": "open", "inquiry_at": "2026-07-04 10:01", "mql_at": "2026-07-04 10:01"},
            {"outcome": "open", "accepted_at": "2026-07-04 10:00", "origin": "sales"},
        ],
        handoffs=[
            {"handed_off_at": "2026-07-04 10:00"},
            {"handed_off_at": "2026-07-04 10:01", "episode_number": 2},
        ],
    ),
    Story(
        "neither_a_handoff_nor_a_sales_stage_lapses",
        """
        2025-01-06 09:00 known
        2025-01-07 09:00 mql
        @bob 2025-01-06 09:00 known
        @bob 2025-01-07 09:00 accepted
        @cat 2025-01-06 09:00 known
        @cat 2025-01-07 09:00 deal open 100 EUR
        @dan 2025-01-06 09:00 known
        @dan 2025-01-07 09:00 mql
        @dan 2026-02-02 09:00 form
        @dan 2026-02-03 09:00 accepted
        """,
        leads=[
            {"outcome": "open", "current_stage": "mql"},
            {"outcome": "open", "current_stage": "accepted"},
            {"outcome": "open", "current_stage": "opportunity", "open_pipeline": 100},
            {"outcome": "open", "accepted_at": "2026-02-03 09:00", "mql_is_imputed": False},
        ],
        handoffs=[
            {"decision": "pending"},
            {"decision": "accepted", "decided_at": "2026-02-03 09:00"},
        ],
    ),
    Story(
        "taken_back_by_calendar_days",
        """
        2026-01-05 known
        2026-01-07 rejected
        2026-01-14 accepted
        @bob 2026-01-05 known
        @bob 2026-01-07 rejected
        @bob 2026-01-15 accepted
        @cat 2026-01-05 09:00 known
        @cat 2026-01-07 09:00 recycled
        @cat 2026-01-14 sql
        """,
        leads=[
            {"outcome": "open", "has_rejected": False, "accepted_at": "2026-01-14 00:00"},
            {"outcome": "rejected", "has_accepted": False},
            {"outcome": "open", "inquiry_at": "2026-01-15 00:00"},
            {"outcome": "open", "has_recycled": False, "sql_at": "2026-01-14 00:00"},
        ],
    ),
    Story(
        "taken_back_across_the_change_of_clocks",
        """
        2026-03-02 09:00 known
        2026-03-25 09:00 recycled
        2026-04-01 10:00 sql
        @bob 2026-03-02 09:00 known
        @bob 2026-03-25 09:00 recycled
        @bob 2026-04-01 10:01 sql
        """,
        leads=[
            {"outcome": "open", "has_recycled": False},
            {"outcome": "recycled", "recycled_at": "2026-03-25 09:00"},
            {"outcome": "open", "inquiry_at": "2026-04-01 10:01"},
        ],
    ),
    Story(
        "an_mql_or_a_demo_request_between_makes_a_new_lead_and_a_visit_does_not",
        """
        2026-01-05 09:00 known
        2026-01-07 09:00 rejected
        2026-01-08 09:00 mql
        2026-01-09 09:00 accepted
        @bob 2026-01-05 09:00 known
        @bob 2026-01-07 09:00 recycled
        @bob 2026-01-08 09:00 visit
        @bob 2026-01-09 09:00 accepted
        @cat 2026-01-05 09:00 known
        @cat 2026-01-07 09:00 recycled
        @cat 2026-01-08 09:00 demo_request
        @cat 2026-01-09 09:00 accepted
        """,
        leads=[
            {"outcome": "rejected", "has_mql": False, "origin": "marketing"},
            {"inquiry_at": "2026-01-08 09:00", "mql_at": "2026-01-08 09:00", "outcome": "open"},
            {
                "outcome": "open",
                "has_recycled": False,
                "accepted_at": "2026-01-09 09:00",
                "origin": "marketing",
                "mql_at": "2026-01-09 09:00",
                "mql_is_imputed": True,
            },
            {"outcome": "recycled", "has_accepted": False, "has_mql": False},
            {"inquiry_at": "2026-01-08 09:00", "accepted_at": "2026-01-09 09:00"},
        ],
        handoffs=[{"handed_off_at": "2026-01-08 09:00", "decision": "accepted"}],
    ),
    Story(
        "recycled_after_it_was_rejected",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 mql
        2026-01-07 09:00 rejected
        2026-01-09 09:00 recycled
        2026-03-02 09:00 form
        """,
        leads=[
            {"outcome": "rejected", "rejected_at": "2026-01-07 09:00"},
            {"inquiry_at": "2026-03-02 09:00"},
        ],
        handoffs=[{"decision": "rejected"}],
    ),
    Story(
        "an_undone_end_is_no_transition",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 mql
        2026-01-07 09:00 rejected
        2026-01-08 21:00 accepted
        """,
        leads=[{"outcome": "open", "has_rejected": False, "current_stage": "accepted"}],
        handoffs=[{"decision": "accepted"}],
    ),
    Story(
        "after_a_win_sales_open_the_next_lead",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 mql
        2026-01-08 09:00 deal won 2026-02-02T10:00 1000 EUR
        2026-03-02 09:00 form
        2026-04-01 09:00 sql
        """,
        leads=[
            {
                "outcome": "won",
                "current_stage": "won",
                "revenue": 1000,
                "opportunity_at": "2026-01-08 09:00",
                "sql_at": "2026-01-08 09:00",
                "sql_is_imputed": True,
                "accepted_at": "2026-01-08 09:00",
                "accepted_is_imputed": True,
            },
            {
                "outcome": "open",
                "inquiry_at": "2026-04-01 09:00",
                "origin": "marketing",
                "mql_at": "2026-04-01 09:00",
                "mql_is_imputed": True,
                "accepted_is_imputed": True,
                "revenue": None,
            },
        ],
        handoffs=[{"decision": "accepted", "decision_is_imputed": True}],
    ),
    Story(
        "after_a_win_a_new_deal_opens_a_lead_and_an_expansion_does_not",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 sql
        2026-01-08 09:00 deal won 2026-02-02T10:00 1000 EUR
        2026-05-01 09:00 deal open 200 EUR
        @bob 2026-01-05 09:00 known
        @bob 2026-01-06 09:00 sql
        @bob 2026-01-08 09:00 deal won 2026-02-02T10:00 1000 EUR
        @bob 2026-05-01 09:00 deal open 200 EUR type=expansion
        """,
        leads=[
            {"outcome": "won", "revenue": 1000, "open_pipeline": None},
            {
                "outcome": "open",
                "inquiry_at": "2026-05-01 09:00",
                "opportunity_at": "2026-05-01 09:00",
                "origin": "sales",
                "has_sql": False,
                "open_pipeline": 200,
            },
            {"outcome": "won", "revenue": 1000, "won_at": "2026-02-02 10:00"},
        ],
    ),
    Story(
        "all_deals_are_lost_when_the_last_is",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 sql
        2026-01-08 09:00 deal lost 2026-02-02T10:00 1000 EUR
        2026-01-20 09:00 deal lost 2026-03-02T10:00 500 EUR
        2026-02-20 09:00 form
        @bob 2026-01-05 09:00 known
        @bob 2026-01-06 09:00 sql
        @bob 2026-01-08 09:00 deal lost 2026-02-02T10:00 1000 EUR
        @bob 2026-01-20 09:00 deal open 500 EUR
        """,
        leads=[
            {
                "outcome": "lost",
                "lost_at": "2026-03-02 10:00",
                "opportunity_at": "2026-01-08 09:00",
            },
            {"outcome": "open", "has_lost": False, "current_stage": "opportunity"},
        ],
    ),
    Story(
        "a_deal_after_the_loss_of_all_is_a_new_lead",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 sql
        2026-01-08 09:00 deal lost 2026-02-02T10:00 1000 EUR
        2026-02-20 09:00 deal won 2026-03-02T10:00 500 EUR
        """,
        leads=[
            {"outcome": "lost", "lost_at": "2026-02-02 10:00", "revenue": None},
            {
                "outcome": "won",
                "inquiry_at": "2026-02-20 09:00",
                "revenue": 500,
                "opportunity_credit": 1,
            },
        ],
    ),
    Story(
        "won_then_another_deal_is_lost",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 sql
        2026-01-08 09:00 deal won 2026-02-02T10:00 1000 EUR
        2026-01-20 09:00 deal lost 2026-03-02T10:00 500 EUR
        """,
        leads=[
            {"outcome": "won", "won_at": "2026-02-02 10:00", "has_lost": False, "revenue": 1000}
        ],
    ),
    Story(
        "a_lost_deal_reopened_between_two_exports",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 sql
        2026-01-08 09:00 deal open 500 EUR was=lost@2026-02-02T10:00@500@EUR
        """,
        leads=[{"outcome": "open", "has_lost": False, "current_stage": "opportunity"}],
    ),
    Story(
        "won_and_lost_by_the_persons_stage_alone",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 mql
        2026-01-07 09:00 accepted
        2026-01-08 09:00 won
        @bob 2026-01-05 09:00 known
        @bob 2026-01-06 09:00 accepted
        @bob 2026-01-08 09:00 lost
        @bob 2026-01-10 09:00 form
        """,
        leads=[
            {
                "outcome": "won",
                "won_at": "2026-01-08 09:00",
                "sql_is_imputed": True,
                "opportunity_at": "2026-01-08 09:00",
                "opportunity_is_imputed": True,
                "won_is_imputed": False,
                "revenue": None,
            },
            {"outcome": "lost", "lost_at": "2026-01-08 09:00", "has_mql": False},
            {"outcome": "lapsed", "inquiry_at": "2026-01-10 09:00"},
        ],
        handoffs=[{"decision": "accepted"}],
    ),
    Story(
        "three_share_a_deal_and_one_of_them_is_a_test",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 sql
        2026-01-08 09:00 deal won 2026-02-02T10:00 900 EUR @bob @cat @test
        @bob 2026-01-05 10:00 known
        @cat 2026-01-05 10:00 known
        @test 2026-01-05 10:00 known mail=test
        """,
        leads=[
            {"revenue": 300, "outcome": "won"},
            {"revenue": 300, "outcome": "won", "has_mql": False, "origin": "sales"},
            {"revenue": 300, "outcome": "won"},
        ],
        cells={("conversion_by_source", "2026-01"): {"won": 3, "leads": 3, "revenue": 900}},
    ),
    Story(
        "a_new_deal_soon_after_a_recycling",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 mql
        2026-01-07 09:00 recycled
        2026-01-10 09:00 deal open 100 EUR
        """,
        leads=[
            {"outcome": "recycled"},
            {"inquiry_at": "2026-01-10 09:00", "has_opportunity": True, "open_pipeline": 100},
        ],
        handoffs=[{"decision": "recycled"}],
    ),
    Story(
        "an_expansion_after_a_lapse_opens_nothing",
        """
        2025-01-06 09:00 known
        2026-02-02 09:00 deal open 100 EUR type=expansion
        """,
        leads=[{"outcome": "lapsed", "lapsed_at": "2025-07-05 10:00", "has_opportunity": False}],
    ),
    Story(
        "rejected_twice",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 mql
        2026-01-07 09:00 rejected
        2026-01-10 09:00 accepted
        2026-01-12 09:00 rejected
        """,
        leads=[
            {
                "outcome": "rejected",
                "rejected_at": "2026-01-12 09:00",
                "accepted_at": "2026-01-10 09:00",
            }
        ],
        handoffs=[{"decision": "accepted", "decided_at": "2026-01-10 09:00"}],
    ),
    Story(
        "lapses_at_the_cut_off",
        """
        2026-04-08 04:00 known
        @bob 2026-04-08 03:59 known
        @cat 2026-04-08 known
        @dan 2026-04-07 known
        """,
        leads=[
            {"outcome": "open"},
            {"outcome": "lapsed", "lapsed_at": "2026-10-05 03:59"},
            {"outcome": "open"},
            {"outcome": "lapsed", "lapsed_at": "2026-10-04 00:00"},
        ],
    ),
    Story(
        "a_loss_undone_by_sales",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 sql
        2026-01-08 09:00 deal lost 2026-02-02T10:00 100 EUR
        2026-02-05 09:00 accepted
        @bob 2026-01-05 09:00 known
        @bob 2026-01-06 09:00 accepted
        @bob 2026-01-08 09:00 lost
        @bob 2026-01-15 09:00 sql
        """,
        leads=[{"outcome": "open", "has_lost": False}, {"outcome": "open", "has_lost": False}],
    ),
    Story(
        "a_second_mql_long_after_the_first",
        """
        2025-01-05 09:00 known
        2025-01-06 09:00 mql
        2026-01-06 09:00 mql
        2026-01-07 09:00 accepted
        """,
        leads=[{"mql_at": "2025-01-06 09:00", "accepted_at": "2026-01-07 09:00"}],
        handoffs=[{"handed_off_at": "2025-01-06 09:00", "decided_at": "2026-01-07 09:00"}],
    ),
    Story(
        "rejected_on_a_day_and_a_form_that_day",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 mql
        2026-01-07 rejected
        2026-01-07 10:00 form
        @bob 2026-01-05 09:00 known
        @bob 2026-01-06 09:00 mql
        @bob 2026-01-07 10:00 rejected
        @bob 2026-01-07 form
        """,
        leads=[{"outcome": "rejected"}, {"outcome": "rejected"}],
        handoffs=[{"episode_number": 1}, {"episode_number": 1}],
    ),
    Story(
        "all_the_deals_of_the_second_lead_are_lost",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 mql
        2026-01-08 09:00 deal open 100 EUR
        2026-02-02 09:00 recycled
        2026-03-02 09:00 form
        2026-03-03 09:00 mql
        2026-03-10 09:00 deal lost 2026-04-01T10:00 500 EUR
        """,
        leads=[
            {"outcome": "recycled", "open_pipeline": 100},
            {"outcome": "lost", "lost_at": "2026-04-01 10:00"},
        ],
        handoffs=[{"episode_number": 1}, {"episode_number": 2}],
    ),
    Story(
        "a_renewal_is_open_while_the_deal_of_a_lead_is_lost",
        """
        2025-01-06 09:00 known
        2025-01-07 09:00 sql
        2025-01-08 09:00 deal won 2025-02-03T10:00 1000 EUR
        2025-12-01 09:00 deal open 1000 EUR type=renewal
        2026-02-02 09:00 mql
        2026-02-03 09:00 deal lost 2026-03-02T10:00 500 EUR
        """,
        leads=[{"outcome": "won"}, {"outcome": "lost", "lost_at": "2026-03-02 10:00"}],
        handoffs=[{"decision": "accepted"}],
    ),
    Story(
        "the_deal_of_a_lead_given_up_is_lost_while_the_next_is_open",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 mql
        2026-01-08 09:00 deal lost 2026-04-01T10:00 100 EUR
        2026-02-02 09:00 recycled
        2026-03-02 09:00 form
        2026-03-03 09:00 mql
        """,
        leads=[
            {"outcome": "recycled"},
            {"outcome": "open", "has_lost": False, "current_stage": "mql"},
        ],
        handoffs=[{"episode_number": 1}, {"episode_number": 2}],
    ),
    Story(
        "the_deals_of_two_leads_close_one_after_the_other",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 mql
        2026-01-08 09:00 deal won 2026-04-01T10:00 100 EUR
        2026-02-02 09:00 recycled
        2026-03-02 09:00 form
        2026-03-03 09:00 mql
        2026-03-10 09:00 deal lost 2026-05-01T10:00 500 EUR
        2026-06-01 09:00 form
        """,
        leads=[
            {"outcome": "won", "won_at": "2026-04-01 10:00", "revenue": 100},
            {"outcome": "lost", "lost_at": "2026-05-01 10:00"},
            {"inquiry_at": "2026-06-01 09:00"},
        ],
        handoffs=[{"episode_number": 1}, {"episode_number": 2}],
        cells={("fct_stage_transitions",): {"transitions": 14, "regressions": 0}},
    ),
    Story(
        "a_renewal_alone_of_an_open_lead_lost",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 sql
        2026-01-08 09:00 deal open 100 EUR
        2026-01-09 09:00 deal lost 2026-02-02T10:00 100 EUR type=renewal
        """,
        leads=[{"outcome": "open"}],
    ),
    Story(
        "a_deal_in_the_lapse",
        """
        2025-01-06 09:00 known
        2025-07-08 09:00 deal open 100 EUR
        """,
        leads=[{"outcome": "lapsed"}, {"inquiry_at": "2025-07-08 09:00", "outcome": "open"}],
    ),
    Story(
        "lost_one_day_and_another_deal_opened_that_day",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 sql
        2026-01-08 09:00 deal lost 2026-02-02 100 EUR
        2026-02-02 15:00 deal open 200 EUR
        """,
        leads=[{"outcome": "open", "open_pipeline": 200}],
    ),
    Story(
        "two_deals_one_won_one_open",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 sql
        2026-01-08 09:00 deal won 2026-02-02T10:00 100 EUR
        2026-01-20 09:00 deal open 200 EUR
        2026-03-02 09:00 mql
        """,
        leads=[
            {"outcome": "won", "revenue": 100, "open_pipeline": 200},
            {"outcome": "open", "inquiry_at": "2026-03-02 09:00", "open_pipeline": None},
        ],
        handoffs=[{"episode_number": 2}],
    ),
    Story(
        "an_earlier_deal_won_after_a_later_one",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 sql
        2026-01-08 09:00 deal won 2026-03-02T10:00 100 EUR
        2026-01-20 09:00 deal won 2026-02-02T10:00 200 EUR
        """,
        leads=[{"outcome": "won", "won_at": "2026-02-02 10:00", "revenue": 300}],
    ),
    Story(
        "rejected_with_a_deal_open",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 accepted
        2026-01-08 09:00 deal open 100 EUR
        2026-01-20 09:00 rejected
        2026-02-20 09:00 form
        """,
        leads=[
            {"outcome": "rejected"},
            {"inquiry_at": "2026-02-20 09:00", "has_opportunity": False},
        ],
    ),
    Story(
        "a_renewal_won_after_the_lapse_opens_nothing",
        """
        2025-01-06 09:00 known
        2025-08-01 09:00 deal won 2025-09-01T10:00 100 EUR type=renewal
        2026-01-06 09:00 mql
        @bob 2025-01-06 09:00 known
        @bob 2025-08-01 09:00 deal won 2025-09-01T10:00 100 EUR type=renewal
        @bob 2026-08-03 09:00 form
        """,
        leads=[
            {"outcome": "lapsed", "lapsed_at": "2025-07-05 10:00", "has_won": False},
            {"outcome": "open", "inquiry_at": "2026-01-06 09:00", "episode_number": 2},
            {"outcome": "lapsed", "has_won": False},
            {"outcome": "open", "inquiry_at": "2026-08-03 09:00"},
        ],
        handoffs=[{"episode_number": 2}],
    ),
    Story(
        "a_loss_undone_and_then_the_next_deal_lost",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 sql
        2026-01-08 09:00 deal lost 2026-02-02T10:00 100 EUR
        2026-02-05 09:00 accepted
        2026-02-10 09:00 deal lost 2026-03-02T10:00 100 EUR
        """,
        leads=[{"outcome": "lost", "lost_at": "2026-03-02 10:00"}],
    ),
)
