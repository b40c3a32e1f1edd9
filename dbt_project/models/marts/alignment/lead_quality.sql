{%- set counted = [
    'handed_off', 'matured_handed_off', 'accepted_in_window', 'sqls', 'won', 'revenue', 'amounts_missing'
] -%}
with

handoffs as (

    select * from {{ ref('int_handoffs_aged') }}

),

leads as (

    select * from {{ ref('fct_leads') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

grains as (

    select distinct period_grain
    from {{ ref('int_cell_axes') }}

),

counts_of_days as (

    select
        {{ local_date('handoffs.handed_off_at', 'settings.time_zone') }} as local_day,
        coalesce(handoffs.segment, '(unknown)') as segment,
        coalesce(handoffs.source, '(unknown)') as source,
        count(*) as handed_off,
        count(case when handoffs.is_matured then 1 end) as matured_handed_off,
        count(
            case
                when
                    handoffs.is_matured
                    and handoffs.has_dated_acceptance
                    and handoffs.observed_days <= handoffs.window_days
                    then 1
            end
        ) as accepted_in_window,
        count(case when leads.has_sql and not leads.sql_is_imputed then 1 end) as sqls,
        count(case when leads.has_won and not leads.won_is_imputed then 1 end) as won,
        sum(leads.revenue) as revenue,
        sum(case when leads.has_won then leads.amounts_missing else 0 end) as amounts_missing
    from handoffs
    cross join settings
    inner join leads
        on handoffs.lead_id = leads.lead_id
    group by 1, 2, 3

),

counts as (

    select
        grains.period_grain,
        {{ period_start('grains.period_grain', 'counts_of_days.local_day') }} as period_start,
        counts_of_days.segment,
        counts_of_days.source,
        {%- for name in counted %}
        sum(counts_of_days.{{ name }}) as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    from counts_of_days
    cross join grains
    where counts_of_days.local_day is not null or grains.period_grain = 'ever'
    group by 1, 2, 3, 4

),

quality_rated as (

    select
        -- keys
        counts.period_grain,
        counts.period_start,
        counts.segment,
        counts.source,

        -- attributes
        'cohort' as basis,
        periods.agreement_version,

        -- measures
        {%- for name in counted[:3] %}
        cast(counts.{{ name }} as bigint) as {{ name }},
        {%- endfor %}
        {{ true_divide('counts.accepted_in_window', 'counts.matured_handed_off') }}
            as matured_acceptance_rate,
        {{ wilson_low('counts.accepted_in_window', 'counts.matured_handed_off') }}
            as acceptance_low,
        {{ wilson_high('counts.accepted_in_window', 'counts.matured_handed_off') }}
            as acceptance_high,
        cast(counts.sqls as bigint) as sqls,
        cast(counts.won as bigint) as won,
        -- nothing was earned where nothing was won; where no amount is known, nobody knows
        cast(
            coalesce(counts.revenue, case when counts.amounts_missing = 0 then 0 end) as decimal(38, 8)
        ) as revenue,

        -- flags
        counts.matured_handed_off < 10 as is_small,
        counts.matured_handed_off = counts.handed_off as is_mature,
        periods.has_version_change

    from counts
    inner join periods
        on counts.period_grain = periods.period_grain
        and counts.period_start = periods.period_start

)

select * from quality_rated
