with

landed_opportunity_field_histories as (

    {{ landed('salesforce', 'opportunity_field_history') }}

),

entries as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        {{ salesforce_id_18('opportunity_id') }} as opportunity_id,

        -- attributes
        case
            when {{ names_column('field', 'salesforce', 'opportunity', ['stage_name']) }}
                then 'stage_name'
        end as field,
        old_value,
        new_value,

        -- times
        created_date as changed_at,
        created_date_has_time as changed_has_time

    from landed_opportunity_field_histories

),

-- the same entry stands in every later export
opportunity_field_histories as (

    select
        -- keys
        min(version_key) as version_key,
        opportunity_id,

        -- attributes
        field,
        min(old_value) as old_value,
        new_value,

        -- times
        changed_at,
        changed_has_time

    from entries
    group by opportunity_id, field, new_value, changed_at, changed_has_time

)

select * from opportunity_field_histories
