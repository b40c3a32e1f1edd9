{#-
  The fields of its own that a company declares (`vars.custom_fields`, which a night lays): each is one of the
  columns of a landed object, under a name that no other column has.
-#}

{#- The columns of a landed object that state them, one after the other, each with a comma behind. -#}
{% macro custom_columns(system, object) -%}
    {%- for field in accord.custom_fields_of(system, object) %}
        custom_{{ field.field }},
    {%- endfor %}
{%- endmacro %}


{#- The declared fields of an object of a tool. -#}
{% macro custom_fields_of(system, object) -%}
    {{ return(var('custom_fields') | selectattr('system', 'equalto', system)
        | selectattr('object', 'equalto', object) | list) }}
{%- endmacro %}


{#- The attributes of an object, and those that it states beside: name → declared columns. -#}
{% macro with_custom_fields(attributes, system, object) -%}
    {%- set all = dict(attributes) -%}
    {%- for field in accord.custom_fields_of(system, object) -%}
        {%- do all.update({field.field: ['custom_' ~ field.field]}) -%}
    {%- endfor -%}
    {{ return(all) }}
{%- endmacro %}


{#- Each declared field once, as the first of its rows declares it. -#}
{% macro custom_fields() -%}
    {%- set fields = {} -%}
    {%- for field in var('custom_fields') -%}
        {%- do fields.setdefault(field.field, field) -%}
    {%- endfor -%}
    {{ return(fields.values() | list) }}
{%- endmacro %}


{#-
  What each person's records say of them now, in their types, each with a comma before it; of the
  relation that `custom_values_joined` joins.
-#}
{% macro custom_values() -%}
    {%- for field in accord.custom_fields() %},
        {{ try_cast('custom_values.' ~ field.field, field.data_type) }} as {{ field.field }}
    {%- endfor %}
{%- endmacro %}


{#-
  A join of what is known of each person's declared fields now; nothing where none is declared. The model that
  calls it reads the attributes in any case: its unit tests give them, whatever company it is.
-#}
{% macro custom_values_joined(person_id) -%}
    {%- set attributes_known = ref('int_attributes_known') -%}
    {%- if accord.custom_fields() %}
    left join (
        select
            attributes_known.person_id as person_of_values
            {%- for field in accord.custom_fields() %},
            max(case when attributes_known.attribute = '{{ field.field }}'
                then attributes_known.value end) as {{ field.field }}
            {%- endfor %}
        from {{ attributes_known }} as attributes_known
        where attributes_known.known_until is null
        group by attributes_known.person_id
    ) as custom_values
        on {{ person_id }} = custom_values.person_of_values
    {%- endif %}
{%- endmacro %}


{#-
  A value of a declared field as text, in the one form that an export and a history of it share: a number
  without grouping and closing zeros, a date, true or false.
-#}
{% macro custom_value(expression, data_type) -%}
    {%- if data_type.startswith('decimal') -%}
        {%- set typed = try_cast(accord.regex_replace(expression, '[, \u00a0\u202f]', ''), data_type) -%}
        {{ accord.regex_replace('cast(' ~ typed ~ ' as ' ~ dbt.type_string() ~ ')', '[.]?0*$', '') }}
    {%- else -%}
        cast({{ try_cast(expression, data_type) }} as {{ dbt.type_string() }})
    {%- endif -%}
{%- endmacro %}


{#- The cases of a case over attributes: what a text says of each declared field that is no text. -#}
{% macro custom_values_meant(expression) -%}
    {%- for field in accord.custom_fields() if field.data_type != 'varchar' %}
            when '{{ field.field }}' then {{ accord.custom_value(expression, field.data_type) }}
    {%- endfor %}
{%- endmacro %}
