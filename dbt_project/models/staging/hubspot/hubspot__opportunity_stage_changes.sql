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

deal_stages as (

    select * from {{ ref('stg_hubspot__deal_stages') }}

),

pipeline_stages as (

    select * from {{ ref('stg_hubspot__pipeline_stages') }}

),

stage_dates as (

    select * from {{ ref('stg_hubspot__deal_stage_dates') }}

),

property_changes as (

    {{ hubspot_property_changes(
        ['deal_property_histories', 'deal_property_versions', 'deal_stages'], 'deal_id'
    ) }}

),

history as (

    select
        deal_id as record_id,
        old_value,
        value as new_value,
        has_time,
        changed_at
    from property_changes
    where {{ names_column('property', 'hubspot', 'deals', ['dealstage']) }}

),

dated as (

    select
        deal_id as record_id,
        stage as new_value,
        entered_has_time as has_time,
        entered_at as changed_at
    from stage_dates

),

observed as (

    {{ observed_changes(
        'deal_versions', 'deal_id', 'stage', 'modified_at', told_by=['dealstage'],
        kept='new_value is not null or old_value is not null'
    ) }}

),

changes as (

    {{ changes_by_evidence(
        ["'hubspot:opportunity:' || record_id as opportunity_key",
         "'hubspot' as system", "'dealstage' as field"],
        'history', 'dated', 'observed'
    ) }}

),

opportunity_stage_changes as (

    select
        -- keys
        changes.opportunity_key,
        changes.system,

        -- attributes
        changes.field,
        {{ hubspot_deal_stage('changes.old_value', 'stages_before') | indent(8) }} as old_value,
        {{ hubspot_deal_stage('changes.new_value', 'pipeline_stages') | indent(8) }} as new_value,
        changes.evidence,

        -- flags
        changes.is_first_seen,
        changes.is_first_export,
        changes.has_time,

        -- times
        changes.changed_at,
        changes.previous_seen_at

    from changes
    left join pipeline_stages
        on changes.new_value = pipeline_stages.stage_id
    left join pipeline_stages as stages_before
        on changes.old_value = stages_before.stage_id

)

select * from opportunity_stage_changes
