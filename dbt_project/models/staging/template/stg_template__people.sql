with

landed_people as (

    {{ landed('template', 'people') }}

),

people as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        id as person_id,
        {{ template_owner_key('owner') }} as owner_key,

        -- attributes
        email,
        {{ id_list('additional_emails') }} as additional_emails,
        first_name,
        last_name,
        job_title,
        company_name,
        website,
        country,
        segment,
        employees,
        source,
        campaign,
        stage,
        reason,
        {{- custom_columns('template', 'people') }}

        -- flags
        is_converted,
        coalesce(is_deleted, false) as is_deleted,
        coalesce(is_test, false) as is_test,

        -- times
        created_at,
        created_at_has_time as created_has_time,
        modified_at,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _columns,
        _version_start,
        _is_ended

    from landed_people

)

select * from people
