with

opportunity_histories as (

    select * from {{ ref('stg_salesforce__opportunity_histories') }}

),

opportunity_field_histories as (

    select * from {{ ref('stg_salesforce__opportunity_field_histories') }}

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
    left join changes_in_both
        on history_changes.opportunity_id = changes_in_both.opportunity_id
        and history_changes.stage_name = changes_in_both.stage_name
        and history_changes.changed_at = changes_in_both.changed_at
    where changes_in_both.opportunity_id is null

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
        evidence,
        is_first_seen,
        is_first_export,
        true as has_time,
        observed_at as changed_at,
        previous_observed_at as previous_seen_at
    from observed_stage_changes
    where new_value is not null

)

select * from opportunity_stage_changes
