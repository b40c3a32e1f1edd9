with

landed_connections as (

    {{ dynamics_landed('connection', 'connection_id') }}

),

connections as (

    {{ newest_version('landed_connections', 'connection_id', 'modified_on', 'is_gone') }}

),

-- each has its reverse beside it, unless a list leaves that out
connected_pairs as (
{% for one, other in [('record_1_id', 'record_2_id'), ('record_2_id', 'record_1_id')] %}
    select
        {{ dynamics_id(one) }} as record_id,
        {{ dynamics_id(other) }} as connected_id,
        created_on_has_time as connected_has_time,
        created_on as connected_at
    from connections
    where not _is_deleted and not _is_missing
    {{ 'union all' if not loop.last }}
{% endfor %}
),

connections_of_records as (

    select
        -- keys
        record_id,
        connected_id,

        -- flags
        min(case when connected_has_time then 1 else 0 end) = 1 as connected_has_time,

        -- times
        min(connected_at) as connected_at

    from connected_pairs
    where record_id is not null and connected_id is not null
    group by record_id, connected_id

)

select * from connections_of_records
