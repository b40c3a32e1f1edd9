with

landed_accounts as (

    {{ landed('zoho', 'accounts') }}

),

account_versions as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        {{ zoho_id('id') }} as account_id,

        -- attributes
        account_name,
        coalesce({{ zoho_reference('owner_id', 'owner') }}, {{ zoho_name('owner') }}) as owner,
        website,
        country,
        industry,
        segment,
        employee_count as employees,
        {{- custom_columns('zoho', 'accounts') }}

        -- flags
        coalesce(is_deleted, false) as is_deleted,

        -- times
        created_time as created_at,
        modified_time as modified_at,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _columns,
        _version_start,
        _is_ended

    from landed_accounts

)

select * from account_versions
