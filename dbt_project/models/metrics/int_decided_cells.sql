with

decisions as (

    select * from {{ ref('decisions') }}

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

known_names as (

    select * from {{ source('reference', 'countries') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

-- each value is looked at once: every cell of a handoff is one of its lead's
values_known as (

    select
        dimension,
        dimension_value,
        {{ folded('dimension_value') }} as folded_value
    from conversion
    where period_grain = 'ever'

),

-- a country by any of its names
decisions_named as (

    select
        decisions.decision_id,
        decisions.metric,
        decisions.period_grain,
        decisions.dimension,
        {{ folded("case when decisions.dimension = 'all' then 'all'"
            ~ ' else coalesce(max(known_names.country), max(decisions.dimension_value)) end') }}
            as folded_value
    from decisions
    left join known_names
        on case when decisions.dimension = 'country' then {{ folded_name('decisions.dimension_value') }} end
        = {{ folded_name('known_names.name') }}
    where decisions.metric is not null
    group by decisions.decision_id, decisions.metric, decisions.period_grain, decisions.dimension

),

decisions_placed as (

    select
        decisions_named.*,
        values_known.dimension_value
    from decisions_named
    inner join values_known
        on decisions_named.dimension = values_known.dimension
        and decisions_named.folded_value = values_known.folded_value

),

cells_of_decisions as (
    {% for metric, watched in var('watched').items() %}
    {%- set relation = watched['in'] %}
    select
        decisions_placed.decision_id,
        {{ relation }}.period_grain,
        {{ relation }}.period_start,
        {{ watched_columns(watched) }}
    from decisions_placed
    inner join {{ relation }}
        on decisions_placed.period_grain = {{ relation }}.period_grain
        and decisions_placed.dimension = {{ relation }}.dimension
        and decisions_placed.dimension_value = {{ relation }}.dimension_value
    where decisions_placed.metric = '{{ metric }}'
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

decided_cells as (

    select
        -- keys
        cells_of_decisions.decision_id,
        cells_of_decisions.period_start,

        -- attributes
        cells_of_decisions.unit,

        -- measures
        cells_of_decisions.value,
        cells_of_decisions.numerator,
        cells_of_decisions.members,

        -- flags
        periods.is_ended and coalesce(cells_of_decisions.is_matured, false) as is_mature,

        -- times
        periods.next_period_start

    from cells_of_decisions
    inner join periods
        on cells_of_decisions.period_grain = periods.period_grain
        and cells_of_decisions.period_start = periods.period_start

)

select * from decided_cells
