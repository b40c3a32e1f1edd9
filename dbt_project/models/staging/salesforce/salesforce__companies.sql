with

account_versions as (

    select * from {{ ref('stg_salesforce__account_versions') }}

),

accounts as (

    {{ newest_version('account_versions', 'account_id', 'modified_at', 'is_deleted') }}

),

companies as (

    select
        -- keys
        'salesforce:account:' || account_id as company_key,
        'salesforce' as system,
        account_id as company_id,

        -- attributes
        account_name as company_name,
        website,
        country,
        industry,
        segment,
        employees,
        owner_key,
        'salesforce:account:' || master_account_id as merged_into_key,

        -- flags
        _is_deleted or _is_missing as is_deleted,

        -- times
        created_at,
        modified_at

    from accounts
    -- a person account is a person, who is a contact too, and no company
    where not is_person

)

select * from companies
