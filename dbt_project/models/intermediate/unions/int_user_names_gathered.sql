{{ config(materialized='table') }}

with

users as (

    select * from {{ ref('int_users_unioned') }}

),

ids_written as (
{% for word in ['user', 'name'] %}
    select
        system,
        user_key,
        {{ folded("system || ':" ~ word ~ ":' || user_id") }} as named_key
    from users
    {{ 'union all' if not loop.last }}
{% endfor %}
),

-- in a tool whose ids may be any words a name is taken for one
names_written as (
{% for column in ['user_name', 'email'] %}
    {%- set is_last_column = loop.last %}
    {%- for word in ['user', 'name'] %}
    select
        system,
        user_key,
        {{ folded("system || ':" ~ word ~ ":' || " ~ column) }} as named_key,
        is_person,
        is_active
    from users
    where {{ column }} is not null
    {{ 'union' if not (loop.last and is_last_column) }}
    {% endfor %}
{%- endfor %}
),

names_ranked as (

    select
        names_written.system,
        names_written.user_key,
        names_written.named_key,
        row_number() over (
            partition by names_written.named_key
            order by
                case when coalesce(names_written.is_person, true) then 0 else 1 end,
                case when coalesce(names_written.is_active, true) then 0 else 1 end,
                names_written.user_key
        ) as name_rank,
        count(*) over (partition by names_written.named_key) as user_count
    from names_written
    left join ids_written
        on names_written.named_key = ids_written.named_key
    where ids_written.named_key is null

),

names_told as (

    select
        named_key,
        user_key,
        system,
        user_count > 1 as is_shared
    from names_ranked
    where name_rank = 1

    union all

    select
        named_key,
        user_key,
        system,
        false as is_shared
    from ids_written

),

-- a list of queues or of machines alone says nothing of who else is there
systems_with_people as (

    select distinct system
    from users
    where coalesce(is_person, true)

),

user_names as (

    select
        names_told.named_key,
        names_told.user_key,
        names_told.system,
        names_told.is_shared,
        systems_with_people.system is not null as has_people
    from names_told
    left join systems_with_people
        on names_told.system = systems_with_people.system

)

select * from user_names
