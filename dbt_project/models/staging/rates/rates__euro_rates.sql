with

reference_rates as (

    select * from {{ ref('stg_rates__reference_rates') }}

),

portal_rates as (

    select * from {{ ref('stg_rates__portal_rates') }}

),

rates_exported as (

    select * from reference_rates

    union all

    select * from portal_rates

),

rates_ranked as (

    select
        rates_exported.*,
        row_number() over (
            partition by rates_exported.rate_on, rates_exported.currency
            order by rates_exported._exported_at desc, rates_exported._file, rates_exported._row
        ) as newest_rank
    from rates_exported

),

euro_rates as (

    select
        'rates' as system,
        rates_ranked.rate_on,
        rates_ranked.currency,
        rates_ranked.units_per_euro
    from rates_ranked
    where rates_ranked.newest_rank = 1

)

select * from euro_rates
