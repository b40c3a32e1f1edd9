{#- The columns that name a cell: a period and a value of a dimension. -#}
{% macro cell_keys() -%}
    {{ return(['period_grain', 'period_start', 'dimension', 'dimension_value']) }}
{%- endmacro %}

{#-
  The first day of the week (Monday), month or quarter to which a day belongs; of ever, a day before all.
-#}
{% macro period_start(period_grain, day) -%}
    cast(
        case {{ period_grain }}
            when 'week' then {{ dbt.date_trunc('week', day) }}
            when 'month' then {{ dbt.date_trunc('month', day) }}
            when 'quarter' then {{ dbt.date_trunc('quarter', day) }}
            when 'ever' then cast('1900-01-01' as date)
        end as date
    )
{%- endmacro %}

{#- The first day after the period of that length that begins on a day; ever ends on a day after all. -#}
{% macro next_period_start(period_grain, day) -%}
    cast(
        case {{ period_grain }}
            when 'week' then {{ dbt.dateadd('day', 7, day) }}
            when 'month' then {{ dbt.dateadd('month', 1, day) }}
            when 'quarter' then {{ dbt.dateadd('month', 3, day) }}
            when 'ever' then cast('9999-12-31' as date)
        end as date
    )
{%- endmacro %}

{#-
  Every row of a relation once for each cell to which it belongs (int_cell_axes), by the period
  of one of its times, cut in the company's zone. The relation carries the frozen dimensions
  under their own names. A row without that time belongs to no period but ever.
-#}
{% macro in_cells(relation, at) -%}
    with

    dated as (

        select
            {{ relation }}.*,
            {{ accord.local_date(relation ~ '.' ~ at, 'settings.time_zone') }} as local_day
        from {{ relation }}
        cross join {{ source('control', 'settings') }} as settings

    )

    select
        dated.*,
        axes.period_grain,
        {{ accord.period_start('axes.period_grain', 'dated.local_day') }} as period_start,
        axes.dimension,
        case
            when axes.dimension = 'all' then 'all'
            else
                coalesce(
                    case axes.dimension
                        {%- for dimension, column in var('dimensions').items() %}
                        when '{{ dimension }}' then dated.{{ column }}
                        {%- endfor %}
                    end, '(unknown)'
                )
        end as dimension_value
    from dated
    cross join {{ ref('int_cell_axes') }} as axes
    where dated.{{ at }} is not null or axes.period_grain = 'ever'
{%- endmacro %}

{#- That two relations speak of the same cell. -#}
{% macro same_cell(left_relation, right_relation) -%}
    {%- for key in accord.cell_keys() %}
    {{ 'and ' if not loop.first }}{{ left_relation }}.{{ key }} = {{ right_relation }}.{{ key }}
    {%- endfor %}
{%- endmacro %}
