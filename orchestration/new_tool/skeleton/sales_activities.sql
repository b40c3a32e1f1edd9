{#-
  Fill in each 'null': the column of the exports that says it. What the tool does not say stays null.
-#}
{%- set activities_by_object = {
[% for object in objects %]
    '[[ object.name ]]': {
        'key': '[[ object.key ]]', 'person': "'[[ tool ]]:[[ object.person ]]:' || [[ object.word('person_id') ]]",
        'user': "'[[ object.user_prefix ]]' || [[ object.column('user_id') ]]",
        'activity_type': '[[ object.word('activity_type') ]]', 'detail': '[[ object.word('detail') ]]',
        'direction': '[[ object.word('direction') ]]',
        'is_done': '[[ 'coalesce(' ~ object.column('is_done') ~ ', true)' if object.has('is_done') else 'true' ]]',
        'is_automated': '[[ object.is_automated ]]',
        'is_in_sequence': '[[ object.column('sequence') ~ ' is not null' if object.has('sequence') else 'false' ]]',
        'has_time': '[[ object.column('occurred_at') ~ '_has_time' if object.has('occurred_at') else 'null' ]]',
        'completed_at': '[[ object.word('occurred_at') ]]',
    },
[% endfor %]
} -%}
with

{% for object in activities_by_object %}
{{ object }}_versions as (

    select * from {{ ref('stg_[[ tool ]]__' ~ object) }}

),

newest_{{ object }} as (

    {{ newest_version(object ~ '_versions', activities_by_object[object]['key']) }}

),

{% endfor %}
sales_activities as (

{% for object, said in activities_by_object.items() %}
    select
        -- keys
        '[[ tool ]]:{{ object }}:' || {{ said['key'] }} as activity_key,
        cast({{ said['person'] }} as {{ dbt.type_string() }}) as record_key,
        '[[ tool ]]' as system,
        '{{ object }}' as object,

        -- attributes
        cast({{ said['activity_type'] }} as {{ dbt.type_string() }}) as activity_type,
        cast({{ said['detail'] }} as {{ dbt.type_string() }}) as detail,
        case lower(cast({{ said['direction'] }} as {{ dbt.type_string() }}))
            when 'outgoing' then 'outbound'
            when 'incoming' then 'inbound'
            else {{ said['direction'] }}
        end as direction,
        {{ said['user'] }} as user_key,

        -- flags
        {{ said['is_done'] }} as is_done,
        {{ said['is_automated'] }} as is_automated,
        {{ said['is_in_sequence'] }} as is_in_sequence,
        cast({{ said['has_time'] }} as boolean) as completed_has_time,

        -- times
        case when {{ said['is_done'] }} then cast({{ said['completed_at'] }} as timestamp) end as completed_at

    from newest_{{ object }}
    where {{ said['user'] }} is not null

    {{ 'union all' if not loop.last }}

{% endfor %}
)

select * from sales_activities
