{#- The name in a key that names a user by name, `<system>:name:<name>`; null for a key with an id. -#}
{% macro name_of_user_key(user_key) -%}
    case
        when split_part({{ user_key }}, ':', 2) = 'name'
            then substr({{ user_key }}, length(split_part({{ user_key }}, ':', 1)) + 7)
    end
{%- endmacro %}
