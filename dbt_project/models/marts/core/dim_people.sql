with

people as (

    select * from {{ ref('int_people_resolved') }}

),

people_published as (

    select
        -- keys
        people.person_id,
        people.account_id,

        -- attributes
        people.account_match_method,
        people.email,
        people.first_name,
        people.last_name,
        people.job_title,
        people.company_name,
        people.country,
        coalesce(people.segment, {{ custom_segment('custom_values') }} people.segment_by_size) as segment,
        people.employees,
        people.first_source as source,
        people.first_channel as channel,
        people.first_campaign as campaign,
        people.exclusion_reason,
        people.first_known_system,

        -- measures
        people.record_count,

        -- flags
        people.first_known_has_time,
        people.crm_first_created_has_time,

        -- times
        people.first_known_at,
        people.crm_first_created_at
        {{- custom_values('dim_people') }}

    from people
    {{- custom_values_joined(
        'dim_people', 'people.person_id', segments=ref('segment_values')
    ) }}

)

select * from people_published
