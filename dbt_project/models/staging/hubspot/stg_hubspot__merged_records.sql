with

landed_records as (

    {{ landed('hubspot', 'merged_records') }}

),

merged_records as (
{% for object in ['contact', 'deal', 'company'] %}
    select
        -- keys
        '{{ object }}' as object,
        merged_{{ object }}_id as merged_id,
        {{ object }}_id as surviving_id,

        -- times
        min(merged_at) as merged_at

    from landed_records
    where
        merged_{{ object }}_id is not null
        and merged_{{ object }}_id <> {{ object }}_id
    group by merged_{{ object }}_id, {{ object }}_id
    {{ 'union all' if not loop.last }}
{% endfor %}
)

select * from merged_records
