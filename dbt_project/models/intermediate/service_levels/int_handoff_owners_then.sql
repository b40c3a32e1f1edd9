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

settings as (

    select * from {{ source('control', 'settings') }}

),

-- where no rule asks for an owner, nobody looks for one
versions_asking as (

    select distinct agreement_version
    from rules_matched
    where assign_to = 'record_owner'

),

owners_ranked as (

    select
        handoffs.handoff_id,
        owner_periods.owner_key,
        row_number() over (
            partition by handoffs.handoff_id
            order by owner_periods.starts_at desc, owner_periods.record_key asc
        ) as recency
    from handoffs
    cross join settings
    inner join versions_asking
        on handoffs.agreement_version = versions_asking.agreement_version
    inner join owner_periods
        on handoffs.person_id = owner_periods.person_id
    where
        owner_periods.owner_key is not null
        and {{ elapsed_days(
            'owner_periods.starts_at', 'owner_periods.has_time',
            'handoffs.handed_off_at', 'handoffs.handed_off_has_time', 'settings.time_zone'
        ) }} >= 0
        and (
            owner_periods.ends_at is null
            or {{ elapsed_days(
                'handoffs.handed_off_at', 'handoffs.handed_off_has_time',
                'owner_periods.ends_at', 'owner_periods.end_has_time', 'settings.time_zone'
            ) }} > 0
        )

),

owners_then as (

    select
        handoff_id,
        owner_key as record_owner_id
    from owners_ranked
    where recency = 1

)

select * from owners_then
