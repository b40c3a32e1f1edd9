{{ config(materialized='table') }}

with

stages as (

    select * from {{ ref('int_lead_stages_recorded') }}

),

mqls as (

    select * from {{ ref('int_mqls_received') }}

),

agreement_versions as (

    select * from {{ ref('int_agreement_versions_in_force') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- sales that had accepted or qualified the lead needed nobody to hand it over
mqls_of_sales as (

    select distinct mqls.lead_id
    from mqls
    cross join settings
    inner join stages
        on mqls.lead_id = stages.lead_id
        and stages.stage in {{ stages_with('is_taken_on') }}
    where {{ elapsed_days(
        'stages.reached_at', 'stages.has_time', 'mqls.mql_at', 'mqls.mql_has_time',
        'settings.time_zone'
    ) }} > 0

),

handoffs_timed as (

    select
        {{ stable_hash(['mqls.lead_id', "'handoff'"]) }} as handoff_id,
        mqls.lead_id,
        mqls.person_id,
        mqls.episode_number,
        mqls.received_has_time as handed_off_has_time,
        mqls.mql_at,
        mqls.received_at as handed_off_at
    from mqls
    left join mqls_of_sales
        on mqls.lead_id = mqls_of_sales.lead_id
    where mqls.is_received and mqls_of_sales.lead_id is null

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
