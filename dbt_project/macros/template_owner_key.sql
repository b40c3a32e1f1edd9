{#- The user whom a cell of the template names: by id, or, if it holds what no id does, by name or e-mail. -#}
{% macro template_owner_key(owner) -%}
    '{{ this_system() }}:'
    || case when {{ regex_matches(owner, '[ @]') }} then 'name:' else 'user:' end
    || {{ owner }}
{%- endmacro %}
