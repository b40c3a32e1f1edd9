with

landed_lead_histories as (

    {{ landed('salesforce', 'lead_history') }}

),

lead_histories_named as (

    select
        *,
        case
            when {{ names_column('field', 'salesforce', 'lead', ['status']) }} then 'status'
            when {{ names_column('field', 'salesforce', 'lead', ['owner_id', 'owner_name']) }}
                then 'owner'
            when {{ names_column('field', 'salesforce', 'lead', ['rejection_reason']) }}
                then 'rejection_reason'
            when {{ names_column('field', 'salesforce', 'lead', ['email']) }} then 'email'
            when {{ names_column('field', 'salesforce', 'lead', ['is_converted']) }}
                then 'converted_date'
        end as named_field
    from landed_lead_histories

),

lead_histories as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        {{ salesforce_id_18('lead_id') }} as lead_id,

        -- attributes: the entry of a conversion has no values of its own
        field as field_name,
        named_field as field,
        case when coalesce(named_field, '') <> 'converted_date' then old_value end as old_value,
        case when named_field = 'converted_date' then 'Converted' else new_value end as new_value,

        -- times
        created_date as changed_at,
        created_date_has_time as changed_has_time,
        {{ kept_since('salesforce', 'lead_history', 'min(_exported_at) over ()') }} as kept_since

    from lead_histories_named

)

select * from lead_histories
