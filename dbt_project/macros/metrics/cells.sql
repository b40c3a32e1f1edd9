{#- What the members of a metric are told apart by, each with its column: the fields of one's own last. -#}
{% macro dimension_columns() -%}
    {%- set columns = dict(var('dimensions')) -%}
    {%- for field in accord.custom_dimensions() -%}
        {%- do columns.update({field.field: field.field}) -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}

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
  Common table expressions that number the cells to which the rows of a relation belong: a row
  belongs to one for each length of period with each dimension (int_cell_axes), by the period of
  one of its times, cut in the company's zone. The relation carries the frozen dimensions under
  their own names. A row without that time belongs to no period but ever.
  Rows are many, but share their days and combinations of values: a period is found once for each day
  (`periods_of_days`), a value once for each combination (`values_of_combinations`).
  `rows_to_count`: the rows, each once; rows_in_cells lays them out to be counted by cell_numbers.
  `cell_periods`, `cell_values`: what the numbers stand for; join_cells gives it to what was counted.
-#}
{% macro number_cells(relation, at) -%}
    {%- set columns = accord.dimension_columns().values() | list -%}
    rows_dated as (

        select
            {{ relation }}.*,
            {{ accord.local_date(relation ~ '.' ~ at, 'settings.time_zone') }} as local_day
        from {{ relation }}
        cross join {{ source('control', 'settings') }} as settings

    ),

    days as (

        select distinct local_day
        from rows_dated

    ),

    periods_begun as (

        select distinct
            days.local_day,
            axes.period_grain,
            {{ accord.period_start('axes.period_grain', 'days.local_day') }} as period_start
        from days
        cross join {{ ref('int_cell_axes') }} as axes
        where days.local_day is not null or axes.period_grain = 'ever'

    ),

    periods_of_days as (

        select
            periods_begun.*,
            dense_rank() over (order by period_grain, period_start) as period_number
        from periods_begun

    ),

    cell_periods as (

        select distinct
            period_number,
            period_grain,
            period_start
        from periods_of_days

    ),

    combinations as (

        select
            {{ columns | join(',\n            ') }},
            row_number() over (order by {{ columns | join(', ') }}) as combination_number
        from rows_dated
        group by {{ columns | join(', ') }}

    ),

    values_combined as (

        select distinct
            combinations.combination_number,
            axes.dimension,
            case
                when axes.dimension = 'all' then 'all'
                else
                    coalesce(
                        case axes.dimension
                            {%- for dimension, column in accord.dimension_columns().items() %}
                            when '{{ dimension }}'
                                then cast(combinations.{{ column }} as {{ dbt.type_string() }})
                            {%- endfor %}
                        end, '(unknown)'
                    )
            end as dimension_value
        from combinations
        cross join {{ ref('int_cell_axes') }} as axes

    ),

    values_of_combinations as (

        select
            values_combined.*,
            dense_rank() over (order by dimension, dimension_value) as value_number
        from values_combined

    ),

    cell_values as (

        select distinct
            value_number,
            dimension,
            dimension_value
        from values_of_combinations

    ),

    rows_to_count as (

        select
            rows_dated.*,
            combinations.combination_number
        from rows_dated
        inner join combinations
            on
            {%- for column in columns %}
            {{ 'and ' if not loop.first -}}
            rows_dated.{{ column }} is not distinct from combinations.{{ column }}
            {%- endfor %}

    )
{%- endmacro %}

{#- The numbers that stand for a cell, of which there are too many rows to carry its texts. -#}
{% macro cell_numbers() -%}
    {{ return(['period_number', 'value_number']) }}
{%- endmacro %}

{#- Every numbered row once for each of its cells, to stand after `from`. -#}
{% macro rows_in_cells() -%}
    rows_to_count
    inner join periods_of_days
        on rows_to_count.local_day is not distinct from periods_of_days.local_day
    inner join values_of_combinations
        on rows_to_count.combination_number = values_of_combinations.combination_number
{%- endmacro %}

{#-
  Common table expressions that count the numbered rows in each of their cells, and in each group of
  it by `keys`: `counts` has a column for each name of `conditions`, the rows of which that condition
  is true, and one for each name of `sums`, the sum of that column. What adds up is added up by day
  first, so that a row is looked at once for each dimension, not once more for each length of period.
-#}
{% macro count_in_cells(conditions, keys=[], sums=[]) -%}
    counts_of_days as (

        select
            rows_to_count.local_day,
            {%- for key in ['value_number'] + keys %}
            {{ key }},
            {%- endfor %}
            {%- for column in sums %}
            sum({{ column }}) as {{ column }},
            {%- endfor %}
            {%- for name, condition in conditions.items() %}
            sum(case when {{ condition }} then 1 else 0 end) as {{ name }}{{ ',' if not loop.last }}
            {%- endfor %}
        from rows_to_count
        inner join values_of_combinations
            on rows_to_count.combination_number = values_of_combinations.combination_number
        group by rows_to_count.local_day, {{ (['value_number'] + keys) | join(', ') }}

    ),

    counts as (

        select
            {%- for key in accord.cell_numbers() + keys %}
            {{ key }},
            {%- endfor %}
            {%- for column in sums %}
            sum({{ column }}) as {{ column }},
            {%- endfor %}
            {%- for name in conditions %}
            cast(sum({{ name }}) as bigint) as {{ name }}{{ ',' if not loop.last }}
            {%- endfor %}
        from counts_of_days
        inner join periods_of_days
            on counts_of_days.local_day is not distinct from periods_of_days.local_day
        group by {{ (accord.cell_numbers() + keys) | join(', ') }}

    )
{%- endmacro %}

{#- What the cell numbers of a relation stand for. -#}
{% macro join_cells(relation) -%}
    inner join cell_periods
        on {{ relation }}.period_number = cell_periods.period_number
    inner join cell_values
        on {{ relation }}.value_number = cell_values.value_number
{%- endmacro %}

{#- That two relations speak of the same cell. -#}
{% macro same_cell(left_relation, right_relation) -%}
    {%- for key in accord.cell_keys() %}
    {{ 'and ' if not loop.first }}{{ left_relation }}.{{ key }} = {{ right_relation }}.{{ key }}
    {%- endfor %}
{%- endmacro %}
