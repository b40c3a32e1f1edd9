with

leads as (

    select * from {{ ref('fct_leads') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

leads_aged as (

    select
        leads.*,
        {{ elapsed_days(
            'leads.current_stage_at', 'leads.current_stage_has_time', 'settings.as_of', 'true',
            'settings.time_zone'
        ) }} >= settings.evidence_days as is_matured
    from leads
    cross join settings

),

{{ number_cells('leads_aged', 'current_stage_at') }},

{{ count_in_cells(
    {'leads': 'true', 'matured': 'is_matured'}, keys=['current_stage', 'evidence_grade']
) }},

evidence_described as (

    select
        -- keys
        cell_periods.period_grain,
        cell_periods.period_start,
        cell_values.dimension,
        cell_values.dimension_value,
        counts.current_stage as stage,
        counts.evidence_grade as grade,

        -- attributes
        'cohort' as basis,
        periods.agreement_version,

        -- measures
        counts.leads,

        -- flags
        counts.matured = counts.leads as is_mature,
        periods.has_version_change

    from counts
    {{ join_cells('counts') | indent(4) }}
    inner join periods
        on cell_periods.period_grain = periods.period_grain
        and cell_periods.period_start = periods.period_start

)

select * from evidence_described
