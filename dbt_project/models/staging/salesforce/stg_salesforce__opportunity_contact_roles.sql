with

landed_opportunity_contact_roles as (

    {{ landed('salesforce', 'opportunity_contact_role') }}

),

opportunity_contact_roles as (

    select
        -- keys
        {{ salesforce_id_18('id') }} as role_id,
        {{ salesforce_id_18('opportunity_id') }} as opportunity_id,
        {{ salesforce_id_18('contact_id') }} as contact_id,

        -- flags
        coalesce(is_deleted, false) as is_deleted,

        -- times
        created_date as created_at,
        created_date_has_time as created_has_time,
        coalesce(last_modified_date, system_modstamp) as modified_at,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _columns,
        _version_start,
        _is_ended

    from landed_opportunity_contact_roles

),

newest_opportunity_contact_roles as (

    {{ newest_version('opportunity_contact_roles', 'role_id', 'modified_at', 'is_deleted') }}

)

select * from newest_opportunity_contact_roles
