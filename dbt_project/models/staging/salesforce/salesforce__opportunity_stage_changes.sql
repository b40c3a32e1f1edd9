with

opportunity_histories as (

    select * from {{ ref('stg_salesforce__opportunity_histories') }}

),

field_changes as (

    select * from {{ ref('stg_salesforce__opportunity_field_histories') }}
    where field = 'stage_name' and new_value is not null

),

opportunity_versions as (

    select * from {{ ref('stg_salesforce__opportunity_versions') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

opportunities as (

    {{ newest_version('opportunity_versions', 'opportunity_id', 'modified_at') }}

),

history_compared as (

    select
        opportunity_histories.*,
        lag(stage_name) over (
            partition by opportunity_id order by changed_at, history_id
        ) as previous_stage_name
    from opportunity_histories

),

-- an entry is also written when only the amount, the probability or the close date changes
history_changes as (

    select * from history_compared
    where previous_stage_name is null or previous_stage_name <> stage_name

),

-- one save writes both histories; a report cuts the seconds of one of them
-- (an inner join, then an equality: engines run an outer join over a distance row by row)
changes_in_both as (

    select distinct
        history_changes.opportunity_id,
        history_changes.stage_name,
        history_changes.changed_at
    from history_changes
    inner join field_changes
        on history_changes.opportunity_id = field_changes.opportunity_id
        and history_changes.stage_name = field_changes.new_value
    where
        abs(
            {{ epoch_seconds('history_changes.changed_at') }}
            - {{ epoch_seconds('field_changes.changed_at') }}
        ) <= 60

),

history as (

    select
        opportunity_id as record_id,
        old_value,
        new_value,
        changed_has_time as has_time,
        changed_at
    from field_changes

    union all

    select
        history_changes.opportunity_id as record_id,
        history_changes.previous_stage_name as old_value,
        history_changes.stage_name as new_value,
        history_changes.changed_has_time as has_time,
        history_changes.changed_at
    from history_changes
    left join changes_in_both
        on history_changes.opportunity_id = changes_in_both.opportunity_id
        and history_changes.stage_name = changes_in_both.stage_name
        and history_changes.changed_at = changes_in_both.changed_at
    where changes_in_both.opportunity_id is null

),

-- the newest stage is dated by its own field, a closed one else by the close date once that is past
stages_dated as (

    select
        opportunities.opportunity_id as record_id,
        opportunities.stage_name as new_value,
        coalesce(opportunities.stage_changed_has_time, false) as has_time,
        coalesce(
            opportunities.stage_changed_at,
            case
                when opportunities.is_closed
                    then {{ from_zone('cast(opportunities.closed_on as timestamp)', 'settings.time_zone') }}
            end
        ) as changed_at,
        settings.as_of
    from opportunities
    cross join settings
    where opportunities.stage_name is not null

),

dated as (

    select * from stages_dated
    where changed_at <= as_of

),

observed as (

    {{ observed_changes(
        'opportunity_versions', 'opportunity_id', 'stage_name', 'modified_at',
        kept='new_value is not null'
    ) }}

),

opportunity_stage_changes as (

    {{ changes_by_evidence(
        ["'salesforce:opportunity:' || record_id as opportunity_key",
         "'salesforce' as system", "'stage_name' as field"],
        'history', 'dated', 'observed'
    ) }}

)

select * from opportunity_stage_changes
