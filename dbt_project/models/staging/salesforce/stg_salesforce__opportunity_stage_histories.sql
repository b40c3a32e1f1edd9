with

opportunity_histories as (

    select * from {{ ref('stg_salesforce__opportunity_histories') }}

),

opportunity_field_histories as (

    select * from {{ ref('stg_salesforce__opportunity_field_histories') }}

),

-- the same entry stands in every later export
field_changes as (

    select
        opportunity_id,
        min(old_value) as old_value,
        new_value,
        changed_has_time,
        changed_at
    from opportunity_field_histories
    where field = 'stage_name' and new_value is not null
    group by opportunity_id, new_value, changed_has_time, changed_at

),

history_entries as (

    select
        opportunity_id,
        stage_name,
        changed_has_time,
        changed_at,
        min(history_id) as history_id
    from opportunity_histories
    group by opportunity_id, stage_name, changed_has_time, changed_at

),

history_compared as (

    select
        history_entries.*,
        lag(stage_name) over (
            partition by opportunity_id order by changed_at, history_id
        ) as previous_stage_name
    from history_entries

),

-- an entry is also written when only the amount, the probability or the close date changes
history_changes as (

    select *
    from history_compared
    where previous_stage_name is null or previous_stage_name <> stage_name

),

stage_histories as (

    select
        opportunity_id,
        old_value,
        new_value,
        changed_has_time,
        changed_at
    from field_changes

    union all

    select
        history_changes.opportunity_id,
        history_changes.previous_stage_name as old_value,
        history_changes.stage_name as new_value,
        history_changes.changed_has_time,
        history_changes.changed_at
    from history_changes
    left join field_changes
        on history_changes.opportunity_id = field_changes.opportunity_id
        and history_changes.stage_name = field_changes.new_value
        -- one save writes both histories; a report cuts the seconds of one of them
        and abs(
            {{ epoch_seconds('history_changes.changed_at') }}
            - {{ epoch_seconds('field_changes.changed_at') }}
        ) <= 60
    where field_changes.opportunity_id is null

)

select * from stage_histories
