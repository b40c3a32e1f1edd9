with

exported_rates as (

    select * from {{ ref('int_euro_rates_unioned') }}

),

rates_brought as (

    select * from {{ source('reference', 'euro_rates') }}

),

-- what the bank has published since goes before what was known when Accord was released
foreign_rates as (

    select
        exported_rates.rate_on,
        exported_rates.currency,
        exported_rates.units_per_euro
    from exported_rates

    union all

    select
        rates_brought.rate_on,
        rates_brought.currency,
        rates_brought.units_per_euro
    from rates_brought
    left join exported_rates
        on rates_brought.rate_on = exported_rates.rate_on
        and rates_brought.currency = exported_rates.currency
    where exported_rates.currency is null

),

euro_rates as (

    select
        foreign_rates.rate_on,
        foreign_rates.currency,
        foreign_rates.units_per_euro
    from foreign_rates

    union all

    select distinct
        foreign_rates.rate_on,
        'EUR' as currency,
        cast(1 as decimal(18, 6)) as units_per_euro
    from foreign_rates

)

select * from euro_rates
