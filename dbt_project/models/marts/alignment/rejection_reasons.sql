with

leads as (

    select * from {{ ref('fct_leads') }}

),

reasons as (

    select * from {{ ref('int_lead_reasons_mapped') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

given_back as (

    select
        leads.origin_system,
        leads.source,
        leads.channel,
        leads.campaign,
        leads.segment,
        leads.country,
        leads.owner_id,
        reasons.decision,
        reasons.reason_code,
        reasons.decided_at
    from reasons
    inner join leads
        on reasons.lead_id = leads.lead_id

),

decision_cells as (

    {{ in_cells('given_back', 'decided_at') | indent(4) }}

),

reasons_counted as (

    select
        {{ cell_keys() | join(',\n        ') }},
        decision,
        reason_code,
        count(*) as decisions
    from decision_cells
    group by {{ cell_keys() | join(', ') }}, decision, reason_code

),

decisions_counted as (

    select
        {{ cell_keys() | join(',\n        ') }},
        decision,
        sum(decisions) as decisions,
        sum(case when reason_code != '(none given)' then decisions else 0 end) as with_reason
    from reasons_counted
    group by {{ cell_keys() | join(', ') }}, decision

),

reasons_shared as (

    select
        reasons_counted.*,
        {{ true_divide('reasons_counted.decisions', 'decisions_counted.decisions') }} as share,
        cast(null as double precision) as with_reason_rate
    from reasons_counted
    inner join decisions_counted
        on {{ same_cell('reasons_counted', 'decisions_counted') | indent(8) }}
        and reasons_counted.decision = decisions_counted.decision

    union all

    select
        {{ cell_keys() | join(',\n        ') }},
        decision,
        '(all)' as reason_code,
        decisions,
        cast(1 as double precision) as share,
        {{ true_divide('with_reason', 'decisions') }} as with_reason_rate
    from decisions_counted

),

reasons_described as (

    select
        -- keys
        reasons_shared.period_grain,
        reasons_shared.period_start,
        reasons_shared.dimension,
        reasons_shared.dimension_value,
        reasons_shared.decision,
        reasons_shared.reason_code,

        -- attributes
        'cohort' as basis,
        periods.agreement_version,

        -- measures
        cast(reasons_shared.decisions as bigint) as decisions,
        reasons_shared.share,
        reasons_shared.with_reason_rate,

        -- flags
        periods.is_ended as is_mature,
        periods.has_version_change

    from reasons_shared
    inner join periods
        on reasons_shared.period_grain = periods.period_grain
        and reasons_shared.period_start = periods.period_start

)

select * from reasons_described
