{{ config(materialized='table') }}

with

stages as (

    select * from {{ ref('int_lead_stages_recorded') }}

),

people as (

    select * from {{ ref('int_people_resolved') }}

),

agreement_versions as (

    select * from {{ ref('int_agreement_versions_in_force') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

mqls as (

    select * from stages
    where stage = 'mql'

),

-- sales that had accepted or qualified the lead needed nobody to hand it over
mqls_of_sales as (

    select distinct mqls.lead_id
    from mqls
    cross join settings
    inner join stages
        on mqls.lead_id = stages.lead_id
        and stages.stage in ('accepted', 'sql')
    where {{ elapsed_days(
        'stages.reached_at', 'stages.has_time', 'mqls.reached_at', 'mqls.has_time',
        'settings.time_zone'
    ) }} > 0

),

mqls_received as (

    select
        mqls.lead_id,
        mqls.person_id,
        mqls.episode_number,
        mqls.reached_at as mql_at,
        {{ elapsed_days(
            'mqls.reached_at', 'mqls.has_time', 'people.crm_first_created_at',
            'coalesce(people.crm_first_created_has_time, false)', 'settings.time_zone'
        ) }} > 0 as is_received_later,
        mqls.has_time as mql_has_time,
        coalesce(people.crm_first_created_has_time, false) as crm_first_created_has_time,
        people.crm_first_created_at
    from mqls
    cross join settings
    inner join people
        on mqls.person_id = people.person_id
    left join mqls_of_sales
        on mqls.lead_id = mqls_of_sales.lead_id
    where
        people.crm_first_created_at is not null
        and mqls_of_sales.lead_id is null

),

handoffs_timed as (

    select
        {{ stable_hash(['lead_id', "'handoff'"]) }} as handoff_id,
        lead_id,
        person_id,
        episode_number,
        case when is_received_later then crm_first_created_has_time else mql_has_time end
            as handed_off_has_time,
        mql_at,
        case when is_received_later then crm_first_created_at else mql_at end as handed_off_at
    from mqls_received

),

handoffs_followed as (

    select
        handoffs_timed.*,
        lead(handed_off_at) over (
            partition by person_id order by handed_off_at asc nulls last, episode_number asc
        ) as next_handoff_at,
        lead(handed_off_has_time) over (
            partition by person_id order by handed_off_at asc nulls last, episode_number asc
        ) as next_handoff_has_time
    from handoffs_timed

),

handoffs_delivered as (

    select
        -- keys
        handoffs_followed.handoff_id,
        handoffs_followed.lead_id,
        handoffs_followed.person_id,
        handoffs_followed.episode_number,

        -- attributes
        agreement_versions.agreement_version,

        -- flags
        handoffs_followed.handed_off_has_time,
        coalesce(handoffs_followed.next_handoff_has_time, false) as next_handoff_has_time,

        -- times
        handoffs_followed.mql_at,
        handoffs_followed.handed_off_at,
        handoffs_followed.next_handoff_at

    from handoffs_followed
    cross join settings
    left join agreement_versions
        on coalesce(handoffs_followed.handed_off_at, settings.as_of) >= agreement_versions.starts_at
        and (
            agreement_versions.ends_at is null
            or coalesce(handoffs_followed.handed_off_at, settings.as_of) < agreement_versions.ends_at
        )

)

select * from handoffs_delivered
