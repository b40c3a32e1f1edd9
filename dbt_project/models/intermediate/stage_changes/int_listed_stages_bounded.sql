with

stage_changes as (

    select * from {{ ref('int_stage_changes_mapped') }}

),

journey as (

    select * from {{ ref('int_stages') }}

),

-- a list names a stage without its day: nothing but the export that shows the list dates it
listed_without_a_day as (

    select
        stage_changes.stage_change_id,
        stage_changes.record_key,
        stage_changes.changed_at,
        journey.stage_order
    from stage_changes
    inner join journey
        on stage_changes.stage = journey.stage
        and journey.is_opener
    where
        stage_changes.evidence = 'snapshot'
        and stage_changes.is_first_seen
        and not stage_changes.has_time

),

listed_with_a_day as (

    select
        stage_changes.record_key,
        stage_changes.changed_at,
        journey.stage_order
    from stage_changes
    inner join journey
        on stage_changes.stage = journey.stage
    where
        stage_changes.evidence = 'history'
        and stage_changes.stage <> 'inquiry'

),

listed_stages_bounded as (

    select distinct listed_without_a_day.stage_change_id
    from listed_without_a_day
    inner join listed_with_a_day
        on listed_without_a_day.record_key = listed_with_a_day.record_key
        and listed_without_a_day.stage_order < listed_with_a_day.stage_order
        and listed_without_a_day.changed_at > listed_with_a_day.changed_at

)

select * from listed_stages_bounded
