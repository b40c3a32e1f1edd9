with

conversion as (

    select * from {{ ref('int_conversion_counted') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

conversion_rated as (

    select
        -- keys
        conversion.period_grain,
        conversion.period_start,
        conversion.dimension,
        conversion.dimension_value,

        -- attributes
        'cohort' as basis,
        periods.agreement_version,

        -- measures
        conversion.inquiry_recorded as leads,
        conversion.handed_off,
        conversion.handed_off_imputed,
        conversion.mql_recorded as mqls,
        conversion.mql_imputed as mqls_imputed,
        conversion.accepted_recorded as accepted,
        conversion.accepted_imputed,
        conversion.sql_recorded as sqls,
        conversion.sql_imputed as sqls_imputed,
        conversion.opportunity_recorded as opportunities,
        conversion.opportunity_imputed as opportunities_imputed,
        conversion.won_recorded as won,
        conversion.won_imputed,
        {%- for step in var('steps') %}
        {{ true_divide(
            'conversion.' ~ step.entered ~ '_to_' ~ step.reached,
            'conversion.' ~ step.entered ~ '_recorded'
        ) }} as {{ step.name }}_rate,
        {{ true_divide(
            'conversion.' ~ step.name ~ '_in_window', 'conversion.' ~ step.name ~ '_matured'
        ) }} as {{ step.name }}_rate_matured,
        {%- endfor %}
        conversion.lead_to_won_matured as matured_leads,
        conversion.lead_to_won_in_window as won_in_window,
        conversion.median_days_to_won,
        cast(conversion.revenue as decimal(38, 8)) as revenue,
        cast(conversion.open_pipeline as decimal(38, 8)) as open_pipeline,
        cast(conversion.amounts_missing as bigint) as amounts_missing,

        -- flags
        conversion.lead_to_won_matured = conversion.inquiry_recorded as is_mature,
        periods.has_version_change

    from conversion
    inner join periods
        on conversion.period_grain = periods.period_grain
        and conversion.period_start = periods.period_start

)

select * from conversion_rated
