{{ config(materialized='table') }}

with

lead_opportunities as (

    select * from {{ ref('int_lead_opportunities') }}

),

-- the won one first, then the best link, then the earliest
opportunities_ranked as (

    select
        lead_opportunities.*,
        is_counted and outcome = 'won' as is_revenue,
        -- what is deleted while it is open comes to nothing any more
        is_counted and outcome = 'open' and not is_deleted as is_pipeline,
        cast(opportunity_credit * reporting_amount as decimal(28, 8)) as credited_amount,
        row_number() over (
            partition by lead_id
            order by
                case when is_counted and outcome = 'won' then 0 else 1 end,
                case link_method
                    when 'conversion' then 1
                    when 'association' then 2
                    when 'contact_role' then 3
                    when 'primary_contact' then 4
                    when 'inferred' then 5
                    else 6
                end,
                case when is_deleted then 1 else 0 end,
                created_at asc nulls last,
                opportunity_key asc
        ) as preference
    from lead_opportunities

),

lead_revenues as (

    select
        lead_id,
        max(case when preference = 1 then opportunity_key end) as opportunity_id,
        max(case when preference = 1 then link_method end) as link_method,
        max(case when preference = 1 then opportunity_credit end) as opportunity_credit,
        max(case when is_counted and has_amount then 1 else 0 end) = 1 as has_amount,
        cast(sum(case when is_revenue then credited_amount end) as decimal(28, 8)) as revenue,
        cast(sum(case when is_pipeline then credited_amount end) as decimal(28, 8))
            as open_pipeline,
        cast(sum(case when is_revenue and reporting_amount is null then 1 else 0 end) as integer)
            as won_amounts_missing,
        cast(sum(case when is_pipeline and reporting_amount is null then 1 else 0 end) as integer)
            as open_amounts_missing
    from opportunities_ranked
    group by 1

)

select * from lead_revenues
