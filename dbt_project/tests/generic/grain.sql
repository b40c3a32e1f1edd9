{#- The grain: no two rows agree in the column, or in all these columns, and none of them is null. -#}
{% test grain(model, column_name=none, columns=none) %}
    {%- set columns = columns or [column_name] %}
    select
        {{ columns | join(',\n        ') }},
        count(*) as row_count
    from {{ model }}
    group by {{ columns | join(', ') }}
    having
        count(*) > 1
        {%- for column in columns %}
        or {{ column }} is null
        {%- endfor %}
{% endtest %}
