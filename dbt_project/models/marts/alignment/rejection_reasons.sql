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
        {{- custom_dimensions_of('leads') }}
        reasons.decision,
        reasons.reason_code,
        reasons.decided_at
    from reasons
    inner join leads
        on reasons.lead_id = leads.lead_id

),

{{ number_cells('given_back', 'decided_at') }},

{{ count_in_cells({'decisions': 'true'}, keys=['decision', 'reason_code']) }},

decisions_counted as (

    select
        {{ cell_numbers() | join(',\n        ') }},
        decision,
        sum(decisions) as decisions,
        sum(case when reason_code != '(none given)' then decisions else 0 end) as with_reason
    from counts
    group by {{ cell_numbers() | join(', ') }}, decision

),

reasons_shared as (

    select
        counts.*,
        {{ true_divide('counts.decisions', 'decisions_counted.decisions') }} as share,
        cast(null as double precision) as with_reason_rate
    from counts
    inner join decisions_counted
        on counts.period_number = decisions_counted.period_number
        and counts.value_number = decisions_counted.value_number
        and counts.decision = decisions_counted.decision

    union all

    select
        {{ cell_numbers() | join(',\n        ') }},
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
        cell_periods.period_grain,
        cell_periods.period_start,
        cell_values.dimension,
        cell_values.dimension_value,
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
    {{ join_cells('reasons_shared') | indent(4) }}
    inner join periods
        on cell_periods.period_grain = periods.period_grain
        and cell_periods.period_start = periods.period_start

)

select * from reasons_described
