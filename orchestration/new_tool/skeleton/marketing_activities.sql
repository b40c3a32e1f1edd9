{#-
  Fill in each 'null': the column of the exports that says it. What the tool does not say stays null.
-#}
{%- set activities_by_object = {
[% for object in objects %]
    '[[ object.name ]]': {
        'key': '[[ object.key ]]', 'person': "'[[ tool ]]:[[ object.person ]]:' || [[ object.word('person_id') ]]",
        'activity_type': '[[ object.word('activity_type') ]]', 'detail': '[[ object.word('detail') ]]',
        'source': '[[ object.word('source') ]]', 'campaign': '[[ object.word('campaign') ]]',
        'is_automated': '[[ object.is_automated ]]',
        'has_time': '[[ object.column('occurred_at') ~ '_has_time' if object.has('occurred_at') else 'null' ]]',
        'occurred_at': '[[ object.word('occurred_at') ]]',
        'user': '[[ object.word('user_id') ]]',
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
marketing_activities as (

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
        cast({{ said['detail'] }} as {{ dbt.type_string() }}) as asset,
        cast({{ said['source'] }} as {{ dbt.type_string() }}) as source,
        cast({{ said['campaign'] }} as {{ dbt.type_string() }}) as campaign,

        -- flags
        {{ said['is_automated'] }} as is_automated,
        cast({{ said['has_time'] }} as boolean) as has_time,

        -- times
        cast({{ said['occurred_at'] }} as timestamp) as occurred_at

    from newest_{{ object }}
    -- what a user did is in the sales activities
    where {{ said['user'] }} is null

    {{ 'union all' if not loop.last }}

{% endfor %}
)

select * from marketing_activities
