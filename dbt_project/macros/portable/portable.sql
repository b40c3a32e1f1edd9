{#- What the engines write differently, one macro each. DuckDB and PostgreSQL share most defaults. -#}

{#- The value as a type, or null where it does not fit. -#}
{% macro try_cast(expression, data_type) -%}
    {{ return(adapter.dispatch('try_cast', 'accord')(expression, data_type)) }}
{%- endmacro %}

{% macro default__try_cast(expression, data_type) -%}
    try_cast({{ expression }} as {{ data_type }})
{%- endmacro %}

{#- True where the text holds a match of the pattern. -#}
{% macro regex_matches(expression, pattern) -%}
    {{ return(adapter.dispatch('regex_matches', 'accord')(expression, pattern)) }}
{%- endmacro %}

{% macro default__regex_matches(expression, pattern) -%}
    regexp_matches({{ expression }}, '{{ pattern }}')
{%- endmacro %}

{#- Every match of the pattern replaced. -#}
{% macro regex_replace(expression, pattern, replacement) -%}
    {{ return(adapter.dispatch('regex_replace', 'accord')(expression, pattern, replacement)) }}
{%- endmacro %}

{% macro default__regex_replace(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}

{#- A group's values as one text, in the order given. -#}
{% macro ordered_list(expression, order_by, separator=', ') -%}
    {{ return(adapter.dispatch('ordered_list', 'accord')(expression, order_by, separator)) }}
{%- endmacro %}

{% macro default__ordered_list(expression, order_by, separator) -%}
    string_agg({{ expression }}, '{{ separator }}' order by {{ order_by }})
{%- endmacro %}

{#- numerator / denominator as a double; null where the denominator is 0. -#}
{% macro true_divide(numerator, denominator) -%}
    {{ return(adapter.dispatch('true_divide', 'accord')(numerator, denominator)) }}
{%- endmacro %}

{% macro default__true_divide(numerator, denominator) -%}
    (cast({{ numerator }} as double precision) / nullif(cast({{ denominator }} as double precision), 0))
{%- endmacro %}

{#- Seconds since 1970-01-01 of a UTC timestamp, as a double. -#}
{% macro epoch_seconds(expression) -%}
    {{ return(adapter.dispatch('epoch_seconds', 'accord')(expression)) }}
{%- endmacro %}

{% macro default__epoch_seconds(expression) -%}
    cast(extract(epoch from {{ expression }}) as double precision)
{%- endmacro %}

{#- A stable 32-character identifier of the values in their order; null counts as a value of its own. -#}
{% macro stable_hash(expressions) -%}
    {{ return(adapter.dispatch('stable_hash', 'accord')(expressions)) }}
{%- endmacro %}

{% macro default__stable_hash(expressions) -%}
    md5(
        {%- for expression in expressions %}
        coalesce(cast({{ expression }} as varchar), '(null)'){{ " || '|' ||" if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{#- The wall-clock time in a zone of a UTC timestamp. -#}
{% macro to_zone(expression, time_zone) -%}
    {{ return(adapter.dispatch('to_zone', 'accord')(expression, time_zone)) }}
{%- endmacro %}

{% macro default__to_zone(expression, time_zone) -%}
    timezone({{ time_zone }}, timezone('UTC', {{ expression }}))
{%- endmacro %}

{#- The UTC timestamp of a wall-clock time in a zone. -#}
{% macro from_zone(expression, time_zone) -%}
    {{ return(adapter.dispatch('from_zone', 'accord')(expression, time_zone)) }}
{%- endmacro %}

{% macro default__from_zone(expression, time_zone) -%}
    timezone('UTC', timezone({{ time_zone }}, {{ expression }}))
{%- endmacro %}

{#- A UTC timestamp moved by a whole number of days of 24 hours. -#}
{% macro add_days(expression, days) -%}
    {{ return(adapter.dispatch('add_days', 'accord')(expression, days)) }}
{%- endmacro %}

{% macro default__add_days(expression, days) -%}
    ({{ expression }} + {{ days }} * interval '1 day')
{%- endmacro %}
