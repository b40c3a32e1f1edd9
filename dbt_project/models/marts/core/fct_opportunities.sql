with

opportunities as (

    select * from {{ ref('int_opportunities_valued') }}

),

reason_codes as (

    select * from {{ ref('int_reason_codes') }}

),

lead_opportunities as (

    select * from {{ ref('int_lead_opportunities') }}

),

leads_counted as (

    select
        opportunity_key,
        count(*) as counted_leads
    from lead_opportunities
    where is_counted
    group by 1

),

opportunities_described as (

    select
        -- keys
        opportunities.opportunity_key as opportunity_id,
        opportunities.account_id,
        opportunities.owner_key as owner_id,

        -- attributes
        opportunities.system,
        opportunities.opportunity_name,
        opportunities.stage,
        opportunities.outcome,
        opportunities.opportunity_type,
        opportunities.opportunity_kind,
        opportunities.source,
        case
            when opportunities.outcome <> 'lost' then null
            when opportunities.loss_reason is null then '(none given)'
            else coalesce(reason_codes.reason_code, '(unmapped)')
        end as loss_reason_code,
        opportunities.loss_reason,
        opportunities.currency,

        -- measures
        opportunities.amount,
        opportunities.reporting_amount,
        cast(coalesce(leads_counted.counted_leads, 0) as integer) as counted_leads,

        -- flags
        opportunities.is_deleted,
        opportunities.created_has_time,
        opportunities.closed_has_time,
        opportunities.closed_is_observed,

        -- times
        opportunities.created_at,
        opportunities.closed_at,
        opportunities.stated_close_on as expected_close_on

    from opportunities
    left join leads_counted
        on opportunities.opportunity_key = leads_counted.opportunity_key
    left join reason_codes
        on opportunities.system = reason_codes.system
        and {{ folded('opportunities.loss_reason') }} = reason_codes.folded_reason

)

select * from opportunities_described
