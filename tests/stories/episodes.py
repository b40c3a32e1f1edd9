"""Stories of how leads open and end."""

from tests.stories.telling import Story

STORIES = (
    Story(
        "a_rejected_person_comes_back",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 mql
        2026-01-06 10:00 call by=u1
        2026-01-07 09:00 rejected No budget
        2026-02-10 09:00 form
        2026-02-11 09:00 mql
        2026-02-12 09:00 accepted
        """,
        leads=[
            {
                "outcome": "rejected",
                "inquiry_at": "2026-01-05 09:00",
                "mql_at": "2026-01-06 09:00",
                "rejected_at": "2026-01-07 09:00",
                "has_accepted": False,
            },
            {
                "outcome": "open",
                "current_stage": "accepted",
                "inquiry_at": "2026-02-10 09:00",
                "mql_at": "2026-02-11 09:00",
                "accepted_at": "2026-02-12 09:00",
            },
        ],
        handoffs=[
            {
                "handed_off_at": "2026-01-06 09:00",
                "next_handoff_at": "2026-02-11 09:00",
                "decision": "rejected",
                "reason_text": "No budget",
                "first_touch_minutes": 60,
                "decision_business_minutes": 540,
                "touch_sla_status": "met",
                "decision_sla_status": "met",
            },
            {"handed_off_at": "2026-02-11 09:00", "decision": "accepted", "episode_number": 2},
        ],
        cells={
            ("lead_acceptance", "2026-02"): {"handed_off": 1, "accepted": 1, "acceptance_rate": 1},
            ("recycling", "2026-01"): {"handed_off": 1, "remql": 0, "first_mql_people": 1},
            ("recycling", "2026-02"): {"remql": 1, "remql_accepted": 1, "first_mql_people": 0},
            ("conversion_by_source", "2026-01"): {"leads": 1, "mqls": 1, "accepted": 0},
        },
    ),
    Story(
        "a_rejection_taken_back_after_exactly_seven_days",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 mql
        2026-01-07 09:00 rejected
        2026-01-14 09:00 accepted
        """,
        leads=[{"outcome": "open", "has_rejected": False, "accepted_at": "2026-01-14 09:00"}],
        handoffs=[{"decision": "accepted", "decided_at": "2026-01-14 09:00"}],
    ),
    Story(
        "a_rejection_taken_back_a_minute_too_late",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 mql
        2026-01-07 09:00 rejected
        2026-01-14 09:01 accepted
        """,
        leads=[
            {"outcome": "rejected", "has_accepted": False, "origin": "marketing"},
            {"outcome": "open", "inquiry_at": "2026-01-14 09:01", "origin": "sales"},
        ],
        handoffs=[{"decision": "rejected", "decided_at": "2026-01-07 09:00"}],
    ),
    Story(
        "an_inquiry_before_the_correction_makes_it_a_new_lead",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 mql
        2026-01-07 09:00 rejected
        2026-01-08 09:00 form
        2026-01-09 09:00 accepted
        """,
        leads=[
            {"outcome": "rejected"},
            {
                "inquiry_at": "2026-01-08 09:00",
                "accepted_at": "2026-01-09 09:00",
                "mql_at": "2026-01-09 09:00",
                "mql_is_imputed": True,
                "handoff_id": None,
            },
        ],
        handoffs=[{"decision": "rejected"}],
    ),
    Story(
        "after_a_win_a_form_opens_nothing_and_an_mql_does",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 accepted
        2026-01-08 09:00 deal won 2026-02-02T10:00 1000 EUR
        2026-03-02 09:00 form
        2026-04-01 09:00 mql
        """,
        leads=[
            {"outcome": "won", "revenue": 1000, "won_at": "2026-02-02 10:00", "origin": "sales"},
            {"outcome": "open", "inquiry_at": "2026-04-01 09:00", "mql_at": "2026-04-01 09:00"},
        ],
        handoffs=[{"handed_off_at": "2026-04-01 09:00", "decision": "pending"}],
        cells={
            ("conversion_by_source", "2026-01"): {
                "leads": 1,
                "won": 1,
                "mqls_imputed": 0,
                "revenue": 1000,
                "median_days_to_won": 28.041666666666668,
                "lead_to_won_rate_matured": 1,
            },
        },
    ),
    Story(
        "a_lost_deal_ends_and_a_form_opens",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 mql
        2026-01-08 09:00 deal lost 2026-02-02T10:00 1000 EUR
        2026-03-02 09:00 form
        """,
        leads=[
            {
                "outcome": "lost",
                "lost_at": "2026-02-02 10:00",
                "accepted_is_imputed": True,
                "revenue": None,
            },
            {
                "outcome": "lapsed",
                "inquiry_at": "2026-03-02 09:00",
                "lapsed_at": "2026-08-29 10:00",
            },
        ],
        handoffs=[
            {
                "decision": "accepted",
                "decision_is_imputed": True,
                "decided_at": "2026-01-08 09:00",
                "decision_minutes": None,
                "decision_sla_status": "not_measurable",
            }
        ],
    ),
    Story(
        "one_of_two_deals_is_lost",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 sql
        2026-01-08 09:00 deal lost 2026-02-02T10:00 1000 EUR
        2026-01-20 09:00 deal won 2026-03-02T10:00 500 EUR
        """,
        leads=[{"outcome": "won", "has_lost": False, "revenue": 500, "won_at": "2026-03-02 10:00"}],
    ),
    Story(
        "a_form_after_exactly_180_days",
        """
        2026-01-05 09:00 known
        2026-07-04 10:00 form
        """,
        leads=[{"outcome": "open", "inquiry_at": "2026-01-05 09:00"}],
    ),
    Story(
        "a_form_a_minute_later",
        """
        2026-01-05 09:00 known
        2026-07-04 10:01 form
        """,
        leads=[
            {"outcome": "lapsed", "lapsed_at": "2026-07-04 10:00"},
            {"outcome": "open", "inquiry_at": "2026-07-04 10:01"},
        ],
    ),
    Story(
        "sales_take_up_a_lapsed_lead_within_seven_days",
        """
        2025-01-06 09:00 known
        2025-07-10 09:00 accepted
        @bob 2025-01-06 09:00 known
        @bob 2025-07-12 10:30 accepted
        """,
        leads=[
            {"outcome": "open", "inquiry_at": "2025-01-06 09:00", "has_lapsed": False},
            {"outcome": "lapsed", "lapsed_at": "2025-07-05 10:00"},
            {"outcome": "open", "inquiry_at": "2025-07-12 10:30"},
        ],
    ),
    Story(
        "a_renewal_opens_nothing_and_its_win_ends_no_other_lead",
        """
        2025-01-06 09:00 known
        2025-01-07 09:00 sql
        2025-01-08 09:00 deal won 2025-02-03T10:00 1000 EUR
        2025-12-01 09:00 deal won 2026-03-02T10:00 1000 EUR type=renewal
        2026-02-02 09:00 mql
        2026-02-03 09:00 accepted
        """,
        leads=[
            {"outcome": "won", "won_at": "2025-02-03 10:00", "revenue": 1000},
            {
                "outcome": "open",
                "current_stage": "accepted",
                "inquiry_at": "2026-02-02 09:00",
                "has_won": False,
            },
        ],
        handoffs=[{"decision": "accepted", "decided_at": "2026-02-03 09:00"}],
    ),
    Story(
        "the_deal_of_a_lead_given_up_is_won_after_the_next_lead_opened",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 mql
        2026-01-07 09:00 accepted
        2026-01-08 09:00 deal won 2026-04-01T10:00 1000 EUR
        2026-02-02 09:00 recycled
        2026-03-02 09:00 form
        2026-03-03 09:00 mql
        """,
        leads=[
            {"outcome": "won", "won_at": "2026-04-01 10:00", "revenue": 1000},
            {
                "outcome": "open",
                "inquiry_at": "2026-03-02 09:00",
                "has_won": False,
                "revenue": None,
            },
        ],
        handoffs=[{"decision": "accepted"}, {"decision": "pending", "episode_number": 2}],
    ),
    Story(
        "known_without_a_day",
        """
        known
        2026-01-06 09:00 mql
        2026-01-06 11:00 call by=u1
        2026-01-07 09:00 accepted
        """,
        leads=[
            {
                "inquiry_at": "2026-01-06 09:00",
                "mql_at": "2026-01-06 09:00",
                "is_not_delivered": False,
                "owner_id": "template:user:u1",
            }
        ],
        handoffs=[
            {
                "handed_off_at": "2026-01-06 09:00",
                "assigned_at": None,
                "first_touch_minutes": 120,
                "decision": "accepted",
            }
        ],
        cells={
            ("conversion_by_source", "2026-01"): {"leads": 1, "mqls": 1},
            ("lead_acceptance", "2026-01"): {"handed_off": 1, "not_delivered": 0},
        },
    ),
    Story(
        "accepted_long_before_the_first_export",
        """
        2025-01-06 09:00 known
        seen accepted -> accepted
        """,
        leads=[
            {
                "outcome": "open",
                "current_stage": "accepted",
                "inquiry_at": "2025-01-06 09:00",
                "has_accepted": True,
                "accepted_at": None,
                "has_lapsed": False,
            }
        ],
        cells={("conversion_by_source", "2025-01"): {"leads": 1, "accepted": 1}},
    ),
    Story(
        "rejected_long_before_the_first_export",
        """
        2025-01-06 09:00 known
        seen rejected -> rejected
        """,
        leads=[{"outcome": "rejected", "rejected_at": None, "has_lapsed": False}],
    ),
    Story(
        "accepted_between_two_exports",
        """
        2026-05-04 09:00 known
        seen new -> accepted
        """,
        leads=[{"accepted_at": "2026-10-05 04:00", "accepted_is_observed": True}],
    ),
    Story(
        "back_to_new",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 mql
        2026-01-07 09:00 accepted
        2026-01-09 09:00 inquiry
        2026-01-12 09:00 accepted
        """,
        leads=[{"current_stage": "accepted", "accepted_at": "2026-01-07 09:00"}],
        handoffs=[{"decision": "accepted", "decided_at": "2026-01-07 09:00"}],
        cells={("fct_stage_transitions",): {"regressions": 1, "transitions": 5}},
    ),
    Story(
        "back_from_sql_to_accepted",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 mql
        2026-01-07 09:00 accepted
        2026-01-09 09:00 sql
        2026-01-12 09:00 accepted
        """,
        leads=[
            {
                "current_stage": "accepted",
                "accepted_at": "2026-01-07 09:00",
                "sql_at": "2026-01-09 09:00",
            }
        ],
        handoffs=[{"decision": "accepted"}],
        cells={("fct_stage_transitions",): {"regressions": 1, "transitions": 5}},
    ),
    Story(
        "skipped_stages_of_a_marketing_lead",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 form
        2026-01-12 09:00 sql
        """,
        leads=[
            {
                "origin": "marketing",
                "mql_at": "2026-01-12 09:00",
                "mql_is_imputed": True,
                "accepted_is_imputed": True,
                "sql_is_imputed": False,
                "declared_mql_at": None,
            }
        ],
        cells={
            ("conversion_by_source", "2026-01"): {
                "leads": 1,
                "mqls": 0,
                "mqls_imputed": 1,
                "handed_off": 0,
                "sqls": 1,
                "accepted": 0,
                "accepted_imputed": 1,
                "mql_to_accepted_rate": None,
            },
        },
    ),
    Story(
        "an_engagement_too_long_before_is_no_marketing",
        """
        2025-12-01 09:00 known
        2025-12-01 09:30 visit
        2026-03-01 09:31 accepted
        """,
        leads=[{"origin": "sales", "has_mql": False}],
    ),
    Story(
        "an_mql_after_the_acceptance_is_no_handoff",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 accepted
        2026-01-07 09:00 mql
        """,
        leads=[
            {
                "origin": "marketing",
                "mql_at": "2026-01-07 09:00",
                "handoff_id": None,
                "is_not_delivered": False,
            }
        ],
        cells={("conversion_by_source", "2026-01"): {"mqls": 1, "handed_off": 0, "accepted": 1}},
    ),
    Story(
        "a_record_made_after_the_cut_off_is_of_nobody_yet",
        """
        2026-11-02 09:00 known
        2026-11-03 09:00 mql
        2026-11-04 09:00 deal open 1000 EUR
        """,
        leads=[],
    ),
    Story(
        "a_person_known_by_a_form_before_a_record_that_claims_to_be_younger",
        """
        2026-09-02 09:00 form
        2026-11-02 09:00 known
        seen nothing -> mql
        """,
        leads=[{"inquiry_at": "2026-09-02 09:00", "has_mql": True, "is_not_delivered": True}],
    ),
    Story(
        "a_deal_made_after_the_cut_off_is_none_yet",
        """
        2026-09-01 09:00 known
        2026-11-04 09:00 deal won 2026-11-05 1000 EUR
        """,
        leads=[{"has_opportunity": False, "has_won": False, "opportunity_id": None}],
        cells={("conversion_by_source", "2026-09"): {"leads": 1, "won": 0, "revenue": 0}},
    ),
)
