{{ config(materialized='table') }}

with

opportunity_people as (

    select * from {{ ref('int_opportunity_people_unioned') }}

),

opportunities as (

    select * from {{ ref('int_opportunities_valued') }}

),

opportunity_records as (

    select * from {{ ref('int_opportunity_records_keyed') }}

),

person_records as (

    select * from {{ ref('int_person_records_keyed') }}

),

people as (

    select * from {{ ref('int_people_resolved') }}

),

activities as (

    select * from {{ ref('int_activities_classified') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- the tools forget records sooner than what was done
first_inquiries as (

    select
        person_id,
        min(occurred_at) as occurred_at
    from activities
    where is_inquiry
    group by person_id

),

people_known as (

    select
        people.person_id,
        people.exclusion_reason,
        people.first_known_has_time,
        least(people.first_known_at, first_inquiries.occurred_at) as first_known_at
    from people
    left join first_inquiries
        on people.person_id = first_inquiries.person_id

),

links as (

    select
        people_known.person_id,
        people_known.first_known_at,
        opportunity_records.surviving_opportunity_key as opportunity_key,
        opportunity_people.record_key,
        opportunity_people.link_method,
        opportunity_people.linked_at,
        case opportunity_people.link_method
            when 'conversion' then 1
            when 'association' then 2
            when 'contact_role' then 3
            else 4
        end as method_rank,
        coalesce(opportunities.created_at, settings.as_of) as created_known_at,
        {{ local_date('people_known.first_known_at', 'settings.time_zone') }}
        > {{ local_date('opportunities.created_at', 'settings.time_zone') }} as is_known_days_after,
        coalesce(people_known.first_known_has_time, false) and opportunities.created_has_time
            as is_timed
    from opportunity_people
    cross join settings
    inner join opportunity_records
        on opportunity_people.opportunity_key = opportunity_records.opportunity_key
    inner join opportunities
        on opportunity_records.surviving_opportunity_key = opportunities.opportunity_key
    inner join person_records
        on opportunity_people.record_key = person_records.record_key
    inner join people_known
        on person_records.person_id = people_known.person_id
    where
        people_known.exclusion_reason is null
        and (opportunity_people.linked_at is null or opportunity_people.linked_at <= settings.as_of)

),

links_ranked as (

    select
        links.*,
        row_number() over (
            partition by links.person_id, links.opportunity_key
            order by links.method_rank asc, links.linked_at asc nulls last, links.record_key asc
        ) as link_rank
    from links

),

-- a conversion or association holds even where it contradicts the times: it takes place at the
-- earliest moment at which person, opportunity and link are all there
person_opportunities as (

    select
        -- keys
        person_id,
        opportunity_key,
        record_key,

        -- attributes
        case
            when method_rank <= 2 then link_method
            when is_timed and first_known_at > created_known_at then 'influenced'
            when not is_timed and is_known_days_after then 'influenced'
            else link_method
        end as link_method,

        -- times
        case
            when method_rank <= 2
                then greatest(created_known_at, coalesce(linked_at, created_known_at))
            else created_known_at
        end as linked_at

    from links_ranked
    where link_rank = 1

)

select * from person_opportunities
