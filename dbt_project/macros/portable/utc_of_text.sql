{#-
  The UTC timestamp that a text names: ISO with a zone or an offset, ISO without one (then of the zone
  given), or epoch milliseconds. Null where it is none. For texts inside JSON: what a declared column
  holds is typed by the loader.
-#}
{% macro utc_of_text(expression, time_zone) -%}
    {{ return(adapter.dispatch('utc_of_text', 'accord')(expression, time_zone)) }}
{%- endmacro %}

{% macro default__utc_of_text(expression, time_zone) -%}
    case
        when {{ accord.regex_matches(expression, '^[0-9]{11,}$') }}
            then make_timestamp({{ accord.try_cast(expression, 'bigint') }} * 1000)
        when {{ accord.regex_matches(expression, ':[0-9.]+ *(Z|[+-][0-9]{2}(:?[0-9]{2})?)$') }}
            then timezone('UTC', {{ accord.try_cast(expression, 'timestamp with time zone') }})
        else {{ accord.from_zone(accord.try_cast(expression, 'timestamp'), time_zone) }}
    end
{%- endmacro %}

{#- Whether a text that names a time holds a clock, not a date alone. -#}
{% macro text_has_time(expression) -%}
    ({{ expression }} like '%:%' or {{ accord.regex_matches(expression, '^[0-9]{11,}$') }})
{%- endmacro %}
