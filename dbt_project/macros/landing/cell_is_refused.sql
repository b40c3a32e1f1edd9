{#-
  True where a cell of the landed row was refused: the record stands, without that value. `relation` keeps
  `_file` and `_row` of the row.
-#}
{% macro cell_is_refused(relation, system, object, column) -%}
    {{ relation }}._file || '#' || cast({{ relation }}._row as {{ dbt.type_string() }}) in (
        select refused.file || '#' || cast(refused.row_in_file as {{ dbt.type_string() }})
        from {{ source('control', 'refused_values') }} as refused
        where
            refused.system = '{{ system }}'
            and refused.object = '{{ object }}'
            and refused.column_name = '{{ column }}'
            and refused.row_in_file is not null
    )
{%- endmacro %}
