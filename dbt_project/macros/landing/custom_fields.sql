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


{#- Those of them by which the metrics are told apart. -#}
{% macro custom_dimensions() -%}
    {{ return(accord.custom_fields() | selectattr('is_dimension') | list) }}
{%- endmacro %}


{#- The columns of a relation that hold these, one after the other, each with a comma behind. -#}
{% macro custom_dimensions_of(relation) -%}
    {%- for field in accord.custom_dimensions() %}
        {{ relation }}.{{ field.field }},
    {%- endfor %}
{%- endmacro %}


{#- Those of them that a published table has as columns. -#}
{% macro custom_fields_told_in(table) -%}
    {%- set told = [] -%}
    {%- for field in accord.custom_fields() if table in field.told_in -%}
        {%- do told.append(field) -%}
    {%- endfor -%}
    {{ return(told) }}
{%- endmacro %}


{#-
  What is known of them now, in their types, each with a comma before it: of the relation that
  `custom_values_joined` joins. `frozen_in`: a relation that has the dimensions among them.
-#}
{% macro custom_values(table, frozen_in=none) -%}
    {%- for field in accord.custom_fields_told_in(table) %},
        {%- if frozen_in and field.is_dimension %}
        {{ frozen_in }}.{{ field.field }}
        {%- else %}
        {{ try_cast('custom_values.' ~ field.field, field.data_type) }} as {{ field.field }}
        {%- endif %}
    {%- endfor %}
{%- endmacro %}


{#-
  Common table expressions of what was known of the dimensions among them at the inquiry of each episode, else
  the earliest that ever was, and of the segment that `segments` makes of that, in `values_frozen`. The model
  that calls it reads the attributes in any case.
-#}
{% macro custom_values_frozen(episodes, segments) -%}
    {%- set attributes_known = ref('int_attributes_known') -%}
    {%- if accord.custom_fields() %}
    values_known as (

        select
            {{ episodes }}.lead_id,
            attributes_known.attribute,
            attributes_known.value,
            row_number() over (
                partition by {{ episodes }}.lead_id, attributes_known.attribute
                order by
                    case
                        when
                            attributes_known.known_from <= {{ episodes }}.inquiry_at
                            and coalesce(
                                attributes_known.known_until > {{ episodes }}.inquiry_at, true
                            )
                            then 0
                        else 1
                    end,
                    attributes_known.known_from
            ) as preference
        from {{ episodes }}
        inner join {{ attributes_known }} as attributes_known
            on {{ episodes }}.person_id = attributes_known.person_id
        where
            attributes_known.attribute in (select segment_values.field from {{ segments }} as segment_values)
            {%- for field in accord.custom_dimensions() %}
            or attributes_known.attribute = '{{ field.field }}'
            {%- endfor %}

    ),

    values_frozen as (

        select
            values_known.lead_id,
            {%- for field in accord.custom_dimensions() %}
            max(case when values_known.attribute = '{{ field.field }}' then values_known.value end)
                as {{ field.field }},
            {%- endfor %}
            max(segment_values.segment) as segment
        from values_known
        left {{ accord.segment_values_join(segments, 'values_known') }}
        where values_known.preference = 1
        group by values_known.lead_id

    ),
    {%- endif %}
{%- endmacro %}


{#- The columns of `values_frozen` that are dimensions, in their types, each with a comma behind. -#}
{% macro custom_dimensions_typed() -%}
    {%- for field in accord.custom_dimensions() %}
        {{ try_cast('values_frozen.' ~ field.field, field.data_type) }} as {{ field.field }},
    {%- endfor %}
{%- endmacro %}


{#- A join of `values_frozen`; nothing where no field is declared. -#}
{% macro custom_values_frozen_joined(lead_id) -%}
    {%- if accord.custom_fields() %}
    left join values_frozen
        on {{ lead_id }} = values_frozen.lead_id
    {%- endif %}
{%- endmacro %}


{#- The segment that a field makes, with a comma behind, where one is declared. -#}
{% macro custom_segment(relation) -%}
    {%- if accord.custom_fields() %}{{ relation }}.segment,{% endif -%}
{%- endmacro %}


{#-
  What else int_attribute_spans has: the segments that values of fields make, each a source of its own
  beside those that are stated or that a size makes.
-#}
{% macro segments_of_values(values_of_people, segments) -%}
    {%- if accord.custom_fields() %}

    union all

    select
        {{ values_of_people }}.person_number,
        'segment' as attribute,
        segment_values.segment as value,
        {{ values_of_people }}.layer + 2 as layer,
        {{ values_of_people }}.trust,
        {{ values_of_people }}.modified_record_number,
        -2 - 2 * {{ values_of_people }}.source_number as source_number,
        {{ values_of_people }}.is_from_history,
        {{ values_of_people }}.known_from,
        {{ values_of_people }}.known_until
    from {{ values_of_people }}
    inner {{ accord.segment_values_join(segments, values_of_people) }}
    {%- endif %}
{%- endmacro %}


{#- A join of the segments that values of fields make. -#}
{% macro segment_values_join(segments, relation) -%}
        join {{ segments }} as segment_values
            on {{ relation }}.attribute = segment_values.field
            and {{ accord.folded(relation ~ '.value') }} = {{ accord.folded('segment_values.value') }}
{%- endmacro %}


{#-
  A join of what is known now of the fields that a published table has, where it has any: of the people in
  `told_by`, else of the records in it; and of the segment that `segments` makes of them. The model that
  calls it reads that in any case: its unit tests give it, whatever company it is.
-#}
{% macro custom_values_joined(
    table, key, told_by='int_attributes_known', told_of='person_id', segments=none
) -%}
    {%- set values_told = ref(told_by) -%}
    {%- if accord.custom_fields_told_in(table) or (segments and accord.custom_fields()) %}
    left join (
        select
            values_told.{{ told_of }} as told_of
            {%- for field in accord.custom_fields_told_in(table) %},
            max(case when values_told.attribute = '{{ field.field }}' then values_told.value end)
                as {{ field.field }}
            {%- endfor %}
            {%- if segments %},
            max(segment_values.segment) as segment
            {%- endif %}
        from {{ values_told }} as values_told
        {{ 'left ' ~ accord.segment_values_join(segments, 'values_told') if segments }}
        where
            values_told.known_until is null
            and (
                {%- for field in accord.custom_fields_told_in(table) %}
                values_told.attribute = '{{ field.field }}'
                {{- ' or' if segments or not loop.last }}
                {%- endfor %}
                {%- if segments %}
                values_told.attribute in (select segment_values.field from {{ segments }} as segment_values)
                {%- endif %}
            )
        group by values_told.{{ told_of }}
    ) as custom_values
        on {{ key }} = custom_values.told_of
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
