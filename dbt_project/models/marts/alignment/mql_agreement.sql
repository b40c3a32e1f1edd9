with

leads as (

    select * from {{ ref('fct_leads') }}

),

mqls as (

    select * from {{ ref('int_lead_mqls') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

leads_compared as (

    select
        leads.*,
        case
            when mqls.is_declared and mqls.is_scored then 'both'
            when mqls.is_declared then 'declared_only'
            when mqls.is_scored then 'scored_only'
            else 'neither'
        end as agreement_class,
        {{ elapsed_days(
            'mqls.declared_mql_at', 'mqls.declared_mql_has_time',
            'mqls.scored_mql_at', 'mqls.scored_mql_has_time', 'settings.time_zone'
        ) | indent(8) }} as days_apart,
        coalesce(
            {{ elapsed_days(
                'leads.inquiry_at', 'leads.inquiry_has_time', 'settings.as_of', 'true', 'settings.time_zone'
            ) | indent(12) }} >= settings.conversion_window_days,
            false
        ) as is_matured
    from leads
    cross join settings
    left join mqls
        on leads.lead_id = mqls.lead_id

),

{{ number_cells('leads_compared', 'inquiry_at') }},

{{ count_in_cells({
    'leads': 'true',
    'matured': 'is_matured',
    'declared_first': 'days_apart > 0',
    'scored_first': 'days_apart < 0',
    'accepted': 'has_accepted',
    'handed_off': 'handoff_id is not null',
    'won': 'has_won',
}, keys=['agreement_class']) }},

-- only of those that were both days lie between
medians as (

    select
        {{ cell_numbers() | join(',
        ') }},
        agreement_class,
        {{ percentile('abs(days_apart)', 0.5) }} as median_days_apart
    from {{ rows_in_cells() | indent(4) }}
    where days_apart is not null
    group by {{ cell_numbers() | join(', ') }}, agreement_class

),

mql_agreement as (

    select
        -- keys
        cell_periods.period_grain,
        cell_periods.period_start,
        cell_values.dimension,
        cell_values.dimension_value,
        counts.agreement_class,

        -- attributes
        'cohort' as basis,
        periods.agreement_version,

        -- measures
        counts.leads,
        counts.declared_first,
        counts.scored_first,
        medians.median_days_apart,
        counts.handed_off,
        counts.accepted,
        counts.won,

        -- flags
        counts.matured = counts.leads as is_mature,
        periods.has_version_change

    from counts
    {{ join_cells('counts') | indent(4) }}
    left join medians
        on counts.period_number = medians.period_number
        and counts.value_number = medians.value_number
        and counts.agreement_class = medians.agreement_class
    inner join periods
        on cell_periods.period_grain = periods.period_grain
        and cell_periods.period_start = periods.period_start

)

select * from mql_agreement
