with

account_versions as (

    select * from {{ ref('stg_zoho__account_versions') }}

),

accounts as (

    {{ newest_version('account_versions', 'account_id', 'modified_at', 'is_deleted') }}

),

companies as (

    select
        -- keys
        'zoho:account:' || account_id as company_key,
        'zoho' as system,
        account_id as company_id,

        -- attributes
        account_name as company_name,
        website,
        country,
        industry,
        segment,
        employees,
        {{ zoho_user_key('owner') }} as owner_key,

        -- flags
        _is_deleted or _is_missing as is_deleted,

        -- times
        created_at,
        modified_at

    from accounts

)

select * from companies
