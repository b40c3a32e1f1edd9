with

opportunity_versions as (

    select * from {{ ref('stg_pardot__opportunity_versions') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

newest_opportunities as (

    {{ newest_version('opportunity_versions', 'opportunity_id', 'modified_at') }}

),

observed as (

    {{ observed_changes(
        'opportunity_versions', 'opportunity_id', 'stage', 'modified_at', kept='new_value is not null'
    ) }}

),

-- the close date dates the stage of a closed opportunity; of an open one it says what is hoped for
dated as (

    select
        newest_opportunities.opportunity_id as record_id,
        newest_opportunities.stage as new_value,
        newest_opportunities.closed_has_time as has_time,
        newest_opportunities.closed_at as changed_at
    from newest_opportunities
    cross join settings
    where
        newest_opportunities.stage is not null
        and newest_opportunities.is_closed
        and newest_opportunities.closed_at <= settings.as_of

),

opportunity_stage_changes as (

    {{ changes_by_evidence(
        ["'pardot:opportunity:' || record_id as opportunity_key",
         "'pardot' as system", "'stage' as field"],
        dated='dated', observed='observed'
    ) }}

)

select * from opportunity_stage_changes
