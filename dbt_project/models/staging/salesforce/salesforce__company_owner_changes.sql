with

account_versions as (

    select * from {{ ref('stg_salesforce__account_versions') }}

),

account_histories as (

    select * from {{ ref('stg_salesforce__account_histories') }}

),

owner_entries as (

    select
        account_id as record_id,
        {{ salesforce_owner_key('old_value') }} as old_value,
        {{ salesforce_owner_key('new_value') }} as new_value,
        {{ salesforce_owner_has_ids() }} as has_ids,
        changed_has_time as has_time,
        changed_at
    from account_histories
    where is_of_owner

),

history as (

    {{ salesforce_owner_history('owner_entries', ['record_id']) }}

),

creations as (

    select
        account_id,
        min(created_at) as created_at
    from account_versions
    group by account_id

),

history_begun as (

    select
        history.*,
        creations.created_at,
        row_number() over (
            partition by history.record_id order by history.changed_at, history.old_value nulls last
        ) as entry_number
    from history
    inner join creations
        on history.record_id = creations.account_id

),

observed as (

    {{ observed_changes(
        'account_versions', 'account_id', 'owner_key', 'modified_at', told_by=['owner_id', 'owner_name']
    ) }}

),

changes as (

    select
        record_id,
        new_value,
        -- since when a first owner has it nobody knows; that the export shows it is exact
        is_first_seen or evidence = 'history' as has_time,
        changed_at
    from observed

    union all

    select
        record_id,
        new_value,
        has_time,
        changed_at
    from history_begun

    union all

    -- the oldest owner of a history had it from the start
    select
        record_id,
        old_value as new_value,
        true as has_time,
        created_at as changed_at
    from history_begun
    where entry_number = 1 and created_at < changed_at

),

owner_changes as (

    select
        'salesforce:account:' || record_id as company_key,
        'salesforce' as system,
        new_value as owner_key,
        has_time,
        changed_at
    from changes

)

select * from owner_changes
