{{ config(materialized='table') }}

with

handoffs as (

    select * from {{ ref('int_handoffs_aged') }}

),

{{ number_cells('handoffs', 'handed_off_at') }},

{{ count_in_cells({
    'handed_off': 'true',
    'accepted': "decision = 'accepted'",
    'accepted_imputed': "decision = 'accepted' and decision_is_imputed",
    'rejected': "decision = 'rejected'",
    'pending': "decision = 'pending'",
    'recycled': "decision = 'recycled'",
    'matured_handed_off': 'is_matured',
    'accepted_in_window': 'is_matured and has_dated_acceptance and observed_days <= window_days',
    'remql': 'episode_number > 1',
    'remql_accepted': "episode_number > 1 and decision = 'accepted'",
}) }},

-- the handoffs that were watched equally long
waits as (

    select
        {{ cell_numbers() | join(',\n        ') }},
        window_days,
        observed_days,
        count(*) as handed_off,
        count(case when has_dated_decision then 1 end) as decided,
        count(case when has_dated_acceptance then 1 end) as accepted
    from {{ rows_in_cells() | indent(4) }}
    group by {{ cell_numbers() | join(', ') }}, window_days, observed_days

),

incidences as (

    {{ aalen_johansen_incidence(
        'waits', cell_numbers() + ['window_days'], 'observed_days',
        'handed_off', 'decided', 'accepted', 'window_days'
    ) | indent(4) }}

),

acceptance_counted as (

    select
        -- keys
        cell_periods.period_grain,
        cell_periods.period_start,
        cell_values.dimension,
        cell_values.dimension_value,

        -- measures
        counts.handed_off,
        counts.accepted,
        counts.accepted_imputed,
        counts.rejected,
        counts.recycled,
        counts.pending,
        counts.matured_handed_off,
        counts.accepted_in_window,
        counts.remql,
        counts.remql_accepted,
        incidences.incidence as acceptance_incidence

    from counts
    {{ join_cells('counts') | indent(4) }}
    left join incidences
        on counts.period_number = incidences.period_number
        and counts.value_number = incidences.value_number

)

select * from acceptance_counted
