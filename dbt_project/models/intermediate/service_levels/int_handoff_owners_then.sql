{{ config(materialized='table') }}

with

handoffs as (

    select * from {{ ref('int_handoffs_delivered') }}

),

rules_matched as (

    select * from {{ ref('int_routing_rules_matched') }}

),

owner_periods as (

    select * from {{ ref('int_owner_periods') }}

),

dimensions as (

    select * from {{ ref('int_lead_dimensions') }}

),

accounts as (

    select * from {{ ref('int_accounts_resolved') }}

),

company_owner_changes as (

    select * from {{ ref('int_company_owner_changes_unioned') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- where no rule asks for an owner, nobody looks for one
versions_asking as (

    select distinct
        agreement_version,
        assign_to
    from rules_matched
    where assign_to in ('record_owner', 'account_owner')

),

-- a record's owner from when to when; of the difference of two exports only the day is known
owners_known as (

    select
        handoffs.handoff_id,
        'record_owner' as assign_to,
        owner_periods.owner_key,
        owner_periods.record_key,
        owner_periods.has_time,
        owner_periods.starts_at,
        coalesce(owner_periods.end_has_time, false) as end_has_time,
        owner_periods.ends_at
    from handoffs
    inner join owner_periods
        on handoffs.person_id = owner_periods.person_id
    where owner_periods.owner_key is not null

    union all

    select
        handoffs.handoff_id,
        'account_owner' as assign_to,
        company_owner_changes.owner_key,
        company_owner_changes.company_key as record_key,
        company_owner_changes.has_time,
        company_owner_changes.changed_at as starts_at,
        false as end_has_time,
        cast(null as timestamp) as ends_at
    from handoffs
    inner join dimensions
        on handoffs.lead_id = dimensions.lead_id
    inner join accounts
        on dimensions.account_id = accounts.account_id
    inner join company_owner_changes
        on accounts.company_key = company_owner_changes.company_key

),

owners_ranked as (

    select
        owners_known.handoff_id,
        owners_known.assign_to,
        owners_known.owner_key,
        row_number() over (
            partition by owners_known.handoff_id, owners_known.assign_to
            order by owners_known.starts_at desc, owners_known.record_key asc
        ) as recency
    from handoffs
    cross join settings
    inner join versions_asking
        on handoffs.agreement_version = versions_asking.agreement_version
    inner join owners_known
        on handoffs.handoff_id = owners_known.handoff_id
        and versions_asking.assign_to = owners_known.assign_to
    where
        {{ elapsed_days(
            'owners_known.starts_at', 'owners_known.has_time',
            'handoffs.handed_off_at', 'handoffs.handed_off_has_time', 'settings.time_zone'
        ) }} >= 0
        and (
            owners_known.ends_at is null
            or {{ elapsed_days(
                'handoffs.handed_off_at', 'handoffs.handed_off_has_time',
                'owners_known.ends_at', 'owners_known.end_has_time', 'settings.time_zone'
            ) }} > 0
        )

),

owners_then as (

    select
        handoff_id,
        assign_to,
        owner_key as owner_id
    from owners_ranked
    where recency = 1

)

select * from owners_then
