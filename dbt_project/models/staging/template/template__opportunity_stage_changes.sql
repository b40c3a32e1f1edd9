with

opportunity_versions as (

    select * from {{ ref('stg_template__opportunities') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

newest_opportunities as (

    {{ newest_version('opportunity_versions', 'opportunity_id', 'modified_at') }}

),

observed_stages as (

    {{ observed_changes('opportunity_versions', 'opportunity_id', 'stage', 'modified_at') }}

),

opportunity_stage_changes as (

    -- the close date dates the stage it stands beside, once it is past
    select
        'template:opportunity:' || newest_opportunities.opportunity_id as opportunity_key,
        'template' as system,
        'stage' as field,
        cast(null as varchar) as old_value,
        newest_opportunities.stage as new_value,
        'dated_field' as evidence,
        false as is_first_seen,
        false as is_first_export,
        newest_opportunities.closed_has_time as has_time,
        newest_opportunities.closed_at as changed_at,
        cast(null as timestamp) as previous_seen_at
    from newest_opportunities
    cross join settings
    where
        newest_opportunities.stage is not null
        and newest_opportunities.closed_at <= settings.as_of

    union all

    select
        'template:opportunity:' || observed_stages.record_id as opportunity_key,
        'template' as system,
        'stage' as field,
        observed_stages.old_value,
        observed_stages.new_value,
        observed_stages.evidence,
        observed_stages.is_first_seen,
        observed_stages.is_first_export,
        true as has_time,
        observed_stages.observed_at as changed_at,
        observed_stages.previous_observed_at as previous_seen_at
    from observed_stages
    where observed_stages.new_value is not null

)

select * from opportunity_stage_changes
