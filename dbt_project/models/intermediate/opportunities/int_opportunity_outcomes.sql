with

opportunities as (

    select * from {{ ref('int_opportunities_unioned') }}

),

changes as (

    select * from {{ ref('int_opportunity_changes_mapped') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- the stage that the tool shows today says what the opportunity is where the tool has no flag of its own
stage_meanings as (

    select
        opportunity_key,
        value,
        max(stage) as stage
    from changes
    group by 1, 2

),

outcomes as (

    select
        opportunities.opportunity_key,
        opportunities.stage,
        opportunities.closed_at,
        coalesce(opportunities.closed_has_time, false) as closed_has_time,
        case
            when opportunities.is_won then 'won'
            when opportunities.is_closed and stage_meanings.stage = 'won' then 'won'
            when
                opportunities.is_closed
                and (stage_meanings.stage is not null or opportunities.is_won is not null)
                then 'lost'
            when
                opportunities.is_closed is null
                and stage_meanings.stage in {{ stages_with('is_of_a_deal') }}
                and stage_meanings.stage <> 'opportunity'
                then stage_meanings.stage
            when not opportunities.is_closed or stage_meanings.stage is not null then 'open'
            -- the tool says no more of a stage without a meaning than how probable it makes a win
            when opportunities.win_probability >= 1 then 'won'
            when opportunities.win_probability <= 0 then 'lost'
            when opportunities.is_closed or opportunities.stage is not null then 'unknown'
            else 'open'
        end as outcome
    from opportunities
    left join stage_meanings
        on opportunities.opportunity_key = stage_meanings.opportunity_key
        and opportunities.stage = stage_meanings.value

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
        outcomes.closed_has_time as has_time,
        false as is_undated,
        outcomes.closed_at as changed_at
    from outcomes
    cross join settings
    where
        outcomes.outcome in {{ stages_with('is_end') }}
        and outcomes.closed_at <= settings.as_of

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

opportunity_outcomes as (

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

select * from opportunity_outcomes
