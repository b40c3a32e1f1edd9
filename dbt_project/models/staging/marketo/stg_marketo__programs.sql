with

landed_programs as (

    {{ landed('marketo', 'program') }}

),

programs as (

    select
        -- keys
        id as program_id,

        -- attributes
        name as program_name,
        coalesce(channel, type) as program_channel,
        status as program_status,

        -- times
        start_date as starts_on,
        end_date as ends_on,
        updated_at as modified_at,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _version_start,
        _is_ended

    from landed_programs

),

newest_programs as (

    {{ newest_version('programs', 'program_id', 'modified_at') }}

)

select * from newest_programs
