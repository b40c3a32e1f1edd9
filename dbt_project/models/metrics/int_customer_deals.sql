with

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

opportunities_dated as (

    select
        opportunities.*,
        {{ local_date('opportunities.closed_at', 'settings.time_zone') }} as closed_on,
        opportunities.opportunity_kind = 'renewal' as is_renewal,
        {{ local_date('settings.as_of', 'settings.time_zone') }} as today
    from opportunities
    cross join settings

),

deals_dated as (

    select
        opportunities_dated.*,
        case
            when is_renewal then coalesce(expected_close_on, closed_on)
            else coalesce(closed_on, expected_close_on)
        end as counted_on
    from opportunities_dated

),

-- what is deleted while it is open falls due no more
customer_deals as (

    select
        -- keys
        opportunity_id,
        account_id,

        -- attributes
        opportunity_kind,
        outcome,

        -- measures
        reporting_amount,

        -- flags
        is_renewal,
        is_renewal and coalesce(counted_on <= today, false) as is_due,

        -- times
        closed_at,
        counted_on

    from deals_dated
    where outcome = 'won' or (is_renewal and not (is_deleted and outcome = 'open'))

)

select * from customer_deals
