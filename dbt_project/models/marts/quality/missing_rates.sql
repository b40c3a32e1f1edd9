with

opportunities as (

    select * from {{ ref('int_opportunities_valued') }}

),

amounts_missing as (

    select
        -- keys
        opportunity_key as opportunity_id,

        -- attributes
        system,
        outcome,
        case
            when amount is not null then 'no rate'
            when amount_is_refused then 'refused amount'
            else 'no amount'
        end as what_is_missing,
        currency,

        -- measures
        amount,

        -- times
        rated_on

    from opportunities
    where reporting_amount is null

)

select
    opportunity_id,
    system,
    outcome,
    what_is_missing,
    currency,
    amount,
    rated_on
from amounts_missing
