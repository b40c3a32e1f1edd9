with

account_versions as (

    select * from {{ ref('stg_salesforce__account_versions') }}

),

observed as (

    {{ observed_changes(
        'account_versions', 'account_id', 'owner_key', 'modified_at', told_by=['owner_id', 'owner_name']
    ) }}

),

owner_changes as (

    select
        'salesforce:account:' || record_id as company_key,
        'salesforce' as system,
        new_value as owner_key,
        is_first_seen,
        changed_at
    from observed

)

select * from owner_changes
