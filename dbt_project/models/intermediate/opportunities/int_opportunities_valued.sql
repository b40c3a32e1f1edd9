{{ config(materialized='table') }}

with

opportunities as (

    select * from {{ ref('int_opportunities_unioned') }}

),

opportunity_records as (

    select * from {{ ref('int_opportunity_records_keyed') }}

),

closings as (

    select * from {{ ref('int_opportunity_closings') }}

),

company_records as (

    select * from {{ ref('int_company_records_keyed') }}

),

opportunity_type_mapping as (

    select * from {{ ref('opportunity_type_mapping') }}

),

currency_rates as (

    select * from {{ ref('int_currency_rates_dated') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- a tool's own row before the one for every tool
kinds as (

    select
        opportunities.opportunity_key,
        coalesce(
            max(case when opportunity_type_mapping.system <> '*' then opportunity_kind end),
            max(opportunity_kind)
        ) as opportunity_kind
    from opportunities
    inner join opportunity_type_mapping
        on opportunity_type_mapping.system in (opportunities.system, '*')
        and {{ folded('opportunities.opportunity_type') }}
        = {{ folded('opportunity_type_mapping.value') }}
    group by 1

),

opportunities_dated as (

    select
        opportunities.opportunity_key,
        upper(coalesce(opportunities.currency, settings.reporting_currency)) as currency,
        settings.reporting_currency,
        {{ local_date('opportunities.closed_at', 'settings.time_zone') }} as stated_close_on,
        case
            when closings.outcome in ('open', 'unknown')
                then {{ local_date('settings.as_of', 'settings.time_zone') }}
            when opportunities.closed_at <= settings.as_of
                then {{ local_date('opportunities.closed_at', 'settings.time_zone') }}
            else {{ local_date('closings.closed_known_at', 'settings.time_zone') }}
        end as rated_on
    from opportunities
    cross join settings
    inner join closings
        on opportunities.opportunity_key = closings.opportunity_key

),

opportunities_valued as (

    select
        -- keys
        opportunities.opportunity_key,
        company_records.account_id,
        opportunities.owner_key,

        -- attributes
        opportunities.system,
        opportunities.opportunity_name,
        opportunities.stage,
        closings.outcome,
        opportunities.opportunity_type,
        coalesce(kinds.opportunity_kind, 'new_business') as opportunity_kind,
        opportunities.source,
        opportunities.loss_reason,
        opportunities_dated.currency,
        closings.closed_evidence,

        -- measures
        opportunities.amount,
        case
            when opportunities_dated.currency = opportunities_dated.reporting_currency
                then cast(opportunities.amount as decimal(28, 8))
            else cast(opportunities.amount * currency_rates.rate as decimal(28, 8))
        end as reporting_amount,

        -- flags
        coalesce(opportunities.is_deleted, false) as is_deleted,
        opportunities.opportunity_type is null or kinds.opportunity_key is not null as is_type_mapped,
        coalesce(opportunity_records.created_has_time, false) as created_has_time,
        closings.closed_has_time,
        coalesce(opportunities.amount_is_refused, false) as amount_is_refused,
        closings.closed_is_observed,

        -- times
        opportunity_records.created_at,
        closings.closed_at,
        closings.closed_known_at,
        opportunities_dated.stated_close_on,
        opportunities_dated.rated_on

    from opportunities
    cross join settings
    -- a merged-away record is no second opportunity
    inner join opportunity_records
        on opportunities.opportunity_key = opportunity_records.opportunity_key
        and opportunities.opportunity_key = opportunity_records.surviving_opportunity_key
    inner join closings
        on opportunities.opportunity_key = closings.opportunity_key
    inner join opportunities_dated
        on opportunities.opportunity_key = opportunities_dated.opportunity_key
    left join kinds
        on opportunities.opportunity_key = kinds.opportunity_key
    left join company_records
        on opportunities.company_key = company_records.company_key
    left join currency_rates
        on opportunities_dated.currency = currency_rates.currency
        and opportunities_dated.rated_on = currency_rates.valid_on
    where coalesce(opportunity_records.created_at, settings.as_of) <= settings.as_of

)

select * from opportunities_valued
