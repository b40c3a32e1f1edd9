with

opportunity_versions as (

    select * from {{ ref('stg_salesforce__opportunity_versions') }}

),

account_versions as (

    select * from {{ ref('stg_salesforce__account_versions') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

opportunities as (

    {{ newest_version('opportunity_versions', 'opportunity_id', 'modified_at', 'is_deleted') }}

),

accounts as (

    {{ newest_version('account_versions', 'account_id', 'modified_at') }}

),

opportunities_of_the_shape as (

    select
        -- keys
        'salesforce:opportunity:' || opportunities.opportunity_id as opportunity_key,
        'salesforce' as system,
        opportunities.opportunity_id,

        -- attributes
        opportunities.opportunity_name,
        case
            when not coalesce(accounts.is_person, false)
                then 'salesforce:account:' || opportunities.account_id
        end as company_key,
        'salesforce:opportunity:' || opportunities.merged_into_id as merged_into_key,
        opportunities.owner_key,
        opportunities.stage_name as stage,
        opportunities.opportunity_type,

        -- measures
        opportunities.amount,
        opportunities.currency,
        opportunities.win_probability,

        -- attributes of its origin and end
        opportunities.lead_source as source,
        opportunities.loss_reason,

        -- flags
        opportunities.is_closed,
        opportunities.is_won,
        opportunities._is_deleted or opportunities._is_missing as is_deleted,
        opportunities.created_has_time,
        false as closed_has_time,
        {{ cell_is_refused('opportunities', 'salesforce', 'opportunity', 'amount') | indent(8) }}
            as amount_is_refused,

        -- times
        opportunities.created_at,
        {{ from_zone('cast(opportunities.closed_on as timestamp)', 'settings.time_zone') }}
            as closed_at,
        opportunities.modified_at

    from opportunities
    left join accounts
        on opportunities.account_id = accounts.account_id
    cross join settings

)

select * from opportunities_of_the_shape
