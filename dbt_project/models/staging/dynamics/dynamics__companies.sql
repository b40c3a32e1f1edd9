with

account_versions as (

    select * from {{ ref('stg_dynamics__account_versions') }}

),

accounts as (

    {{ newest_version('account_versions', 'account_id', 'modified_at', 'is_gone') }}

),

companies as (

    select
        -- keys
        'dynamics:account:' || account_id as company_key,
        'dynamics' as system,
        account_id as company_id,

        -- attributes
        account_name as company_name,
        website,
        country,
        industry,
        segment,
        employees,
        owner_key,
        'dynamics:account:' || master_id as merged_into_key,

        -- flags
        _is_deleted or _is_missing as is_deleted,

        -- times
        created_at,
        modified_at

    from accounts

)

select * from companies
