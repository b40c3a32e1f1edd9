with

landed_statuses as (

    {{ landed('zoho', 'status_history') }}

),

-- the same entry stands in every later export
entries as (

    select distinct
        {{ zoho_reference('about_id', 'about') }} as record_id,
        status,
        entered_at_has_time as has_time,
        entered_at
    from landed_statuses

),

status_changes as (

    select
        -- keys
        record_id,

        -- attributes
        lag(status) over (partition by record_id order by entered_at, status) as old_value,
        status as new_value,

        -- flags
        has_time,

        -- times
        entered_at as changed_at

    from entries
    where record_id is not null

)

-- an entry is also written when another field changes that the module keeps
select * from status_changes
where old_value is null or old_value <> new_value
