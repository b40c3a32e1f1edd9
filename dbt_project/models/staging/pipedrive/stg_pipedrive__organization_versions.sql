with

landed_organizations as (

    {{ landed('pipedrive', 'organizations') }}

),

organization_versions as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        id as organization_id,

        -- attributes
        name as organization_name,
        owner_id as owner,
        website,
        country,
        industry,
        segment,
        employee_count as employees,
        {{- custom_columns('pipedrive', 'organizations') }}

        -- flags
        coalesce(is_deleted, false) as is_deleted,

        -- times
        add_time as created_at,
        update_time as modified_at,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _columns,
        _version_start,
        _is_ended

    from landed_organizations

)

select * from organization_versions
