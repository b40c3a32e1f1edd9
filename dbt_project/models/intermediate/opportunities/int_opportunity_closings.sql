{{ config(materialized='table') }}

with

opportunities as (

    select * from {{ ref('int_opportunities_unioned') }}

),

outcomes as (

    select * from {{ ref('int_opportunity_outcomes') }}

),

changes as (

    select * from {{ ref('int_opportunity_changes_mapped') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

changes_judged as (

    select
        outcomes.opportunity_key,
        changes.evidence,
        changes.has_time,
        changes.changed_at,
        changes.is_first_seen and changes.is_first_export as is_undated,
        coalesce(changes.stage = outcomes.outcome, false)
        or coalesce(changes.value = outcomes.stage, false) as is_outcome,
        changes.is_of_merged
    from outcomes
    inner join changes
        on outcomes.opportunity_key = changes.opportunity_key
    where outcomes.outcome in {{ stages_with('is_end') }} and not coalesce(changes.is_passed_through, false)

),

-- what a merged-away record was before the merge reopens nothing
last_other_stages as (

    select
        opportunity_key,
        evidence,
        max(changed_at) as last_other_at
    from changes_judged
    where not is_outcome and not coalesce(is_of_merged, false)
    group by 1, 2

),

-- only the last closing counts: one that was reopened ended nothing
closings as (

    select
        changes_judged.opportunity_key,
        changes_judged.evidence,
        case changes_judged.evidence when 'history' then 1 when 'dated_field' then 2 else 4 end
            as evidence_rank,
        changes_judged.has_time and changes_judged.evidence <> 'snapshot' as has_time,
        changes_judged.is_undated,
        changes_judged.changed_at
    from changes_judged
    left join last_other_stages
        on changes_judged.opportunity_key = last_other_stages.opportunity_key
        and changes_judged.evidence = last_other_stages.evidence
    where
        changes_judged.is_outcome
        and (
            last_other_stages.last_other_at is null
            or changes_judged.changed_at > last_other_stages.last_other_at
        )

    union all

    select
        outcomes.opportunity_key,
        'dated_field' as evidence,
        3 as evidence_rank,
        coalesce(opportunities.closed_has_time, false) as has_time,
        false as is_undated,
        opportunities.closed_at as changed_at
    from outcomes
    cross join settings
    inner join opportunities
        on outcomes.opportunity_key = opportunities.opportunity_key
    where
        outcomes.outcome in {{ stages_with('is_end') }}
        and opportunities.closed_at <= settings.as_of

),

closings_ranked as (

    select
        closings.*,
        row_number() over (
            partition by closings.opportunity_key
            order by closings.evidence_rank asc, closings.changed_at asc, closings.has_time desc
        ) as closing_rank
    from closings

),

opportunity_closings as (

    select
        -- keys
        outcomes.opportunity_key,

        -- attributes
        outcomes.outcome,
        closings_ranked.evidence as closed_evidence,

        -- flags
        coalesce(closings_ranked.has_time and not closings_ranked.is_undated, false)
            as closed_has_time,
        coalesce(closings_ranked.evidence = 'snapshot' and not closings_ranked.is_undated, false)
            as closed_is_observed,

        -- times
        case when not closings_ranked.is_undated then closings_ranked.changed_at end as closed_at,
        case
            when outcomes.outcome in {{ stages_with('is_end') }}
                then coalesce(closings_ranked.changed_at, settings.as_of)
        end as closed_known_at

    from outcomes
    cross join settings
    left join closings_ranked
        on outcomes.opportunity_key = closings_ranked.opportunity_key
        and closings_ranked.closing_rank = 1

)

select * from opportunity_closings
