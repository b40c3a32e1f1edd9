with

landed_deals as (

    {{ landed('zoho', 'deals') }}

),

deal_versions as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        {{ zoho_id('id') }} as deal_id,
        {{ zoho_reference('account_id', 'account') }} as account_id,
        {{ zoho_reference('contact_id', 'contact') }} as contact_id,

        -- attributes
        deal_name,
        coalesce({{ zoho_reference('owner_id', 'owner') }}, {{ zoho_name('owner') }}) as owner,
        stage,
        type as deal_type,
        currency,
        lead_source as source,
        loss_reason,

        -- measures
        amount,
        probability / 100.0 as win_probability,

        -- flags
        coalesce(is_deleted, false) as is_deleted,

        -- times
        closing_date as closes_on,
        stage_modified_time as staged_at,
        stage_modified_time_has_time as staged_has_time,
        created_time as created_at,
        created_time_has_time as created_has_time,
        modified_time as modified_at,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _columns,
        _version_start,
        _is_ended

    from landed_deals

)

select * from deal_versions
