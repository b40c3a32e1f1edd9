{#-
  A flag as the file of a landed row tells it. Some tools write 1 or nothing: where a file writes no false at
  all but some true, blank is false. Else a blank is unknown, null, as is a flag of a file without the column
  and one that was refused.
-#}
{% macro told_flag(relation, system, object, column) -%}
    case
        when {{ relation }}.{{ column }} is not null then {{ relation }}.{{ column }}
        when
            (
                {{ relation }}._columns is null
                or {{ relation }}._columns like '% {{ column }} %'
            )
            and not {{ cell_is_refused(relation, system, object, column) | indent(12) }}
            and max(case {{ relation }}.{{ column }} when true then 1 when false then 2 end) over (
                partition by {{ relation }}._file
            ) = 1
            then false
    end
{%- endmacro %}
