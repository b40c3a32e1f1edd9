{{ config(materialized='table') }}

with

handoffs as (

    select * from {{ ref('int_handoffs_aged') }}

),

handoff_cells as (

    {{ in_cells('handoffs', 'handed_off_at') | indent(4) }}

),

counts as (

    select
        {{ cell_keys() | join(',\n        ') }},
        count(*) as handed_off,
        count(case when decision = 'accepted' then 1 end) as accepted,
        count(case when decision = 'accepted' and decision_is_imputed then 1 end)
            as accepted_imputed,
        count(case when decision = 'rejected' then 1 end) as rejected,
        count(case when decision = 'recycled' then 1 end) as recycled,
        count(case when decision = 'pending' then 1 end) as pending,
        count(case when is_matured then 1 end) as matured_handed_off,
        count(
            case
                when is_matured and has_dated_acceptance and observed_days <= window_days then 1
            end
        ) as accepted_in_window,
        count(case when episode_number > 1 then 1 end) as remql,
        count(case when episode_number > 1 and decision = 'accepted' then 1 end) as remql_accepted
    from handoff_cells
    group by {{ cell_keys() | join(', ') }}

),

incidences as (

    {{ aalen_johansen_incidence(
        'handoff_cells', cell_keys() + ['window_days'], 'observed_days',
        'has_dated_decision', 'has_dated_acceptance', 'window_days'
    ) | indent(4) }}

),

acceptance_counted as (

    select
        -- keys
        counts.period_grain,
        counts.period_start,
        counts.dimension,
        counts.dimension_value,

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
    left join incidences
        on {{ same_cell('counts', 'incidences') | indent(8) }}

)

select * from acceptance_counted
