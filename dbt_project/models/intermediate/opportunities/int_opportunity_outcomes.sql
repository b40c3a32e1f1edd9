with

opportunities as (

    select * from {{ ref('int_opportunities_unioned') }}

),

changes as (

    select * from {{ ref('int_opportunity_changes_mapped') }}

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

opportunity_outcomes as (

    select
        opportunities.opportunity_key,
        opportunities.stage,
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

)

select * from opportunity_outcomes
