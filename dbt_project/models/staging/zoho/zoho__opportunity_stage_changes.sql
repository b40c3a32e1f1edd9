with

deal_versions as (

    select * from {{ ref('stg_zoho__deal_versions') }}

),

deal_stage_changes as (

    select * from {{ ref('stg_zoho__deal_stage_changes') }}

),

timeline_changes as (

    select * from {{ ref('stg_zoho__timeline_changes') }}

),

deals as (

    {{ newest_version('deal_versions', 'deal_id', 'modified_at') }}

),

-- the history of stages and the timeline tell of one change each
histories as (

    select
        record_id,
        old_value,
        new_value,
        has_time,
        changed_at
    from deal_stage_changes

    union

    select
        timeline_changes.record_id,
        timeline_changes.old_value,
        timeline_changes.new_value,
        timeline_changes.has_time,
        timeline_changes.changed_at
    from timeline_changes
    inner join deals
        on timeline_changes.record_id = deals.deal_id
    where
        {{ names_column('timeline_changes.field', 'zoho', 'deals', ['stage']) }}
        and timeline_changes.new_value is not null

),

histories_compared as (

    select
        histories.*,
        max(old_value) over (partition by record_id, new_value, changed_at) as known_old_value
    from histories

),

history as (

    select * from histories_compared
    where old_value is not null or known_old_value is null

),

dated as (

    select
        deal_id as record_id,
        stage as new_value,
        staged_has_time as has_time,
        staged_at as changed_at
    from deals
    where staged_at is not null and stage is not null

),

observed as (

    {{ observed_changes(
        'deal_versions', 'deal_id', 'stage', 'modified_at', kept='new_value is not null'
    ) }}

),

opportunity_stage_changes as (

    {{ changes_by_evidence(
        ["'zoho:opportunity:' || record_id as opportunity_key", "'zoho' as system", "'stage' as field"],
        'history', 'dated', 'observed'
    ) }}

)

select * from opportunity_stage_changes
