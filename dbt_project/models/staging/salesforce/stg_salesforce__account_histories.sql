with

landed_account_histories as (

    {{ landed('salesforce', 'account_history') }}

),

account_histories as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        {{ salesforce_id_18('account_id') }} as account_id,

        -- attributes
        field as field_name,
        {{ names_column('field', 'salesforce', 'account', ['owner_id', 'owner_name']) }} as is_of_owner,
        old_value,
        new_value,

        -- times
        created_date as changed_at,
        created_date_has_time as changed_has_time

    from landed_account_histories

)

select * from account_histories
