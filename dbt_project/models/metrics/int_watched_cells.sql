{{ config(materialized='table') }}

with

rules as (

    select * from {{ ref('alert_rules') }}

),

acceptance as (

    select * from {{ ref('int_acceptance_counted') }}

),

handling as (

    select * from {{ ref('int_handling_counted') }}

),

conversion as (

    select * from {{ ref('int_conversion_counted') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

-- what is told of all is told of those too that may be behind a change of it
cells_of_rules as (
    {% for metric, watched in var('watched').items() %}
    {%- set relation = watched['in'] %}
    select
        rules.agreement_version as rule_version,
        rules.rule_code,
        {%- for key in cell_keys() %}
        {{ relation }}.{{ key }},
        {%- endfor %}
        {{ watched_columns(watched) }},
        rules.dimension = {{ relation }}.dimension as is_watched
    from rules
    inner join {{ relation }}
        on rules.period_grain = {{ relation }}.period_grain
        and (
            rules.dimension = {{ relation }}.dimension
            or (rules.dimension = 'all' and {{ relation }}.dimension in ('segment', 'source', 'owner'))
        )
    where rules.metric = '{{ metric }}'
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

watched_cells as (

    select
        -- keys
        cells_of_rules.rule_version,
        cells_of_rules.rule_code,
        {%- for key in cell_keys() %}
        cells_of_rules.{{ key }},
        {%- endfor %}

        -- attributes
        cells_of_rules.unit,
        periods.agreement_version,

        -- measures
        cells_of_rules.value,
        cells_of_rules.numerator,
        cells_of_rules.members,

        -- flags
        cells_of_rules.is_watched,
        periods.is_ended and coalesce(cells_of_rules.is_matured, false) as is_mature,
        periods.has_version_change,

        -- times
        periods.next_period_start

    from cells_of_rules
    inner join periods
        on cells_of_rules.period_grain = periods.period_grain
        and cells_of_rules.period_start = periods.period_start

)

select * from watched_cells
