{#-
  What successive exports of one object show of its `attributes` (name → declared columns of which a file
  must have one to tell it; its column in the relation has its name, or the one in `columns`, and one of the
  company's own fields the name of its declared column): a row where a record is first seen, and one for each
  export whose value differs from the one before. Most records say the same in every export: they are told by
  what is equal, and only the rows of the others are put in order, once, and taken apart where anything
  changed. A replicator's versions are a history. What an export says of a record's last modification is a
  row of the attribute `modified_at`, without a value.
-#}
{% macro observed_attributes(relation, key, attributes, columns={}, modified_at='modified_at') -%}
    with

    versions as (

        select
            {{ key }} as record_id,
            {%- for name, told_by in attributes.items() %}
            {%- set column = told_by[0] if told_by[0].startswith('custom_') else name %}
            cast({{ columns.get(name, column) }} as {{ dbt.type_string() }}) as {{ name }}_shown,
            {%- endfor %}
            {{ relation }}._columns,
            {{ modified_at }} as last_modified_at,
            coalesce({{ relation }}._version_start, {{ relation }}._exported_at) as observed_at,
            {{ relation }}._version_start is not null as is_version,
            {{ relation }}._exported_at,
            {{ relation }}._row,
            {{ relation }}._file
        from {{ relation }}

    ),

    states as (

        select
            record_id,
            {%- for name in attributes %}
            {{ name }}_shown,
            {%- endfor %}
            _columns,
            is_version,
            min(observed_at) as observed_at
        from versions
        group by
            record_id,
            {%- for name in attributes %}
            {{ name }}_shown,
            {%- endfor %}
            _columns,
            is_version

    ),

    records_changed as (

        select record_id from states
        group by record_id
        having count(*) > 1

    ),

    versions_of_changed as (

        select
            versions.*,
            row_number() over (
                partition by versions.record_id, versions.observed_at
                order by
                    versions._exported_at desc,
                    versions.last_modified_at desc nulls last,
                    versions._row desc,
                    versions._file desc
            ) as recency
        from versions
        inner join records_changed
            on versions.record_id = records_changed.record_id

    ),

    versions_followed as (

        select
            versions_of_changed.*,
            lag(observed_at) over in_order as previous_observed_at,
            lag(_columns) over in_order as previous_columns
            {%- for name in attributes %},
            lag({{ name }}_shown) over in_order as {{ name }}_before
            {%- endfor %}
        from versions_of_changed
        where recency = 1
        window in_order as (partition by record_id order by observed_at)

    ),

    versions_told as (
        {% for is_only, told in [(true, 'states'), (false, 'versions_followed')] %}
        select
            {{ told }}.record_id,
            {%- for name in attributes %}
            {{ told }}.{{ name }}_shown,
            {%- endfor %}
            {{ told }}._columns,
            {{ told }}.observed_at,
            {{ told }}.is_version,
            {{ is_only }} as is_only_state
        from {{ told }}
        {%- if is_only %}
        left join records_changed
            on states.record_id = records_changed.record_id
        where records_changed.record_id is null

        union all
        {%- else %}
        where
            previous_observed_at is null
            or _columns is distinct from previous_columns
            {%- for name in attributes %}
            or {{ name }}_shown is distinct from {{ name }}_before
            {%- endfor %}
        {%- endif %}
        {%- endfor %}

    ),

    values_told as (
        {%- for name, told_by in attributes.items() %}
        select
            record_id,
            '{{ name }}' as attribute,
            {{ name }}_shown as shown_value,
            observed_at,
            is_version,
            is_only_state
        from versions_told
        where
            _columns is null
            {%- for told in told_by %}
            or _columns like '% {{ told }} %'
            {%- endfor %}
        {{ 'union all' if not loop.last }}
        {%- endfor %}
    ),

    values_compared as (

        select
            values_told.*,
            lag(shown_value) over in_order as old_value,
            lag(observed_at) over in_order as previous_observed_at
        from values_told
        where not is_only_state
        window in_order as (partition by record_id, attribute order by observed_at)

        union all

        select
            values_told.*,
            cast(null as {{ dbt.type_string() }}) as old_value,
            cast(null as timestamp) as previous_observed_at
        from values_told
        where is_only_state

    )

    select
        record_id,
        attribute,
        old_value,
        shown_value as new_value,
        case when is_version then 'history' else 'snapshot' end as evidence,
        previous_observed_at is null as is_first_seen,
        observed_at as changed_at
    from values_compared
    where shown_value is distinct from old_value

    union all

    select distinct
        record_id,
        'modified_at' as attribute,
        cast(null as {{ dbt.type_string() }}) as old_value,
        cast(null as {{ dbt.type_string() }}) as new_value,
        'history' as evidence,
        false as is_first_seen,
        last_modified_at as changed_at
    from versions
    where last_modified_at is not null
{%- endmacro %}


{#-
  The entries of a tool's history of a declared object, in the columns that `attribute_history` reads: each
  with the attribute that its text in the column `field` names, of those that stand in columns of the object
  (name → declared columns), in any style in which the tool's exports name these. `said` is the object in
  the tool's words, where it is not the declared one; `kept` is a condition that entries meet.

  Few fields stand in many entries: each is named once. The name is an aggregate lest the engine move what is
  asked of it to the entries, and name the field of each.
-#}
{% macro attribute_entries(
    relation, key, field, system, object, attributes, changed_at='changed_at', said=none, kept=none
) -%}
    select
        '{{ said or object }}' as object,
        {{ relation }}.{{ key }} as record_id,
        fields_named.attribute,
        {{ relation }}.old_value,
        {{ relation }}.new_value,
        {{ relation }}.{{ changed_at }} as changed_at
    from {{ relation }}
    inner join (
        select
            fields.field,
            max(case
                {%- for name, told_by in attributes.items() %}
                when {{ names_column('fields.field', system, object, told_by) | indent(12) }}
                    then '{{ name }}'
                {%- endfor %}
            end) as attribute
        from (select distinct {{ field }} as field from {{ relation }}) as fields
        group by fields.field
    ) as fields_named
        on {{ relation }}.{{ field }} = fields_named.field
    {%- if kept %}
    where {{ kept }}
    {%- endif %}
{%- endmacro %}


{#-
  The entries of a tool's history of attributes, each once, from a relation with `object`, `record_id`,
  `attribute`, `old_value`, `new_value` and `changed_at`. The same entry stands in every later export, in one
  perhaps without the value before; one with neither value, as of a long text, says that something changed
  and never what.
-#}
{% macro attribute_history(relation) -%}
    select distinct
        entries.object,
        entries.record_id,
        entries.attribute,
        entries.old_value,
        entries.new_value,
        'history' as evidence,
        false as is_first_seen,
        entries.changed_at
    from (
        select
            {{ relation }}.*,
            max(old_value) over (
                partition by object, record_id, attribute, new_value, changed_at
            ) as known_old_value
        from {{ relation }}
        where attribute is not null and coalesce(old_value, new_value) is not null
    ) as entries
    where entries.old_value is not null or entries.known_old_value is null
{%- endmacro %}
