with

landed_contact_histories as (

    {{ landed('salesforce', 'contact_history') }}

),

contact_histories_named as (

    select
        *,
        case
            when {{ names_column('field', 'salesforce', 'contact', ['status']) }} then 'status'
            when {{ names_column('field', 'salesforce', 'contact', ['owner_id', 'owner_name']) }}
                then 'owner'
            when {{ names_column('field', 'salesforce', 'contact', ['rejection_reason']) }}
                then 'rejection_reason'
            when {{ names_column('field', 'salesforce', 'contact', ['email']) }} then 'email'
        end as named_field
    from landed_contact_histories

),

contact_histories as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        {{ salesforce_id_18('contact_id') }} as contact_id,

        -- attributes
        field as field_name,
        named_field as field,
        old_value,
        new_value,

        -- times
        created_date as changed_at,
        created_date_has_time as changed_has_time,
        {{ kept_since('salesforce', 'contact_history', 'min(_exported_at) over ()') }} as kept_since

    from contact_histories_named

)

select * from contact_histories
