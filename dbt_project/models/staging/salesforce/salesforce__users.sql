{%- set owned = ['lead', 'contact', 'account', 'opportunity'] -%}
{%- set tracked = {'lead': "field = 'owner'", 'contact': "field = 'owner'", 'account': 'is_of_owner'} -%}
with

users as (

    select * from {{ ref('stg_salesforce__users') }}

),

user_roles as (

    select * from {{ ref('stg_salesforce__user_roles') }}

),

queues as (

    select * from {{ ref('stg_salesforce__queues') }}

),
{% for object in owned %}
{{ object }}_versions as (

    select * from {{ ref('stg_salesforce__' ~ object ~ '_versions') }}

),
{% endfor %}
{%- for object in tracked %}
{{ object }}_histories as (

    select * from {{ ref('stg_salesforce__' ~ object ~ '_histories') }}

),
{% endfor %}
-- one row where no users are exported: beside their list, a name that is none of theirs is nobody's anyway
nobody_listed as (

    select count(*) as user_count from users having count(*) = 0

),

owners_written as (
{% for object in owned %}
    select {{ object }}_versions.owner_key, {{ object }}_versions.queue_name
    from {{ object }}_versions
    cross join nobody_listed
    {{ 'union' if not loop.last }}
{% endfor %}
),

-- a change of owner has a row of ids and one of names
owner_entries as (
{% for object, condition in tracked.items() %}
    select
        '{{ object }}:' || {{ object }}_id as record_id,
        old_value,
        new_value,
        {{ salesforce_owner_has_ids() }} as has_ids,
        changed_at
    from {{ object }}_histories
    cross join nobody_listed
    where {{ condition }}
    {{ 'union' if not loop.last }}
{% endfor %}
),

entries_counted as (

    select
        owner_entries.*,
        count(*) over (partition by record_id, changed_at, has_ids) as entry_count
    from owner_entries

),

queue_names as (

    select queue_name
    from owners_written
    where queue_name is not null
    {% for value in ['old_value', 'new_value'] %}
    union

    select {{ salesforce_queue_name('ids.' ~ value, 'names.' ~ value) | indent(4) }} as queue_name
    from entries_counted as ids
    inner join entries_counted as names
        on ids.record_id = names.record_id
        and ids.changed_at = names.changed_at
    where ids.has_ids and not names.has_ids and ids.entry_count = 1 and names.entry_count = 1
    {% endfor %}
),

-- of use where it stands for an owner without the id, and no list says whose it is
queues_told as (

    select min(queue_names.queue_name) as queue_name
    from queue_names
    inner join owners_written
        on {{ folded("'salesforce:name:' || queue_names.queue_name") }}
        = {{ folded('owners_written.owner_key') }}
    left join queues
        on {{ folded('queue_names.queue_name') }} = {{ folded('queues.queue_name') }}
    where queues.queue_id is null
    group by {{ folded('queue_names.queue_name') }}

),

users_of_the_shape as (

    select
        -- keys
        'salesforce:user:' || users.user_id as user_key,
        'salesforce' as system,
        users.user_id,

        -- attributes
        users.user_name,
        users.email,
        users.department,
        coalesce(user_roles.user_role_name, users.user_role_name) as role,
        users.team,
        users.title,
        users.time_zone,

        -- flags: the list is full, who is no longer in it is no longer there
        coalesce(users.user_type, 'Standard') = 'Standard' as is_person,
        case when not (users._is_missing or users._is_ended) then users.is_active else false end as is_active

    from users
    left join user_roles
        on users.user_role_id = user_roles.user_role_id
    {% for relation, queue_id in [('queues', 'queue_id'), ('queues_told', 'queue_name')] %}
    union all

    select
        'salesforce:user:' || {{ queue_id }} as user_key,
        'salesforce' as system,
        {{ queue_id }} as user_id,
        queue_name as user_name,
        {%- for column in ['email', 'department', 'role', 'team', 'title', 'time_zone'] %}
        cast(null as {{ dbt.type_string() }}) as {{ column }},
        {%- endfor %}
        false as is_person,
        true as is_active
    from {{ relation }}
    {% endfor %}
)

select * from users_of_the_shape
