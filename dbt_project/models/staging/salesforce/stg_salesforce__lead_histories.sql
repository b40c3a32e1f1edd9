with

landed_lead_histories as (

    {{ landed('salesforce', 'lead_history') }}

),

lead_histories as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        {{ salesforce_id_18('lead_id') }} as lead_id,

        -- attributes
        case
            when {{ names_column('field', 'salesforce', 'lead', ['status']) }} then 'status'
            when {{ names_column('field', 'salesforce', 'lead', ['owner_id', 'owner_name']) }}
                then 'owner'
            when {{ names_column('field', 'salesforce', 'lead', ['rejection_reason']) }}
                then 'rejection_reason'
            when lower(field) in ('leadconverted', 'lead converted', 'converted', 'convertie')
                then 'converted_date'
        end as field,
        old_value,
        new_value,

        -- times
        created_date as changed_at,
        created_date_has_time as changed_has_time

    from landed_lead_histories

)

select * from lead_histories
