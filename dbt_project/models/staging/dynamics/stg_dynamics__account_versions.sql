with

landed_accounts as (

    {{ dynamics_landed('account', 'account_id') }}

),

account_versions as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        {{ dynamics_id('account_id') }} as account_id,
        {{ dynamics_id('master_id') }} as master_id,
        {{ dynamics_owner_key() }} as owner_key,

        -- attributes
        account_name,
        website,
        country,
        coalesce(industry, industry_code) as industry,
        segment,
        employees,
        {{- custom_columns('dynamics', 'account') }}

        -- flags
        is_gone or coalesce(master_id <> '', false) as is_gone,

        -- times
        created_on as created_at,
        coalesce(modified_on, sink_modified_on) as modified_at,

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
