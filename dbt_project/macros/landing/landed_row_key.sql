{#- One text per landed row: where it was read. -#}
{% macro landed_row_key() -%}
    _export || '/' || _file || '#' || cast(_row as varchar)
{%- endmacro %}
