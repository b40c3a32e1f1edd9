{{ config(materialized='table') }}

with

changes as (

    select * from {{ ref('int_opportunity_stage_changes_unioned') }}

),

opportunity_records as (

    select * from {{ ref('int_opportunity_records_keyed') }}

),

status_mapping as (

    select * from {{ ref('status_mapping') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- a value and its label may fold to one text
meanings as (

    select
        system,
        field,
        {{ folded('value') }} as value,
        min(stage) as stage
    from status_mapping
    where object = 'opportunity'
    group by 1, 2, 3

),

-- few values stand in many changes: each is folded once; a portal with several pipelines exports a
-- stage with its pipeline behind it, in brackets
values_found as (

    select distinct
        system,
        field,
        new_value as value,
        {{ folded('new_value') }} as folded_value,
        {{ folded(regex_replace('new_value', var('context_in_brackets'), '')) }} as folded_stage
    from changes

),

values_meant as (

    select
        values_found.system,
        values_found.field,
        values_found.value,
        coalesce(meanings.stage, meanings_of_stages.stage) as stage
    from values_found
    left join meanings
        on values_found.system = meanings.system
        and values_found.field = meanings.field
        and values_found.folded_value = meanings.value
    left join meanings as meanings_of_stages
        on values_found.system = meanings_of_stages.system
        and values_found.field = meanings_of_stages.field
        and values_found.folded_stage = meanings_of_stages.value

),

histories as (

    select
        opportunity_key || '/' || field as history_key,
        old_value,
        new_value,
        changed_at
    from changes
    where evidence = 'history'

),

changes_ordered as (

    {{ continued_order('histories') }}

),

changes_followed as (

    select
        changes_ordered.*,
        max(change_order) over (partition by history_key, changed_at) > change_order as is_passed_through
    from changes_ordered

),

opportunity_changes_mapped as (

    select distinct
        -- keys
        {{ stable_hash([
            'changes.opportunity_key', 'changes.field', 'changes.new_value', 'changes.evidence',
            'changes.is_first_seen', 'changes.has_time', 'changes.changed_at',
            'coalesce(changes_followed.is_passed_through, false)'
        ]) }} as opportunity_change_id,
        opportunity_records.surviving_opportunity_key as opportunity_key,

        -- attributes
        changes.system,
        changes.field,
        changes.new_value as value,
        values_meant.stage,
        changes.evidence,

        -- flags
        values_meant.stage is not null as is_mapped,
        changes.opportunity_key <> opportunity_records.surviving_opportunity_key as is_of_merged,
        coalesce(changes_followed.is_passed_through, false) as is_passed_through,
        changes.is_first_seen,
        changes.is_first_export,
        coalesce(changes.has_time, false) as has_time,

        -- times
        changes.changed_at

    from changes
    cross join settings
    inner join opportunity_records
        on changes.opportunity_key = opportunity_records.opportunity_key
    left join values_meant
        on changes.system = values_meant.system
        and changes.field = values_meant.field
        and changes.new_value = values_meant.value
    left join changes_followed
        on case when changes.evidence = 'history' then changes.opportunity_key || '/' || changes.field end
        = changes_followed.history_key
        and changes.changed_at = changes_followed.changed_at
        and coalesce(changes.old_value, '') = coalesce(changes_followed.old_value, '')
        and coalesce(changes.new_value, '') = coalesce(changes_followed.new_value, '')
    where changes.changed_at <= settings.as_of

)

select * from opportunity_changes_mapped
