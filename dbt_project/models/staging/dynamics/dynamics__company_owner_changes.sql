with
{% for relation in ['account_versions', 'audit_changes', 'option_labels'] %}
{{ relation }} as (

    select * from {{ ref('stg_dynamics__' ~ relation) }}

),
{% endfor %}
account_changes as (

    {{ dynamics_changes('account', {'owner': ['owner_id', 'owner_name']}) }}

),

accounts as (

    {{ newest_version('account_versions', 'account_id', 'modified_at') }}

),

history as (

    select
        account_changes.record_id,
        {{ dynamics_user_key('account_changes.old_value', 'account_changes.old_value') }} as old_value,
        {{ dynamics_user_key('account_changes.new_value', 'account_changes.new_value') }} as new_value,
        account_changes.has_time,
        account_changes.changed_at,
        accounts.created_at,
        row_number() over (
            partition by account_changes.record_id
            order by account_changes.changed_at, account_changes.old_value nulls first
        ) as entry_number
    from account_changes
    left join accounts
        on account_changes.record_id = accounts.account_id

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
    from history

    union all

    -- the oldest owner of a history had it from the start
    select
        record_id,
        old_value as new_value,
        true as has_time,
        created_at as changed_at
    from history
    where entry_number = 1 and old_value is not null and created_at < changed_at

),

owner_changes as (

    select
        'dynamics:account:' || record_id as company_key,
        'dynamics' as system,
        new_value as owner_key,
        has_time,
        changed_at
    from changes

)

select * from owner_changes
