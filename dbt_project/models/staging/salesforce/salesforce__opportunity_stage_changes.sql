with

stage_histories as (

    select * from {{ ref('stg_salesforce__opportunity_stage_histories') }}

),

opportunities as (

    select * from {{ ref('stg_salesforce__opportunities') }}

),

opportunity_versions as (

    select * from {{ ref('stg_salesforce__opportunity_versions') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

observed_stage_changes as (

    {{ observed_changes('opportunity_versions', 'opportunity_id', 'stage_name', 'modified_at') }}

),

-- the newest stage is dated by its own field, a closed one else by the close date once that is past
dated_stages as (

    select
        opportunities.opportunity_id,
        opportunities.stage_name,
        coalesce(opportunities.stage_changed_has_time, false) as has_time,
        coalesce(
            opportunities.stage_changed_at,
            case
                when opportunities.is_closed
                    then {{ from_zone(
                        'cast(opportunities.closed_on as timestamp)', 'settings.time_zone'
                    ) }}
            end
        ) as changed_at,
        settings.as_of
    from opportunities
    cross join settings

),

opportunity_stage_changes as (

    select
        'salesforce:opportunity:' || opportunity_id as opportunity_key,
        'salesforce' as system,
        'stage_name' as field,
        old_value,
        new_value,
        'history' as evidence,
        false as is_first_seen,
        false as is_first_export,
        changed_has_time as has_time,
        changed_at,
        cast(null as timestamp) as previous_seen_at
    from stage_histories

    union all

    select
        'salesforce:opportunity:' || opportunity_id as opportunity_key,
        'salesforce' as system,
        'stage_name' as field,
        cast(null as varchar) as old_value,
        stage_name as new_value,
        'dated_field' as evidence,
        false as is_first_seen,
        false as is_first_export,
        has_time,
        changed_at,
        cast(null as timestamp) as previous_seen_at
    from dated_stages
    where stage_name is not null and changed_at <= as_of

    union all

    select
        'salesforce:opportunity:' || record_id as opportunity_key,
        'salesforce' as system,
        'stage_name' as field,
        old_value,
        new_value,
        'snapshot' as evidence,
        is_first_seen,
        is_first_export,
        true as has_time,
        observed_at as changed_at,
        previous_observed_at as previous_seen_at
    from observed_stage_changes
    where new_value is not null

)

select * from opportunity_stage_changes
