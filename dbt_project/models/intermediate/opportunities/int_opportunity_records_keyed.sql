{{ config(materialized='table') }}

with recursive

opportunities as (

    select * from {{ ref('int_opportunities_unioned') }}

),

-- a survivor that did not land cannot be an opportunity: then the last one that did is
merges_known as (

    select
        opportunities.opportunity_key,
        survivors.opportunity_key as merged_into_key
    from opportunities
    inner join opportunities as survivors
        on opportunities.merged_into_key = survivors.opportunity_key
    where opportunities.opportunity_key <> survivors.opportunity_key

),

-- `union` drops repeated rows, so that two records which name each other end the walk
merges_followed as (

    select
        opportunities.opportunity_key,
        opportunities.opportunity_key as reached_key
    from opportunities

    union

    select
        merges_followed.opportunity_key,
        merges_known.merged_into_key as reached_key
    from merges_followed
    inner join merges_known
        on merges_followed.reached_key = merges_known.opportunity_key

),

survivors_found as (

    select
        merges_followed.opportunity_key,
        coalesce(
            min(case when merges_known.opportunity_key is null then merges_followed.reached_key end),
            min(merges_followed.reached_key)
        ) as surviving_opportunity_key
    from merges_followed
    left join merges_known
        on merges_followed.reached_key = merges_known.opportunity_key
    group by merges_followed.opportunity_key

),

records_ranked as (

    select
        survivors_found.opportunity_key,
        survivors_found.surviving_opportunity_key,
        opportunities.created_has_time,
        opportunities.created_at,
        row_number() over (
            partition by survivors_found.surviving_opportunity_key
            order by opportunities.created_at asc nulls last, opportunities.opportunity_key asc
        ) as age_rank
    from survivors_found
    inner join opportunities
        on survivors_found.opportunity_key = opportunities.opportunity_key

),

records_keyed as (

    select
        -- keys
        records_ranked.opportunity_key,
        records_ranked.surviving_opportunity_key,

        -- flags
        oldest_records.created_has_time,

        -- times
        oldest_records.created_at

    from records_ranked
    inner join records_ranked as oldest_records
        on records_ranked.surviving_opportunity_key = oldest_records.surviving_opportunity_key
        and oldest_records.age_rank = 1

)

select * from records_keyed
