{{ config(materialized='table') }}

with

episodes as (

    select * from {{ ref('int_lead_episodes') }}

),

people as (

    select * from {{ ref('int_people_resolved') }}

),

activities as (

    select * from {{ ref('int_activities_classified') }}

),

origins as (

    select * from {{ ref('int_lead_origins') }}

),

assignments as (

    select * from {{ ref('int_lead_assignments') }}

),

agreement_versions as (

    select * from {{ ref('int_agreement_versions_in_force') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- what opened a lead may be shown by several entries of one moment
opening_activities as (

    select
        episodes.lead_id,
        activities.source,
        activities.channel,
        activities.campaign,
        row_number() over (
            partition by episodes.lead_id
            order by
                case when activities.source is null then 1 else 0 end,
                case when activities.campaign is null then 1 else 0 end,
                activities.activity_id
        ) as preference
    from episodes
    inner join activities
        on episodes.person_id = activities.person_id
        and episodes.inquiry_at = activities.occurred_at
    where activities.is_inquiry

),

{{ custom_values_frozen('episodes', segments=ref('segment_values')) }}

lead_dimensions as (

    select
        -- keys
        episodes.lead_id,
        people.account_id,
        assignments.owner_id,

        -- attributes
        origins.origin,
        episodes.origin_system,
        coalesce(opening_activities.source, people.first_source) as source,
        case
            when opening_activities.source is not null then opening_activities.channel
            else people.first_channel
        end as channel,
        coalesce(opening_activities.campaign, people.first_campaign) as campaign,
        coalesce(people.first_segment, {{ custom_segment('values_frozen') }} people.segment_by_size)
            as segment,
        people.first_country as country,
        {{- custom_dimensions_typed() }}
        agreement_versions.agreement_version

    from episodes
    cross join settings
    inner join people
        on episodes.person_id = people.person_id
    inner join origins
        on episodes.lead_id = origins.lead_id
    left join opening_activities
        on episodes.lead_id = opening_activities.lead_id
        and opening_activities.preference = 1
    {{- custom_values_frozen_joined('episodes.lead_id') }}
    left join assignments
        on episodes.lead_id = assignments.lead_id
    left join agreement_versions
        on coalesce(episodes.inquiry_at, settings.as_of) >= agreement_versions.starts_at
        and (
            agreement_versions.ends_at is null
            or coalesce(episodes.inquiry_at, settings.as_of) < agreement_versions.ends_at
        )

)

select * from lead_dimensions
