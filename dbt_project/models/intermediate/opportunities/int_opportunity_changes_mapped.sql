{{ config(materialized='table') }}

with

opportunity_stage_changes as (

    select * from {{ ref('int_opportunity_stage_changes_unioned') }}

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

opportunity_changes_mapped as (

    select distinct
        -- keys
        {{ stable_hash([
            'opportunity_stage_changes.opportunity_key', 'opportunity_stage_changes.field',
            'opportunity_stage_changes.new_value', 'opportunity_stage_changes.evidence',
            'opportunity_stage_changes.is_first_seen', 'opportunity_stage_changes.has_time',
            'opportunity_stage_changes.changed_at'
        ]) }} as opportunity_change_id,
        opportunity_stage_changes.opportunity_key,

        -- attributes
        opportunity_stage_changes.system,
        opportunity_stage_changes.field,
        opportunity_stage_changes.new_value as value,
        meanings.stage,
        opportunity_stage_changes.evidence,

        -- flags
        meanings.value is not null as is_mapped,
        opportunity_stage_changes.is_first_seen,
        opportunity_stage_changes.is_first_export,
        coalesce(opportunity_stage_changes.has_time, false) as has_time,

        -- times
        opportunity_stage_changes.changed_at

    from opportunity_stage_changes
    cross join settings
    left join meanings
        on opportunity_stage_changes.system = meanings.system
        and opportunity_stage_changes.field = meanings.field
        and {{ folded('opportunity_stage_changes.new_value') }} = meanings.value
    where opportunity_stage_changes.changed_at <= settings.as_of

)

select * from opportunity_changes_mapped
