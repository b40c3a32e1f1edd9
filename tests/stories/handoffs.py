"""Stories of handoffs: who got them, when they were answered, and how."""

from tests.stories.telling import Story

STORIES = (
    Story(
        "over_the_weekend",
        """
        2026-01-05 09:00 known
        2026-01-09 17:30 mql
        2026-01-12 09:30 call by=u1
        2026-01-13 10:00 accepted
        """,
        leads=[{"current_stage": "accepted"}],
        handoffs=[
            {
                "first_touch_minutes": 3840,
                "first_touch_business_minutes": 60,
                "decision_business_minutes": 630,
                "owner_id": "template:user:u1",
                "assigned_at": None,
                "reaction_business_minutes": None,
                "system_delay_minutes": None,
                "age_system_delay_minutes": None,
            }
        ],
        cells={
            ("lead_handling_time", "2026-01"): {
                "median_handling_business_minutes": 60,
                "median_first_touch_minutes": 3840,
                "share_within_24h": 0,
                "touch_sla_compliance": 1,
                "touch_sla_due": 1,
                "date_only": 0,
            }
        },
    ),
    Story(
        "a_rep_in_new_york",
        """
        2026-01-05 09:00 known
        owned by u2 -> u2
        2026-01-08 09:00 mql
        2026-01-08 16:00 call by=u2
        """,
        leads=[{"owner_id": "template:user:u2"}],
        handoffs=[{"first_touch_minutes": 420, "first_touch_business_minutes": 60}],
    ),
    Story(
        "a_rep_with_a_calendar_of_her_own",
        """
        2026-01-05 09:00 known
        owned by u3 -> u3
        2026-01-16 21:00 mql
        2026-01-20 16:00 call by=u3
        """,
        leads=[{"owner_id": "template:user:u3"}],
        # Friday from 15:00 to 17:00 in New York; Monday is a holiday; Tuesday from 8:00 to 10:00
        handoffs=[
            {
                "first_touch_minutes": 5460,
                "first_touch_business_minutes": 240,
                "touch_sla_status": "met",
            }
        ],
    ),
    Story(
        "a_marketer_then_a_rep",
        """
        2026-01-05 09:00 known
        owned by m1 -> u1
        2026-01-08 09:00 mql
        """,
        leads=[{"owner_id": "template:user:u1"}],
        handoffs=[
            {
                "assigned_at": "2026-10-05 04:00",
                "assigned_has_time": False,
                "system_delay_minutes": None,
                "decision": "pending",
                "touch_sla_status": "breached",
                "decision_sla_status": "breached",
            }
        ],
    ),
    Story(
        "owned_by_a_rep_in_an_export_of_before",
        """
        2026-05-05 09:00 known
        2026-07-08 09:00 mql
        2026-07-08 10:00 call by=u1
        """,
        leads=[{"owner_id": "template:user:u1"}],
        handoffs=[
            {
                "assigned_at": "2026-07-08 09:00",
                "system_delay_minutes": 0,
                "reaction_business_minutes": 60,
            }
        ],
    ),
    Story(
        "touches_that_are_none",
        """
        2026-01-05 09:00 known
        2026-01-08 08:00 call by=u1
        2026-01-08 09:00 mql
        2026-01-08 10:00 email by=u1 automated
        2026-01-08 11:00 task by=u1 undone
        2026-01-08 12:00 call by=u1 inbound
        2026-01-09 09:00 rejected
        2026-01-09 10:00 email by=u1
        """,
        leads=[{"outcome": "rejected"}],
        handoffs=[
            {
                "first_touch_at": "2026-01-09 10:00",
                "first_touch_business_minutes": 600,
                "decision_business_minutes": 540,
                "touch_sla_status": "breached",
                "decision_sla_status": "met",
            }
        ],
        cells={("lead_handling_time", "2026-01"): {"median_handling_business_minutes": 540}},
    ),
    Story(
        "closed_untouched",
        """
        2026-01-05 09:00 known
        2026-01-08 09:00 mql
        2026-01-08 13:00 rejected No budget
        """,
        leads=[{"outcome": "rejected"}],
        handoffs=[
            {
                "touch_sla_status": "closed_untouched",
                "touch_sla_is_due": True,
                "decision_business_minutes": 240,
            }
        ],
        cells={
            ("lead_handling_time", "2026-01"): {
                "touch_sla_due": 0,
                "touch_sla_compliance": None,
                "untouched": 1,
                "share_untouched": 1,
            }
        },
    ),
    Story(
        "touched_exactly_at_the_target_and_decided_a_minute_late",
        """
        2026-01-05 09:00 known
        2026-01-08 09:00 mql
        2026-01-08 13:00 call by=u1
        2026-01-09 16:01 recycled Bad timing
        """,
        leads=[{"outcome": "recycled"}],
        handoffs=[
            {
                "touch_sla_status": "met",
                "decision_sla_status": "breached",
                "decision_business_minutes": 961,
            }
        ],
        cells={
            ("rejection_reasons", "2026-01", "(all)"): {
                "decisions": 1,
                "with_reason_rate": 1,
                "decision": "recycled",
            },
        },
    ),
    Story(
        "touched_on_a_day",
        """
        2026-01-05 09:00 known
        2026-01-08 09:00 mql
        2026-01-08 task by=u1
        """,
        leads=[{"current_stage": "mql"}],
        handoffs=[
            {
                "first_touch_at": "2026-01-08 00:00",
                "first_touch_minutes": None,
                "touch_sla_status": "not_measurable",
            }
        ],
        cells={
            ("lead_handling_time", "2026-01"): {
                "touched": 1,
                "date_only": 1,
                "share_within_24h": None,
                "median_handling_business_minutes": None,
            }
        },
    ),
    Story(
        "handed_over_on_a_day",
        """
        2026-01-05 known
        2026-01-08 mql
        2026-01-08 call by=u1
        2026-01-22 accepted
        """,
        leads=[{"mql_has_time": False}],
        handoffs=[
            {
                "handed_off_has_time": False,
                "touch_sla_status": "not_measurable",
                "decision": "accepted",
            }
        ],
        cells={
            ("lead_acceptance", "2026-01"): {
                "accepted_in_window": 1,
                "matured_acceptance_rate": 1,
                "acceptance_incidence": 1,
            }
        },
    ),
    Story(
        "maturity_to_the_minute",
        """
        2026-09-01 09:00 known
        2026-09-21 04:00 mql
        @bob 2026-09-01 09:00 known
        @bob 2026-09-21 04:01 mql
        @bob 2026-09-21 10:00 accepted
        """,
        leads=[{"current_stage": "mql"}, {"current_stage": "accepted"}],
        handoffs=[{"decision": "pending"}, {"decision": "accepted"}],
        cells={
            ("lead_acceptance", "2026-09"): {
                "handed_off": 2,
                "matured_handed_off": 1,
                "accepted_in_window": 0,
                "matured_acceptance_rate": 0,
                "is_mature": False,
                "acceptance_rate": 0.5,
                "acceptance_incidence": 0.5,
            }
        },
    ),
    Story(
        "nobody_observed_to_the_window",
        """
        2026-09-01 09:00 known
        2026-09-28 09:00 mql
        2026-09-28 10:00 accepted
        @bob 2026-09-01 09:00 known
        @bob 2026-09-28 09:00 mql
        """,
        leads=[{"current_stage": "accepted"}, {"current_stage": "mql"}],
        handoffs=[{"decision": "accepted"}, {"decision": "pending"}],
        cells={
            ("lead_acceptance", "2026-09"): {
                "acceptance_incidence": None,
                "matured_acceptance_rate": None,
                "acceptance_low": None,
            }
        },
    ),
    Story(
        "cut_at_midnight_in_paris",
        """
        2026-01-05 09:00 known
        2026-01-31 23:59 mql
        @bob 2026-01-05 09:00 known
        @bob 2026-02-01 00:00 mql
        """,
        leads=[{"current_stage": "mql"}, {"current_stage": "mql"}],
        handoffs=[{"decision": "pending"}, {"decision": "pending"}],
        cells={
            ("lead_acceptance", "2026-01"): {"handed_off": 1},
            ("lead_acceptance", "2026-02"): {"handed_off": 1},
        },
    ),
    Story(
        "a_touch_is_an_answer_under_the_second_agreement",
        """
        2026-07-01 09:00 known
        2026-07-06 09:00 mql
        2026-07-06 10:00 call by=u1
        2026-07-27 09:00 accepted
        @bob 2026-07-01 09:00 known
        @bob 2026-07-06 09:00 mql
        @bob 2026-07-06 10:00 call by=u1
        @bob 2026-07-27 09:00 rejected
        @cat 2026-07-01 09:00 known
        @cat 2026-07-06 09:00 mql
        @cat 2026-07-06 10:00 call by=u1
        @cat 2026-07-07 10:00 rejected
        @dan 2026-07-01 09:00 known
        @dan 2026-07-06 09:00 mql
        """,
        leads=[
            {"accepted_at": "2026-07-27 09:00", "accepted_is_imputed": False},
            {"accepted_at": "2026-07-20 09:00", "outcome": "rejected"},
            {"outcome": "rejected", "has_accepted": False},
            {"current_stage": "mql"},
        ],
        handoffs=[
            {"agreement_version": 2, "decision": "accepted", "decided_at": "2026-07-20 09:00"},
            {"decision": "accepted", "decided_at": "2026-07-20 09:00"},
            {"decision": "rejected", "decided_at": "2026-07-07 10:00"},
            {"decision": "pending"},
        ],
        cells={
            ("lead_acceptance", "2026-07"): {
                "handed_off": 4,
                "accepted": 2,
                "rejected": 1,
                "pending": 1,
                "agreement_version": 2,
                "accepted_in_window": 2,
                "has_version_change": True,
            }
        },
    ),
    Story(
        # the agreement's second version is in force from 6 July, when that day begins in Paris
        "a_minute_on_either_side_of_a_new_version",
        """
        2026-07-01 09:00 known
        2026-07-05 23:59 mql
        2026-07-06 11:00 call by=u1
        @bob 2026-07-01 09:00 known
        @bob 2026-07-06 00:01 mql
        @bob 2026-07-06 11:00 call by=u1
        """,
        leads=[{"current_stage": "mql"}, {"accepted_at": "2026-07-20 00:01"}],
        handoffs=[
            {
                "agreement_version": 1,
                "decision": "pending",
                "first_touch_business_minutes": 120,
                "touch_sla_target_business_minutes": 240,
                "touch_sla_status": "met",
            },
            {
                "agreement_version": 2,
                "decision": "accepted",
                "first_touch_business_minutes": 120,
                "touch_sla_target_business_minutes": 60,
                "touch_sla_status": "breached",
            },
        ],
    ),
    Story(
        "accepted_before_the_crm_had_it_and_qualified_after",
        """
        2026-01-06 10:00 known
        2026-01-06 09:00 mql
        2026-01-06 09:30 accepted
        2026-01-07 10:00 sql
        @bob 2026-01-06 10:00 known
        @bob 2026-01-06 09:00 mql
        @bob 2026-01-06 09:30 accepted
        """,
        leads=[{"accepted_is_imputed": False}, {"current_stage": "accepted"}],
        handoffs=[
            {
                "handed_off_at": "2026-01-06 10:00",
                "decision": "accepted",
                "decided_at": "2026-01-07 10:00",
                "decision_is_imputed": True,
                "decision_minutes": None,
                "decision_sla_status": "not_measurable",
            },
            {"decision": "pending", "decision_sla_status": "breached"},
        ],
        cells={
            ("lead_acceptance", "2026-01"): {
                "handed_off": 2,
                "accepted": 1,
                "accepted_imputed": 1,
                "pending": 1,
                "accepted_in_window": 1,
            }
        },
    ),
    Story(
        "refused_on_the_day_of_the_handoff",
        """
        2026-01-05 09:00 known
        2026-01-08 09:00 mql
        2026-01-08 rejected
        2026-01-08 call by=u1
        """,
        leads=[{"outcome": "rejected", "mql_at": "2026-01-08 09:00"}],
        handoffs=[
            {
                "decision": "rejected",
                "decision_minutes": None,
                "first_touch_at": "2026-01-08 00:00",
                "touch_sla_status": "not_measurable",
                "decision_sla_status": "not_measurable",
            }
        ],
        cells={
            ("rejection_reasons", "2026-01", "(all)"): {"decisions": 1, "with_reason_rate": 0},
            ("lead_handling_time", "2026-01"): {"touched": 1, "date_only": 1},
        },
    ),
    Story(
        "qualified_after_a_rejection_that_was_none",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 mql
        2026-01-07 09:00 rejected No budget
        2026-01-09 09:00 sql
        """,
        leads=[{"outcome": "open", "accepted_is_imputed": True}],
        handoffs=[
            {
                "decision": "accepted",
                "decided_at": "2026-01-09 09:00",
                "decision_is_imputed": True,
                "reason_code": None,
                "decision_sla_status": "not_measurable",
            }
        ],
    ),
    Story(
        "lost_without_an_acceptance",
        """
        2026-01-05 09:00 known
        2026-01-08 09:00 mql
        2026-01-12 09:00 deal lost 2026-02-02T10:00 900 EUR
        """,
        leads=[{"outcome": "lost", "sql_is_imputed": True}],
        handoffs=[{"decision": "accepted", "decided_at": "2026-01-12 09:00"}],
        cells={
            ("lead_acceptance", "2026-01"): {
                "accepted": 1,
                "accepted_imputed": 1,
                "accepted_in_window": 1,
            },
            ("conversion_by_source", "2026-01"): {
                "accepted": 0,
                "accepted_imputed": 1,
                "sqls": 0,
                "sqls_imputed": 1,
                "opportunities": 1,
                "mql_to_accepted_rate": 1,
                "accepted_to_sql_rate": None,
                "opportunity_to_won_rate": 0,
            },
        },
    ),
    Story(
        "called_on_a_sunday",
        """
        2026-01-05 09:00 known
        2026-01-09 18:00 mql
        2026-01-11 12:00 call by=u1
        """,
        leads=[{"current_stage": "mql"}],
        handoffs=[
            {
                "first_touch_minutes": 2520,
                "first_touch_business_minutes": 0,
                "touch_sla_status": "met",
            }
        ],
        cells={
            ("lead_handling_time", "2026-01"): {
                "median_handling_business_minutes": 0,
                "share_within_24h": 0,
            }
        },
    ),
    Story(
        "two_people_share_a_deal",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 sql
        2026-01-08 09:00 deal won 2026-02-02T10:00 900 EUR @bob
        @bob 2026-01-05 10:00 known
        @bob 2026-01-06 10:00 sql
        """,
        leads=[{"revenue": 450, "opportunity_credit": 0.5}, {"revenue": 450, "outcome": "won"}],
        cells={
            ("conversion_by_source", "2026-01"): {"won": 2, "revenue": 900, "amounts_missing": 0}
        },
    ),
    Story(
        "no_rate_no_amount_and_one_that_is_no_number",
        """
        2026-01-05 09:00 known
        2026-01-08 09:00 deal won 2026-02-02T10:00 900 MAD
        2026-01-08 10:00 deal won 2026-02-02T10:00
        2026-01-08 11:00 deal won 2026-02-02T10:00 TBC EUR
        """,
        leads=[{"revenue": None, "amounts_missing": 3, "outcome": "won"}],
        cells={
            ("conversion_by_source", "2026-01"): {"won": 1, "revenue": None, "amounts_missing": 3}
        },
    ),
    Story(
        "an_open_deal_in_dollars_and_a_won_one_without_a_time",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 sql
        2026-01-08 09:00 deal won 2026-02-01 1191.90 USD
        @bob 2026-01-05 09:00 known
        @bob 2026-01-08 09:00 deal open 1120.40 USD
        """,
        # the European Central Bank set 1.1919 on Friday 30 January, 1.1204 on 5 October 2026
        leads=[
            {"revenue": 1000, "won_has_time": False, "open_pipeline": None},
            {"revenue": None, "open_pipeline": 1000, "amounts_missing": 0},
        ],
        cells={
            ("conversion_by_source", "2026-01"): {"median_days_to_won": 27, "open_pipeline": 1000}
        },
    ),
    Story(
        "a_repeated_mql_of_an_open_lead_is_one_handoff",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 mql
        2026-01-20 09:00 mql
        2026-01-21 09:00 call by=u1
        """,
        leads=[{"mql_at": "2026-01-06 09:00", "current_stage": "mql"}],
        handoffs=[{"handed_off_at": "2026-01-06 09:00", "first_touch_at": "2026-01-21 09:00"}],
    ),
    Story(
        "a_touch_after_the_next_handoff_is_of_the_next",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 mql
        2026-01-07 09:00 recycled
        2026-02-02 09:00 mql
        2026-02-02 10:00 call by=u1
        """,
        leads=[{"outcome": "recycled"}, {"outcome": "open", "inquiry_at": "2026-02-02 09:00"}],
        handoffs=[
            {
                "first_touch_at": None,
                "decision_business_minutes": 540,
                "reason_code": "(none given)",
            },
            {"first_touch_at": "2026-02-02 10:00", "first_touch_business_minutes": 60},
        ],
        cells={
            ("rejection_reasons", "2026-01", "(none given)"): {"decisions": 1, "share": 1},
            ("rejection_reasons", "2026-01", "(all)"): {"with_reason_rate": 0},
            ("recycling", "2026-01"): {"recycled": 1, "recycle_rate": 1},
        },
    ),
    Story(
        "a_deal_older_than_the_person",
        """
        2026-03-02 09:00 known
        2026-03-03 09:00 mql
        2026-01-08 09:00 deal won 2026-04-01T10:00 900 EUR
        """,
        leads=[
            {
                "outcome": "won",
                "has_contradiction": True,
                "opportunity_at": "2026-01-08 09:00",
                "revenue": 900,
            }
        ],
        handoffs=[{"decision": "accepted", "decision_is_imputed": True}],
        cells={
            ("conversion_by_source", "2026-03"): {"opportunities": 1, "won": 1, "handed_off": 1}
        },
    ),
)
