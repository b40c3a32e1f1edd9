-- Whatever the model, the parts of a won opportunity sum to it, and their revenue to its amount, exactly.
with

parts as (

    select
        opportunity_id,
        model,
        sum(credit) as credit,
        sum(revenue) as revenue
    from {{ ref('int_touches_credited') }}
    group by opportunity_id, model

),

opportunities as (

    select * from {{ ref('fct_opportunities') }}
    where outcome = 'won' and counted_leads > 0

)

select
    opportunities.opportunity_id,
    opportunities.reporting_amount,
    parts.model,
    parts.credit,
    parts.revenue
from opportunities
left join parts
    on opportunities.opportunity_id = parts.opportunity_id
where
    parts.credit is null
    or parts.credit <> 1
    or parts.revenue is distinct from
    cast({{ round_to('opportunities.reporting_amount', 2) }} as decimal(18, 2))
