{#-
  One row per key of a relation of landed rows, with for each column the value of the oldest export
  that has one, as `first_<column>`. The rows of a key are put in order once, whatever the columns.
-#}
{% macro first_known(relation, key, columns) -%}
    select
        marked.record_id
        {%- for column in columns %},
        max(
            case when marked.landed_rank = marked.{{ column }}_rank then marked.{{ column }} end
        ) as first_{{ column }}
        {%- endfor %}
    from (
        select
            ordered.*
            {%- for column in columns %},
            min(case when ordered.{{ column }} is not null then ordered.landed_rank end) over (
                partition by ordered.record_id
            ) as {{ column }}_rank
            {%- endfor %}
        from (
            select
                {{ key }} as record_id
                {%- for column in columns %},
                {{ column }}
                {%- endfor %},
                row_number() over (
                    partition by {{ key }}
                    order by
                        {{ relation }}._exported_at,
                        {{ relation }}._version_start nulls first,
                        {{ relation }}._row,
                        {{ relation }}._file
                ) as landed_rank
            from {{ relation }}
        ) as ordered
    ) as marked
    group by marked.record_id
{%- endmacro %}
