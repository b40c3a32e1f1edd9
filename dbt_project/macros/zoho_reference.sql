{#- A record's id without the `zcrm_` that exports write before it; null for 0, which names none. -#}
{% macro zoho_id(expression) -%}
    nullif({{ regex_replace('trim(' ~ expression ~ ')', '^zcrm_', '') }}, '0')
{%- endmacro %}


{#-
  The id of the record that a lookup names: in the column of its id, else, under the lookup's own name, in
  the API's object (`{"name": "…", "id": "…"}`), or as the id that the bulk API writes there. Null where a
  name stands alone.
-#}
{% macro zoho_reference(id, name) -%}
    coalesce(
        {{ zoho_id(id) }},
        case
            when substr({{ name }}, 1, 1) = '{' then {{ zoho_id(json_text(name, 'id')) }}
            when {{ regex_matches(name, '^(zcrm_)?[0-9]{6,}$') }} then {{ zoho_id(name) }}
        end
    )
{%- endmacro %}


{#- A text, or the name in the object that the API writes in its place. -#}
{% macro zoho_text(expression) -%}
    case
        when substr({{ expression }}, 1, 1) = '{' then {{ json_text(expression, 'name') }}
        else {{ expression }}
    end
{%- endmacro %}


{#- The name that a lookup shows; null where an id stands alone. -#}
{% macro zoho_name(expression) -%}
    case
        when not {{ regex_matches(expression, '^(zcrm_)?[0-9]{6,}$') }} then {{ zoho_text(expression) }}
    end
{%- endmacro %}


{#- The key of the user whom an owner names: by id, or by a name alone. -#}
{% macro zoho_user_key(expression) -%}
    coalesce(
        '{{ this_system() }}:user:'
        || {{ zoho_reference('cast(null as ' ~ dbt.type_string() ~ ')', expression) }},
        '{{ this_system() }}:name:' || {{ zoho_name(expression) }}
    )
{%- endmacro %}
