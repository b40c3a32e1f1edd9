{#-
  The id that a reference of Pipedrive names: an id as it stands, or the object that the first version of the
  API writes in its place (`{"value": 12, "name": "…"}`, of a user `{"id": 12, …}`). Null where it names none.
-#}
{% macro pipedrive_reference(expression) -%}
    nullif(
        case
            when substr({{ expression }}, 1, 1) = '{'
                then coalesce({{ json_text(expression, 'value') }}, {{ json_text(expression, 'id') }})
            else {{ expression }}
        end,
        '0'
    )
{%- endmacro %}


{#- The user whom it names: by id, or, where the user interface exports it, by name. -#}
{% macro pipedrive_user_key(expression) -%}
    case
        when {{ regex_matches(pipedrive_reference(expression), '^[0-9]+$') }}
            then '{{ this_system() }}:user:' || {{ pipedrive_reference(expression) }}
        else '{{ this_system() }}:name:' || {{ pipedrive_reference(expression) }}
    end
{%- endmacro %}


{#- A list of names as Pipedrive writes it, `Hot, Cold` or `["Hot", "Cold"]`, as one `;` list. -#}
{% macro pipedrive_list(expression) -%}
    nullif(
        {{ regex_replace(
            regex_replace(expression, '^\\s*\\[|\\]\\s*$|"', ''), '\\s*[,;]\\s*', ';'
        ) }},
        ''
    )
{%- endmacro %}
