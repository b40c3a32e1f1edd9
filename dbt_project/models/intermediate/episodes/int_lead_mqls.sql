with

events as (

    select * from {{ ref('int_lead_events_assigned') }}
    where stage = 'mql' and is_within

),

events_ranked as (

    select
        events.*,
        row_number() over (
            partition by lead_id, event_kind
            order by evidence_rank asc, reached_at asc nulls last, has_time desc, event_position asc
        ) as proof_rank
    from events

),

lead_mqls as (

    select
        lead_id,
        max(case when event_kind = 'stage' then 1 else 0 end) = 1 as is_declared,
        max(case when event_kind = 'score' then 1 else 0 end) = 1 as is_scored,
        max(case when event_kind = 'taken_back' then 1 else 0 end) = 1 as is_taken_back,
        max(case when event_kind = 'stage' and has_time then 1 else 0 end) = 1 as declared_mql_has_time,
        max(case when event_kind = 'score' and has_time then 1 else 0 end) = 1 as scored_mql_has_time,
        max(case when event_kind = 'stage' then reached_at end) as declared_mql_at,
        max(case when event_kind = 'score' then reached_at end) as scored_mql_at
    from events_ranked
    where proof_rank = 1
    group by lead_id

)

select * from lead_mqls
