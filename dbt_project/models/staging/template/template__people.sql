with

person_versions as (

    select * from {{ ref('stg_template__people') }}

),

stage_change_versions as (

    select * from {{ ref('stg_template__stage_changes') }}

),

newest_people as (

    {{ newest_version('person_versions', 'person_id', 'modified_at', 'is_deleted') }}

),

first_known_of_people as (

    {{ first_known('person_versions', 'person_id', ['source', 'campaign', 'country', 'segment']) }}

),

-- who keeps stages in a list of changes alone says the last of them
last_stages as (

    select
        person_id,
        stage,
        row_number() over (
            partition by person_id
            order by
                changed_at desc nulls last,
                _exported_at desc,
                _file desc,
                _row desc
        ) as recency
    from stage_change_versions

),

people as (

    select
        -- keys
        'template:person:' || newest_people.person_id as record_key,
        'template' as system,
        'person' as object,
        newest_people.person_id as record_id,

        -- attributes
        newest_people.email,
        newest_people.first_name,
        newest_people.last_name,
        newest_people.job_title,
        newest_people.company_name,
        newest_people.website,
        newest_people.country,
        newest_people.segment,
        newest_people.employees,
        newest_people.owner_key,
        first_known_of_people.first_source,
        first_known_of_people.first_campaign,
        first_known_of_people.first_country,
        first_known_of_people.first_segment,
        newest_people.reason as rejection_reason,
        coalesce(newest_people.stage, last_stages.stage) as status,

        -- flags
        newest_people.is_converted,
        newest_people.is_test,
        newest_people._is_deleted or newest_people._is_missing as is_deleted,
        newest_people.created_has_time,

        -- times
        newest_people.created_at,
        newest_people.modified_at,
        newest_people._missing_at as deleted_at

    from newest_people
    left join first_known_of_people
        on newest_people.person_id = first_known_of_people.record_id
    left join last_stages
        on newest_people.person_id = last_stages.person_id
        and last_stages.recency = 1

)

select * from people
