{{ config(materialized='table') }}

with

stages as (

    select * from {{ ref('int_lead_stages_recorded') }}

),

episodes as (

    select * from {{ ref('int_lead_episodes') }}

),

people as (

    select * from {{ ref('int_people_resolved') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

mqls_compared as (

    select
        stages.lead_id,
        stages.person_id,
        stages.episode_number,
        case when stages.evidence = 'score' then 'scored' else 'declared' end as mql_basis,
        stages.has_time as mql_has_time,
        stages.reached_at as mql_at,
        people.is_in_crm,
        coalesce(people.crm_first_created_has_time, false) as crm_first_created_has_time,
        people.crm_first_created_at,
        episodes.ended_at,
        settings.as_of,
        coalesce(
            {{ elapsed_days(
                'stages.reached_at', 'stages.has_time', 'people.crm_first_created_at',
                'coalesce(people.crm_first_created_has_time, false)', 'settings.time_zone'
            ) }} > 0,
            false
        ) as is_received_later
    from stages
    cross join settings
    inner join episodes
        on stages.lead_id = episodes.lead_id
    inner join people
        on stages.person_id = people.person_id
    where stages.stage = 'mql'

),

-- a CRM record made after the lead was over received the next one, one made after the cut-off none yet
mqls_received as (

    select
        -- keys
        lead_id,
        person_id,
        episode_number,

        -- attributes
        mql_basis,

        -- flags
        is_in_crm
        and not (is_received_later and coalesce(crm_first_created_at > ended_at, false))
        and not coalesce(crm_first_created_at > as_of, false) as is_received,
        case when is_received_later then crm_first_created_has_time else mql_has_time end
            as received_has_time,
        mql_has_time,

        -- times
        mql_at,
        case when is_received_later then crm_first_created_at else mql_at end as received_at

    from mqls_compared

)

select * from mqls_received
