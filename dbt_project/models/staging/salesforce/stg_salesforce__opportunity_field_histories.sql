with

landed_opportunity_field_histories as (

    {{ landed('salesforce', 'opportunity_field_history') }}

),

opportunity_field_histories as (

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

)

select * from opportunity_field_histories
