with
{% for relation in ['opportunity_versions', 'account_versions', 'currencies', 'option_labels'] %}
{{ relation }} as (

    select * from {{ ref('stg_dynamics__' ~ relation) }}

),
{% endfor %}
settings as (

    select * from {{ source('control', 'settings') }}

),

opportunities_labelled as (

    {{ dynamics_labelled('opportunity_versions', 'opportunity', {
        'sales_stage': 'salesstage', 'status_reason': 'statuscode', 'lead_source': 'leadsourcecode',
    }) }}

),

opportunities as (

    {{ newest_version('opportunities_labelled', 'opportunity_id', 'modified_at', 'is_gone') }}

),

accounts as (

    {{ newest_version('account_versions', 'account_id', 'modified_at') }}

),

accounts_named as (

    {{ dynamics_named('accounts', 'account_id', 'account_name') }}

),

opportunities_of_the_shape as (

    select
        -- keys
        'dynamics:opportunity:' || opportunities.opportunity_id as opportunity_key,
        'dynamics' as system,
        opportunities.opportunity_id,

        -- attributes
        opportunities.opportunity_name,
        'dynamics:account:' || coalesce(opportunities.account_id, accounts_named.named_id) as company_key,
        opportunities.owner_key,
        {{ dynamics_deal_stage('opportunities') | indent(8) }} as stage,
        opportunities.opportunity_type,

        -- measures
        opportunities.amount,
        coalesce(currencies.iso_code, opportunities.currency) as currency,
        opportunities.win_probability,

        -- attributes of its origin and end: without a reason of its own, the one of its status
        opportunities.lead_source_shown as source,
        coalesce(
            opportunities.loss_reason,
            case when opportunities.status = 'lost' then opportunities.status_reason_shown end
        ) as loss_reason,

        -- flags
        opportunities.status <> 'open' as is_closed,
        opportunities.status = 'won' as is_won,
        opportunities._is_deleted or opportunities._is_missing as is_deleted,
        opportunities.created_has_time,
        false as closed_has_time,
        ({{ cell_is_refused('opportunities', 'dynamics', 'opportunity', 'estimated_value') | indent(8) }}
        or {{ cell_is_refused('opportunities', 'dynamics', 'opportunity', 'actual_value') | indent(8) }})
            as amount_is_refused,

        -- times
        opportunities.created_at,
        {{ from_zone(
            "cast(case when opportunities.status = 'open' then opportunities.expected_on"
            " else opportunities.closed_on end as timestamp)", 'settings.time_zone'
        ) }} as closed_at,
        opportunities.modified_at

    from opportunities
    cross join settings
    left join accounts_named
        on {{ folded('opportunities.account_name') }} = accounts_named.folded_name
    left join currencies
        on opportunities.currency_id = currencies.currency_id
        or (
            opportunities.currency_id is null
            and {{ folded('opportunities.currency') }} = currencies.folded_name
        )

)

select * from opportunities_of_the_shape
