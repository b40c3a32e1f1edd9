{{ config(materialized='table') }}

with

opportunities as (

    select * from {{ ref('int_opportunities_unioned') }}

),

own_rates as (

    select * from {{ ref('currency_rates') }}

),

euro_rates as (

    select * from {{ ref('int_euro_rates_known') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

days_after as (
    {%- for days in range(8) %}
    {{ 'union all' if not loop.first }}
    select {{ days }} as days
    {%- endfor %}

),

currencies as (

    select distinct upper(opportunities.currency) as currency
    from opportunities
    where opportunities.currency is not null

),

own_currencies as (

    select distinct upper(own_rates.currency) as currency
    from own_rates

),

-- through the euro: what one unit is worth in the reporting currency, both of one day
rates_known as (

    select
        own_rates.rate_on,
        upper(own_rates.currency) as currency,
        cast(own_rates.rate as decimal(24, 12)) as rate
    from own_rates

    union all

    select
        foreign_rates.rate_on,
        foreign_rates.currency,
        cast(
            {{ true_divide('reporting_rates.units_per_euro', 'foreign_rates.units_per_euro') }}
            as decimal(24, 12)
        ) as rate
    from euro_rates as foreign_rates
    inner join currencies
        on foreign_rates.currency = currencies.currency
    inner join euro_rates as reporting_rates
        on foreign_rates.rate_on = reporting_rates.rate_on
    inner join settings
        on reporting_rates.currency = settings.reporting_currency
    left join own_currencies
        on foreign_rates.currency = own_currencies.currency
    where own_currencies.currency is null

),

rates_of_days as (

    select
        rates_known.currency,
        cast({{ add_days('rates_known.rate_on', 'days_after.days') }} as date) as valid_on,
        rates_known.rate_on,
        rates_known.rate,
        days_after.days
    from rates_known
    cross join days_after

),

rates_ranked as (

    select
        rates_of_days.*,
        row_number() over (
            partition by rates_of_days.currency, rates_of_days.valid_on
            order by rates_of_days.days
        ) as age_rank
    from rates_of_days

),

rates_dated as (

    select
        rates_ranked.currency,
        rates_ranked.valid_on,
        rates_ranked.rate_on,
        rates_ranked.rate
    from rates_ranked
    where rates_ranked.age_rank = 1

)

select * from rates_dated
