with

account_versions as (

    select * from {{ ref('stg_zoho__account_versions') }}

),

timeline_changes as (

    select * from {{ ref('stg_zoho__timeline_changes') }}

),

accounts as (

    {{ newest_version('account_versions', 'account_id', 'modified_at') }}

),

observed as (

    {{ observed_changes(
        'account_versions', 'account_id', 'owner', 'modified_at', told_by=['owner_id', 'owner']
    ) }}

),

owner_changes as (

    select
        'zoho:account:' || record_id as company_key,
        'zoho' as system,
        {{ zoho_user_key('new_value') }} as owner_key,
        -- since when a first owner has it nobody knows; that the export shows it is exact
        is_first_seen or evidence = 'history' as has_time,
        changed_at
    from observed

    union all

    select
        'zoho:account:' || accounts.account_id as company_key,
        'zoho' as system,
        {{ zoho_user_key('timeline_changes.new_reference') }} as owner_key,
        timeline_changes.has_time,
        timeline_changes.changed_at
    from timeline_changes
    inner join accounts
        on timeline_changes.record_id = accounts.account_id
    where {{ names_column('timeline_changes.field', 'zoho', 'accounts', ['owner']) }}

)

select * from owner_changes
