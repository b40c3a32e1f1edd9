{{ config(materialized='table') }}

with

handoffs as (

    select * from {{ ref('int_handoffs_aged') }}

),

information as (

    select * from {{ ref('int_handoff_information') }}

),

-- any: what is incomplete lacks at least one field, and where one is unknown nobody knows
handoffs_informed as (

    select
        handoffs.*,
        information.field,
        information.field_state
    from handoffs
    inner join information
        on handoffs.handoff_id = information.handoff_id

    union all

    select
        handoffs.*,
        '(any)' as field,
        case
            when handoffs.completeness = 1 then 'present'
            when handoffs.completeness < 1 then 'missing'
            else 'not_measurable'
        end as field_state
    from handoffs
    inner join (select distinct handoff_id from information) as handoffs_asked
        on handoffs.handoff_id = handoffs_asked.handoff_id

),

{{ number_cells('handoffs_informed', 'handed_off_at') }},

{{ count_in_cells({
    'handed_off': 'true',
    'missing': "field_state = 'missing'",
    'not_measurable': "field_state = 'not_measurable'",
    'matured': 'is_matured',
    'matured_with': "is_matured and field_state = 'present'",
    'accepted_with': "is_matured and field_state = 'present' and has_dated_acceptance"
        ~ ' and observed_days <= window_days',
    'matured_without': "is_matured and field_state = 'missing'",
    'accepted_without': "is_matured and field_state = 'missing' and has_dated_acceptance"
        ~ ' and observed_days <= window_days',
}, keys=['field']) }},

-- the handoffs that were watched equally long
waits as (

    select
        {{ cell_numbers() | join(',
        ') }},
        field,
        field_state,
        handling_business_minutes,
        count(*) as handed_off,
        count(case when handling_is_event then 1 end) as handled
    from {{ rows_in_cells() | indent(4) }}
    group by {{ cell_numbers() | join(', ') }}, field, field_state, handling_business_minutes

),

handling_medians as (

    {{ kaplan_meier_median(
        'waits', cell_numbers() + ['field', 'field_state'], 'handling_business_minutes',
        'handed_off', 'handled'
    ) | indent(4) }}

),

information_counted as (

    select
        -- keys
        cell_periods.period_grain,
        cell_periods.period_start,
        cell_values.dimension,
        cell_values.dimension_value,
        counts.field,

        -- measures
        counts.handed_off,
        counts.missing,
        counts.not_measurable,
        counts.matured,
        counts.matured_with,
        counts.accepted_with,
        counts.matured_without,
        counts.accepted_without,
        medians_with.median_time as median_handling_with,
        medians_without.median_time as median_handling_without

    from counts
    {{ join_cells('counts') | indent(4) }}
    {%- for state, medians in {'present': 'medians_with', 'missing': 'medians_without'}.items() %}
    left join handling_medians as {{ medians }}
        on counts.period_number = {{ medians }}.period_number
        and counts.value_number = {{ medians }}.value_number
        and counts.field = {{ medians }}.field
        and {{ medians }}.field_state = '{{ state }}'
    {%- endfor %}

)

select * from information_counted
