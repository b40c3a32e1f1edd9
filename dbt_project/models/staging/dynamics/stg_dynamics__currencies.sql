with

landed_currencies as (

    {{ landed('dynamics', 'currency') }}

),

newest_versions as (

    {{ newest_version('landed_currencies', 'currency_id') }}

),

currencies as (

    select
        {{ dynamics_id('currency_id') }} as currency_id,
        {{ folded('currency_name') }} as folded_name,
        upper(trim(iso_code)) as iso_code
    from newest_versions

)

select * from currencies
