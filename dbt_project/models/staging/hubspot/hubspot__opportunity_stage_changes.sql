with

deal_versions as (

    select * from {{ ref('stg_hubspot__deal_versions') }}

),

deal_property_histories as (

    select * from {{ ref('stg_hubspot__deal_property_histories') }}

),

deal_property_versions as (

    select * from {{ ref('stg_hubspot__deal_property_versions') }}

),

stage_dates as (

    select * from {{ ref('stg_hubspot__deal_stage_dates') }}

),

property_changes as (

    {{ hubspot_property_changes(
        'deal_property_histories', 'deal_property_versions', 'deal_id'
    ) }}

),

observed_stage_changes as (

    {{ observed_changes(
        'deal_versions', 'deal_id', 'stage', 'modified_at', told_by=['dealstage']
    ) }}

),

changes as (

    select
        deal_id,
        old_value,
        value as new_value,
        'history' as evidence,
        false as is_first_seen,
        false as is_first_export,
        has_time,
        changed_at,
        cast(null as timestamp) as previous_seen_at
    from property_changes
    where {{ names_column('property', 'hubspot', 'deals', ['dealstage']) }}
    union all
    select
        deal_id,
        cast(null as varchar) as old_value,
        stage as new_value,
        'dated_field' as evidence,
        false as is_first_seen,
        false as is_first_export,
        entered_has_time as has_time,
        entered_at as changed_at,
        cast(null as timestamp) as previous_seen_at
    from stage_dates
    union all
    select
        record_id as deal_id,
        old_value,
        new_value,
        evidence,
        is_first_seen,
        is_first_export,
        true as has_time,
        observed_at as changed_at,
        previous_observed_at as previous_seen_at
    from observed_stage_changes
    where new_value is not null or old_value is not null

),

opportunity_stage_changes as (

    select
        -- keys
        'hubspot:opportunity:' || deal_id as opportunity_key,
        'hubspot' as system,
        'dealstage' as field,

        -- attributes
        old_value,
        new_value,
        evidence,

        -- flags
        is_first_seen,
        is_first_export,
        has_time,

        -- times
        changed_at,
        previous_seen_at

    from changes

)

select * from opportunity_stage_changes
