{{ config(materialized='table') }}

with

deals as (

    select * from {{ ref('int_customer_deals') }}

),

-- a contract begins with what is won anew or renewed, or with a loss; expansions add to it
deals_numbered as (

    select
        deals.*,
        row_number() over of_the_account as deal_number,
        sum(case when opportunity_kind = 'expansion' then 0 else 1 end) over of_the_account
            as contract_number
    from deals
    where account_id is not null and counted_on is not null and outcome in {{ stages_with('is_end') }}
    window of_the_account as (
        partition by account_id order by counted_on, closed_at nulls first, opportunity_id
        rows between unbounded preceding and current row
    )

),

revenues_summed as (

    select
        deals_numbered.*,
        outcome = 'won' as is_customer,
        sum(case when outcome = 'won' then reporting_amount end) over (
            partition by account_id, contract_number order by deal_number
            rows between unbounded preceding and current row
        ) as revenue
    from deals_numbered

),

customer_changes as (

    select
        -- keys
        account_id,
        opportunity_id,

        -- attributes
        opportunity_kind,
        outcome,

        -- measures
        reporting_amount,
        cast(revenue as decimal(38, 8)) as revenue,
        cast(lag(revenue) over of_the_account as decimal(38, 8)) as revenue_before,

        -- flags
        is_customer,
        coalesce(lag(is_customer) over of_the_account, false) as was_customer,

        -- times
        counted_on as changed_on,
        lead(counted_on) over of_the_account as next_changed_on

    from revenues_summed
    window of_the_account as (partition by account_id order by deal_number)

)

select * from customer_changes
