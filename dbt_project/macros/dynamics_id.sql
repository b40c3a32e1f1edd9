{#-
  The id that a text of Dynamics names: a GUID in lower case, without the braces around it and the name of the
  table that the audit log writes before it (`systemuser,…`). Null where it names none.
-#}
{% macro dynamics_id(expression) -%}
    {%- set bare = regex_replace('lower(trim(' ~ expression ~ '))', '^[a-z0-9_]+,|[{}]', '') -%}
    case
        when {{ regex_matches(bare, '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$') }} then {{ bare }}
    end
{%- endmacro %}


{#- The user whom it names: by id, or, as a list exported to Excel has it, by name; null for a team. -#}
{% macro dynamics_user_key(id, name, is_team='false') -%}
    case
        when {{ is_team }} or lower({{ id }}) like 'team,%' then cast(null as {{ dbt.type_string() }})
        when {{ dynamics_id(id) }} is not null then '{{ this_system() }}:user:' || {{ dynamics_id(id) }}
        else '{{ this_system() }}:name:' || nullif(trim({{ name }}), '')
    end
{%- endmacro %}


{#- The owner of a landed row, as a key of users. -#}
{% macro dynamics_owner_key() -%}
    {{ dynamics_user_key(
        'owner_id', 'coalesce(owner_name, owner_id)',
        "coalesce(lower(owner_type) in ('team', '9'), owning_team is not null)"
    ) }}
{%- endmacro %}
