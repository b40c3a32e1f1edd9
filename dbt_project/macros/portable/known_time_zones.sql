{#- One row per IANA zone that the engine knows, as `time_zone`: any other name would stop the night. -#}
{% macro known_time_zones() -%}
    {{ return(adapter.dispatch('known_time_zones', 'accord')()) }}
{%- endmacro %}

{% macro default__known_time_zones() -%}
    select distinct zones.name as time_zone
    from pg_timezone_names() as zones
{%- endmacro %}

