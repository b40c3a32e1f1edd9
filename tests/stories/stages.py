"""Stories of when stages were reached, of what leads are and of whom they are."""

from tests.stories.telling import Row, Story

ENTERED = ("to_stage", "entered_at", "exited_at", "days_in_stage")


def _entered(*rows: tuple[object, ...]) -> dict[str, list[Row]]:
    return {
        "core.fct_stage_transitions": [dict(zip(ENTERED, row, strict=True)) for row in rows],
    }


STORIES = (
    Story(
        "an_engagement_exactly_ninety_days_before",
        """
        2025-12-01 09:00 known
        2025-12-01 09:30 visit
        2026-03-01 09:30 accepted
        @bob 2025-12-01 known
        @bob 2025-12-01 click
        @bob 2026-03-01 23:00 accepted
        @cat 2025-12-01 known
        @cat 2025-12-01 click
        @cat 2026-03-02 accepted
        @dan 2026-01-05 09:00 known
        @dan 2026-02-01 09:00 open
        @dan 2026-05-02 10:00 accepted
        @eve 2026-01-05 09:00 known
        @eve 2026-02-01 09:00 open
        @eve 2026-05-02 10:01 accepted
        """,
        leads=[
            {"origin": "marketing", "mql_at": "2026-03-01 09:30", "mql_is_imputed": True},
            {"origin": "marketing", "mql_is_imputed": True},
            {"origin": "sales", "has_mql": False},
            {"origin": "marketing"},
            {"origin": "sales"},
        ],
    ),
    Story(
        "what_is_no_engagement_before_the_first_sales_stage",
        """
        2026-01-05 09:00 known
        2026-01-05 10:00 unsubscribe
        2026-01-06 09:00 sync
        2026-01-06 10:00 call by=u1 inbound
        2026-01-06 10:30 email by=u1
        2026-01-07 09:00 accepted
        2026-01-07 09:01 form
        @bob 2026-01-05 09:00 known
        @bob 2026-01-07 09:00 accepted
        @bob 2026-01-07 09:00 form
        @cat 2026-01-05 09:00 known
        @cat 2026-01-06 09:00 visit
        @cat 2026-01-07 09:00 rejected
        @dan 2026-01-05 09:00 known
        @dan 2026-01-07 09:00 visit
        @dan 2026-01-08 09:00 deal open 100 EUR
        """,
        leads=[
            {"origin": "sales", "has_mql": False},
            {"origin": "marketing", "mql_is_imputed": True},
            {"origin": "marketing", "has_mql": False, "outcome": "rejected"},
            {
                "origin": "marketing",
                "mql_at": "2026-01-08 09:00",
                "accepted_at": "2026-01-08 09:00",
                "sql_at": "2026-01-08 09:00",
                "sql_is_imputed": True,
                "opportunity_is_imputed": False,
            },
        ],
        tables={
            "core.fct_activities": [
                {
                    "activity_kind": kind,
                    "is_marketing": is_marketing,
                    "is_inquiry": is_inquiry,
                    "is_human_outbound": is_outbound,
                    "occurred_at": at,
                }
                for kind, is_marketing, is_inquiry, is_outbound, at in (
                    ("unsubscribe", False, False, False, "2026-01-05 10:00"),
                    ("system", False, False, False, "2026-01-06 09:00"),
                    ("call", False, False, False, "2026-01-06 10:00"),
                    ("email", False, False, True, "2026-01-06 10:30"),
                    ("form", True, True, False, "2026-01-07 09:01"),
                    ("form", True, True, False, "2026-01-07 09:00"),
                    ("visit", True, False, False, "2026-01-06 09:00"),
                    ("visit", True, False, False, "2026-01-07 09:00"),
                )
            ]
        },
    ),
    Story(
        "stages_skipped_in_the_middle",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 mql
        2026-01-20 09:00 deal open 100 EUR
        @bob 2026-01-05 09:00 known
        @bob 2026-01-06 09:00 accepted
        @bob 2026-01-20 09:00 deal open 100 EUR
        """,
        leads=[
            {
                "accepted_at": "2026-01-20 09:00",
                "accepted_is_imputed": True,
                "sql_at": "2026-01-20 09:00",
                "sql_is_imputed": True,
                "opportunity_is_imputed": False,
                "declared_mql_at": "2026-01-06 09:00",
            },
            {"origin": "sales", "has_sql": False, "sql_at": None, "has_mql": False},
        ],
        handoffs=[{"decision": "accepted", "decision_is_imputed": True}],
        tables=_entered(
            ("inquiry", "2026-01-05 09:00", "2026-01-06 09:00", 1),
            ("mql", "2026-01-06 09:00", "2026-01-20 09:00", None),
            ("accepted", "2026-01-20 09:00", "2026-01-20 09:00", None),
            ("sql", "2026-01-20 09:00", "2026-01-20 09:00", None),
            ("opportunity", "2026-01-20 09:00", None, None),
            ("inquiry", "2026-01-05 09:00", "2026-01-06 09:00", 1),
            ("accepted", "2026-01-06 09:00", "2026-01-20 09:00", 14),
            ("opportunity", "2026-01-20 09:00", None, None),
        ),
    ),
    Story(
        "imputed_from_an_undated_stage",
        """
        2026-01-05 09:00 known
        2026-01-05 10:00 form
        sql
        2026-03-02 09:00 opportunity
        """,
        leads=[
            {
                "origin": "marketing",
                "has_sql": True,
                "sql_at": None,
                "sql_is_imputed": False,
                "has_accepted": True,
                "accepted_at": None,
                "accepted_is_imputed": True,
                "mql_at": None,
                "mql_is_imputed": True,
                "opportunity_at": "2026-03-02 09:00",
                "current_stage": "opportunity",
            }
        ],
        tables={
            "quality.undated": [
                {"stage": "mql", "is_imputed": True},
                {"stage": "accepted", "is_imputed": True},
                {"stage": "sql", "is_imputed": False},
            ],
        },
    ),
    Story(
        "undated_then_dated",
        """
        2026-01-05 09:00 known
        mql
        2026-02-02 09:00 accepted
        2026-02-04 09:00 sql
        """,
        leads=[
            {
                "origin": "marketing",
                "has_mql": True,
                "mql_at": None,
                "declared_mql_at": None,
                "mql_is_imputed": False,
                "accepted_at": "2026-02-02 09:00",
                "current_stage": "sql",
                "has_contradiction": False,
            }
        ],
        handoffs=[{"handed_off_at": None, "decision": "accepted", "decision_minutes": None}],
        cells={("conversion_by_source", "2026-01"): {"mqls": 1, "mqls_imputed": 0, "sqls": 1}},
        tables={
            "quality.undated": [{"stage": "mql", "is_imputed": False}],
            **_entered(
                ("inquiry", "2026-01-05 09:00", None, None),
                ("mql", None, "2026-02-02 09:00", None),
                ("accepted", "2026-02-02 09:00", "2026-02-04 09:00", 2),
                ("sql", "2026-02-04 09:00", None, None),
            ),
        },
    ),
    Story(
        "an_undated_mql_and_a_dated_rejection",
        """
        2026-01-05 09:00 known
        mql
        2026-01-07 09:00 rejected
        @bob 2026-01-05 09:00 known
        @bob 2026-01-06 09:00 mql
        @bob accepted
        @bob 2026-01-08 09:00 sql
        @cat 2026-01-05 09:00 known
        @cat 2026-01-06 09:00 mql
        @cat rejected
        """,
        leads=[
            {
                "outcome": "rejected",
                "has_mql": True,
                "mql_at": None,
                "rejected_at": "2026-01-07 09:00",
            },
            {
                "outcome": "open",
                "current_stage": "sql",
                "accepted_at": None,
                "has_accepted": True,
                "accepted_is_imputed": False,
            },
            {"outcome": "rejected", "rejected_at": None, "has_rejected": True},
        ],
        handoffs=[
            {"handed_off_at": None, "decision": "rejected"},
            {"decision": "accepted", "decision_minutes": None, "decided_at": None},
            {"decision": "rejected", "decided_at": None},
        ],
        cells={
            ("lead_acceptance", "2026-01"): {"handed_off": 2, "accepted": 1, "is_mature": True},
            ("lead_acceptance", "ever"): {
                "handed_off": 3,
                "accepted": 1,
                "rejected": 2,
                "matured_handed_off": 2,
                "accepted_in_window": 0,
                "matured_acceptance_rate": 0,
                "is_mature": False,
                "agreement_version": 2,
                "has_version_change": True,
            },
            ("rejection_reasons", "2026-01", "(all)"): {"decisions": 1, "is_mature": True},
            ("rejection_reasons", "ever", "(all)"): {"decisions": 2, "is_mature": False},
            ("conversion_by_source", "ever"): {"leads": 3, "mqls": 3, "sqls": 1},
        },
    ),
    Story(
        "a_history_beats_the_difference_of_two_exports",
        """
        2026-05-04 09:00 known
        2026-07-10 09:00 accepted
        seen new -> accepted
        """,
        leads=[{"accepted_at": "2026-07-10 09:00", "accepted_is_observed": False}],
        tables={
            "core.fct_stage_transitions": [
                {"to_stage": "inquiry", "stage_evidence": None, "is_observed": False},
                {"to_stage": "accepted", "stage_evidence": "history", "is_observed": False},
            ]
        },
    ),
    Story(
        "a_later_history_beats_an_earlier_observation",
        """
        2026-05-04 09:00 known
        2026-07-10 09:00 accepted
        seen accepted -> accepted
        """,
        leads=[{"accepted_at": "2026-07-10 09:00", "accepted_is_observed": False}],
    ),
    Story(
        "first_seen_after_the_first_export",
        """
        2026-07-01 09:00 known
        seen nothing -> accepted
        @bob 2026-05-04 09:00 known
        @bob seen nothing -> mql
        @cat 2026-05-04 09:00 known
        @cat seen nonsense -> nonsense
        @dan 2026-05-04 09:00 known
        @dan seen MQL -> sql
        """,
        leads=[
            {
                "accepted_at": "2026-10-05 04:00",
                "accepted_is_observed": True,
                "accepted_has_time": False,
            },
            {"mql_at": "2026-10-05 04:00", "mql_is_observed": True},
            {"current_stage": "inquiry", "outcome": "open"},
            {"has_mql": True, "mql_at": None, "sql_at": "2026-10-05 04:00", "outcome": "open"},
        ],
        handoffs=[{"handed_off_at": "2026-10-05 04:00"}, {"handed_off_at": None}],
    ),
    Story(
        "an_observed_step_back",
        """
        2026-05-04 09:00 known
        seen accepted -> new
        """,
        leads=[
            {"outcome": "open", "current_stage": "inquiry", "accepted_at": None},
        ],
        cells={("fct_stage_transitions",): {"regressions": 1, "transitions": 3}},
    ),
    Story(
        "days_where_one_side_has_no_time",
        """
        2026-01-05 known
        2026-01-06 09:00 mql
        2026-01-08 21:00 accepted
        2026-01-11 09:00 rejected
        """,
        leads=[{"outcome": "rejected", "current_stage": "rejected", "inquiry_has_time": False}],
        handoffs=[{"decision": "accepted"}],
        tables=_entered(
            ("inquiry", "2026-01-05 00:00", "2026-01-06 09:00", 1),
            ("mql", "2026-01-06 09:00", "2026-01-08 21:00", 2.5),
            ("accepted", "2026-01-08 21:00", "2026-01-11 09:00", 2.5),
            ("rejected", "2026-01-11 09:00", None, None),
        ),
    ),
    Story(
        "two_stages_in_one_minute",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 accepted
        2026-01-06 09:00 mql
        """,
        leads=[{"current_stage": "accepted", "has_contradiction": False}],
        handoffs=[{"decision": "accepted", "decision_minutes": 0}],
        tables=_entered(
            ("inquiry", "2026-01-05 09:00", "2026-01-06 09:00", 1),
            ("mql", "2026-01-06 09:00", "2026-01-06 09:00", 0),
            ("accepted", "2026-01-06 09:00", None, None),
        ),
    ),
    Story(
        "accepted_on_the_day_of_the_mql",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 mql
        2026-01-06 accepted
        """,
        leads=[
            {
                "current_stage": "accepted",
                "accepted_at": "2026-01-06 00:00",
                "has_contradiction": False,
                "origin": "marketing",
            }
        ],
        handoffs=[
            {"handed_off_at": "2026-01-06 09:00", "decision": "accepted", "decision_minutes": None}
        ],
        cells={("fct_stage_transitions",): {"transitions": 3, "regressions": 0}},
    ),
    Story(
        "an_mql_on_the_day_of_the_creation",
        """
        2026-01-06 09:00 known
        2026-01-06 mql
        """,
        leads=[
            {
                "current_stage": "mql",
                "mql_at": "2026-01-06 00:00",
                "has_contradiction": False,
                "inquiry_at": "2026-01-06 09:00",
            }
        ],
        handoffs=[{"decision": "pending"}],
        cells={("fct_stage_transitions",): {"transitions": 2, "regressions": 0}},
    ),
    Story(
        "an_sql_on_the_day_of_the_acceptance",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 accepted
        2026-01-06 sql
        2026-01-06 15:00 deal open 100 EUR
        """,
        leads=[
            {
                "current_stage": "opportunity",
                "has_contradiction": False,
                "sql_at": "2026-01-06 00:00",
            }
        ],
        cells={("fct_stage_transitions",): {"transitions": 4, "regressions": 0}},
    ),
    Story(
        "won_on_the_day_of_the_sql",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 sql
        2026-01-06 deal won 2026-01-06 100 EUR
        """,
        leads=[
            {
                "outcome": "won",
                "won_has_time": False,
                "has_contradiction": False,
                "current_stage": "won",
            }
        ],
        cells={("fct_stage_transitions",): {"transitions": 4, "regressions": 0}},
    ),
    Story(
        "hours_across_the_change_of_clocks",
        """
        2026-03-28 09:00 known
        2026-03-30 09:00 mql
        2026-03-31 accepted
        """,
        leads=[{"current_stage": "accepted"}],
        handoffs=[{"episode_number": 1}],
        tables=_entered(
            ("inquiry", "2026-03-28 09:00", "2026-03-30 09:00", 47 / 24),
            ("mql", "2026-03-30 09:00", "2026-03-31 00:00", 1),
            ("accepted", "2026-03-31 00:00", None, None),
        ),
    ),
    Story(
        "back_and_forth_and_the_days_of_each_stay",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 mql
        2026-01-08 09:00 accepted
        2026-01-12 09:00 mql
        2026-01-13 09:00 sql
        """,
        leads=[
            {
                "mql_at": "2026-01-06 09:00",
                "accepted_at": "2026-01-08 09:00",
                "sql_at": "2026-01-13 09:00",
                "current_stage": "sql",
                "has_contradiction": False,
            }
        ],
        handoffs=[{"decision": "accepted"}],
        tables={
            "core.fct_stage_transitions": [
                {
                    "from_stage": before,
                    "to_stage": stage,
                    "entered_at": at,
                    "is_regression": back,
                    "days_in_stage": days,
                    "pilot_team": team,
                }
                for before, stage, at, back, days, team in (
                    (None, "inquiry", "2026-01-05 09:00", False, 1, "marketing"),
                    ("inquiry", "mql", "2026-01-06 09:00", False, 2, "marketing"),
                    ("mql", "accepted", "2026-01-08 09:00", False, 4, "sales"),
                    ("accepted", "mql", "2026-01-12 09:00", True, 1, "marketing"),
                    ("mql", "sql", "2026-01-13 09:00", False, None, "sales"),
                )
            ]
        },
    ),
    Story(
        "source_frozen_at_the_inquiry",
        """
        2026-01-05 09:00 known source=Webinar->Other campaign=Spring country=France->Spain
        2026-01-06 09:00 mql
        2026-01-07 09:00 rejected
        2026-03-02 09:00 form source=PPC
        2026-03-03 09:00 mql
        2026-03-04 09:00 rejected
        2026-04-01 09:00 form campaign=Summer
        2026-04-02 09:00 form source=PPC
        @bob 2026-01-05 09:00 known source=Foo_Bar_Fair
        @cat 2026-01-05 09:00 known
        """,
        leads=[
            {"source": "Webinar", "campaign": "Spring", "country": "France"},
            {
                "source": "Paid Search",
                "channel": "Paid",
                "campaign": "Spring",
                "country": "France",
                "inquiry_at": "2026-03-02 09:00",
            },
            {"source": "Webinar", "campaign": "Summer", "inquiry_at": "2026-04-01 09:00"},
            {"source": "Foo Bar Fair", "channel": "(unmapped)", "campaign": None},
            {"source": None, "channel": None},
        ],
        handoffs=[{"source": "Webinar"}, {"source": "Paid Search", "channel": "Paid"}],
    ),
    Story(
        "the_opening_activity_says_the_source",
        """
        2026-01-05 09:00 known source=Webinar
        2026-01-05 09:00 form source=PPC campaign=Now
        2026-01-06 09:00 mql
        2026-01-07 09:00 rejected
        2026-03-02 09:00 mql
        """,
        leads=[
            {"source": "Paid Search", "channel": "Paid", "campaign": "Now"},
            {"source": "Webinar", "inquiry_at": "2026-03-02 09:00"},
        ],
        handoffs=[{"episode_number": 1}, {"episode_number": 2}],
    ),
    Story(
        "owner_is_the_first_sales_user",
        """
        2026-01-05 09:00 known
        owned by u1 -> u2
        @bob 2026-01-05 09:00 known
        @bob owned by m1 -> m1
        """,
        leads=[{"owner_id": "template:user:u1"}, {"owner_id": None}],
    ),
    Story(
        "owner_of_the_second_lead",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 mql
        2026-01-07 09:00 rejected
        2026-09-01 09:00 form
        owned by u1 -> u2
        """,
        leads=[{"owner_id": "template:user:u1"}, {"owner_id": "template:user:u1"}],
        handoffs=[{"owner_id": "template:user:u1"}],
    ),
    Story(
        "a_second_record_of_the_person_opens_nothing",
        """
        2026-01-05 09:00 known mail=one
        2026-01-06 09:00 mql
        2026-01-07 09:00 rejected
        @bob 2026-03-02 09:00 known mail=one
        @bob 2026-03-03 09:00 accepted
        """,
        leads=[
            {"outcome": "rejected", "inquiry_at": "2026-01-05 09:00"},
            {"outcome": "open", "inquiry_at": "2026-03-03 09:00", "origin": "sales"},
        ],
        handoffs=[{"decision": "rejected"}],
    ),
    Story(
        "a_second_record_goes_on_with_the_lead",
        """
        2026-01-05 09:00 known mail=one
        2026-01-06 09:00 mql
        @bob 2026-01-07 09:00 known mail=one
        @bob 2026-01-08 09:00 accepted
        @bob 2026-01-09 09:00 mql
        """,
        leads=[
            {
                "mql_at": "2026-01-06 09:00",
                "accepted_at": "2026-01-08 09:00",
                "current_stage": "mql",
            }
        ],
        handoffs=[{"decision": "accepted"}],
    ),
    Story(
        "an_open_deal_older_than_the_person",
        """
        2026-03-02 09:00 known
        2026-01-08 09:00 deal open 900 EUR
        """,
        leads=[
            {
                "inquiry_at": "2026-03-02 09:00",
                "opportunity_at": "2026-01-08 09:00",
                "has_contradiction": True,
                "opportunity_credit": 1,
                "open_pipeline": 900,
                "outcome": "open",
            }
        ],
        tables={
            "quality.contradictions": [
                {
                    "earlier_stage": "inquiry",
                    "later_stage": "opportunity",
                    "earlier_stage_at": "2026-03-02 09:00",
                    "later_stage_at": "2026-01-08 09:00",
                }
            ]
        },
    ),
    Story(
        "an_mql_before_the_person_was_created",
        """
        2026-01-05 09:00 known
        2026-01-02 09:00 mql
        """,
        leads=[
            {
                "inquiry_at": "2026-01-05 09:00",
                "mql_at": "2026-01-02 09:00",
                "has_contradiction": True,
            }
        ],
        handoffs=[{"handed_off_at": "2026-01-05 09:00"}],
    ),
    Story(
        "won_without_a_day",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 sql
        2026-01-08 09:00 deal lost @bob
        @bob 2026-01-05 09:00 known
        @cat 2026-01-05 09:00 known
        @cat 2026-01-06 09:00 sql
        @cat 2026-01-08 09:00 deal won was=won
        """,
        leads=[
            {
                "outcome": "lost",
                "has_lost": True,
                "lost_at": "2026-10-05 04:00",
                "lost_is_observed": True,
            },
            {"outcome": "lost", "has_lost": True},
            {"outcome": "won", "has_won": True, "won_at": None},
        ],
    ),
    Story(
        "nobody_knows_since_when",
        """
        known
        seen accepted -> accepted
        """,
        leads=[
            {
                "inquiry_at": None,
                "has_accepted": True,
                "accepted_at": None,
                "current_stage": "accepted",
                "outcome": "open",
            }
        ],
        tables={
            "quality.undated": [
                {"stage": "inquiry", "is_imputed": False},
                {"stage": "accepted", "is_imputed": False},
            ]
        },
    ),
    Story(
        "rejected_in_the_first_export_and_accepted_in_the_second",
        """
        2026-05-04 09:00 known
        seen rejected -> accepted
        @bob 2026-05-04 09:00 known
        @bob 2026-10-01 09:00 rejected
        @bob seen new -> accepted
        """,
        leads=[
            {"outcome": "rejected", "rejected_at": None, "has_accepted": False},
            {
                "outcome": "open",
                "inquiry_at": "2026-10-05 04:00",
                "accepted_at": "2026-10-05 04:00",
                "accepted_is_observed": True,
                "origin": "sales",
            },
            {
                "outcome": "open",
                "has_rejected": False,
                "accepted_at": "2026-10-05 04:00",
                "current_stage": "accepted",
            },
        ],
    ),
    Story(
        "the_stage_of_the_person_and_the_deal_tell_one_stage",
        """
        2026-01-05 09:00 known
        2026-01-10 09:00 opportunity
        2026-01-12 09:00 deal won 2026-02-02T10:00 100 EUR
        2026-02-03 09:00 won
        """,
        leads=[
            {
                "opportunity_at": "2026-01-10 09:00",
                "won_at": "2026-02-03 09:00",
                "outcome": "won",
                "opportunity_credit": 1,
                "revenue": 100,
            }
        ],
        tables=_entered(
            ("inquiry", "2026-01-05 09:00", "2026-01-10 09:00", 5),
            ("opportunity", "2026-01-10 09:00", "2026-02-03 09:00", 24),
            ("won", "2026-02-03 09:00", None, None),
        ),
    ),
    Story(
        "a_status_set_back_to_new_opens_nothing",
        """
        2026-01-05 09:00 known
        2026-01-07 09:00 rejected
        2026-03-02 09:00 inquiry
        @bob 2026-01-05 09:00 known
        @bob 2026-01-07 09:00 rejected
        @bob 2026-01-08 09:00 inquiry
        @bob 2026-01-09 09:00 accepted
        """,
        leads=[
            {"outcome": "rejected", "current_stage": "rejected"},
            {"outcome": "open", "has_rejected": False, "accepted_at": "2026-01-09 09:00"},
        ],
    ),
    Story(
        "an_undated_stage_after_the_end",
        """
        2026-01-05 09:00 known
        2026-01-06 09:00 mql
        2026-01-07 09:00 rejected
        accepted
        @bob 2026-01-05 09:00 known
        @bob 2026-01-06 09:00 sql
        @bob 2026-01-08 09:00 deal won 2026-02-02T10:00 1000 EUR
        @bob mql
        @bob recycled
        """,
        leads=[
            {
                "outcome": "rejected",
                "current_stage": "rejected",
                "has_accepted": True,
                "accepted_at": None,
                "rejected_at": "2026-01-07 09:00",
            },
            {
                "outcome": "won",
                "current_stage": "won",
                "origin": "marketing",
                "mql_at": None,
                "mql_is_imputed": False,
                "has_recycled": True,
                "recycled_at": None,
                "won_at": "2026-02-02 10:00",
                "has_contradiction": False,
            },
        ],
        handoffs=[
            {"decision": "accepted", "decided_at": None},
            {"handed_off_at": None, "decision": "accepted"},
        ],
    ),
    Story(
        "an_undated_stage_is_of_the_last_lead",
        """
        2025-01-06 09:00 known
        2025-02-03 09:00 rejected
        2026-04-01 09:00 form
        sql
        @bob 2025-01-06 09:00 known
        @bob 2026-03-02 09:00 form
        @bob seen accepted -> accepted
        """,
        leads=[
            {"outcome": "rejected", "has_sql": False, "rejected_at": "2025-02-03 09:00"},
            {"outcome": "open", "current_stage": "sql", "sql_at": None, "has_sql": True},
            {"outcome": "lapsed", "lapsed_at": "2025-07-05 10:00", "has_accepted": False},
            {
                "outcome": "open",
                "inquiry_at": "2026-03-02 09:00",
                "has_accepted": True,
                "accepted_at": None,
            },
        ],
    ),
    Story(
        "given_up_before_the_first_export_and_come_back_after_it",
        """
        2026-05-04 09:00 known
        seen rejected -> rejected
        2026-07-01 09:00 form
        2026-07-02 09:00 mql
        """,
        leads=[
            {"outcome": "rejected", "rejected_at": None, "has_mql": False},
            {
                "outcome": "open",
                "inquiry_at": "2026-07-01 09:00",
                "mql_at": "2026-07-02 09:00",
                "has_rejected": False,
            },
        ],
        handoffs=[{"handed_off_at": "2026-07-02 09:00", "decision": "pending"}],
    ),
    Story(
        "an_activity_older_than_every_record",
        """
        2026-03-02 09:00 known
        2026-01-05 09:00 form source=PPC
        2026-03-03 09:00 mql
        @bob 2026-03-02 09:00 known
        @bob 2026-01-05 09:00 visit
        @cat 2026-03-02 09:00 known
        @cat 2026-03-02 form
        """,
        leads=[
            {
                "inquiry_at": "2026-01-05 09:00",
                "mql_at": "2026-03-03 09:00",
                "source": "Paid Search",
            },
            {"inquiry_at": "2026-03-02 09:00", "inquiry_has_time": True},
            {"inquiry_at": "2026-03-02 09:00", "inquiry_has_time": True},
        ],
        handoffs=[{"handed_off_at": "2026-03-03 09:00"}],
    ),
)
