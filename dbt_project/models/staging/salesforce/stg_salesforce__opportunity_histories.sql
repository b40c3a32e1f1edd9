with

landed_opportunity_histories as (

    {{ landed('salesforce', 'opportunity_history') }}

),

entries as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        {{ salesforce_id_18('id') }} as history_id,
        {{ salesforce_id_18('opportunity_id') }} as opportunity_id,

        -- attributes
        stage_name,

        -- times
        created_date as changed_at,
        created_date_has_time as changed_has_time

    from landed_opportunity_histories

),

-- the same entry stands in every later export
opportunity_histories as (

    select
        -- keys
        min(version_key) as version_key,
        opportunity_id,
        min(history_id) as history_id,

        -- attributes
        stage_name,

        -- times
        changed_at,
        changed_has_time

    from entries
    group by opportunity_id, stage_name, changed_at, changed_has_time

)

select * from opportunity_histories
