with

accounts as (

    select * from {{ ref('stg_salesforce__accounts') }}

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

)

select * from companies
