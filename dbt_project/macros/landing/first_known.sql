{#-
  One row per key of a relation of landed rows, with for each column the value of the oldest export
  that has one, as `first_<column>`.
-#}
{% macro first_known(relation, key, columns) -%}
    select
        ranked.record_id
        {%- for column in columns %},
        max(case when ranked.{{ column }}_rank = 1 then ranked.{{ column }} end) as first_{{ column }}
        {%- endfor %}
    from (
        select
            {{ key }} as record_id
            {%- for column in columns %},
            {{ column }},
            row_number() over (
                partition by {{ key }}
                order by
                    case when {{ column }} is null then 1 else 0 end,
                    {{ relation }}._exported_at,
                    {{ relation }}._file,
                    {{ relation }}._row
            ) as {{ column }}_rank
            {%- endfor %}
        from {{ relation }}
    ) as ranked
    group by ranked.record_id
{%- endmacro %}
