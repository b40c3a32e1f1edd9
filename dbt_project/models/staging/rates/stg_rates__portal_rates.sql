with

landed_rows as (

    {{ landed('rates', 'portal_rates') }}

),

portal_rates as (

    select
        landed_rows.rate_on,
        upper(landed_rows.currency) as currency,
        cast(landed_rows.units_per_euro as decimal(18, 6)) as units_per_euro,
        landed_rows._exported_at,
        landed_rows._file,
        landed_rows._row
    from landed_rows
    where landed_rows.units_per_euro > 0
        and coalesce(upper(landed_rows.currency_denom), 'EUR') = 'EUR'

)

select * from portal_rates
