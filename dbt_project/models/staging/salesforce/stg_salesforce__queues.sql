with

landed_groups as (

    {{ landed('salesforce', 'group') }}

),

groups_named as (

    select
        -- keys
        {{ salesforce_id_18('id') }} as queue_id,

        -- attributes
        coalesce(name, developer_name) as queue_name,
        type,

        -- times
        coalesce(last_modified_date, system_modstamp) as modified_at,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _version_start,
        _is_ended

    from landed_groups

),

newest_groups as (

    {{ newest_version('groups_named', 'queue_id', 'modified_at') }}

),

-- a group of another type gives access to records, and owns none
queues as (

    select
        queue_id,
        queue_name
    from newest_groups
    where coalesce(lower(type), 'queue') = 'queue'

)

select * from queues
