{#- of whom a rule's outcomes are counted, each with its condition -#}
{%- set groups = {'': 'is_met', 'decisive_': 'is_decisive', 'rest_': 'not is_decisive'} -%}
{%- set decisive = ['decisive_accepted_in_window', 'decisive_matured_handed_off'] -%}
{%- set rest = ['rest_accepted_in_window', 'rest_matured_handed_off'] -%}
with

versions as (

    select distinct versions.agreement_version
    from {{ ref('int_agreement_versions_in_force') }} as versions
    cross join {{ source('control', 'settings') }} as settings
    where
        versions.mql_basis in ('scored', 'either')
        and versions.starts_at <= settings.as_of

),

mql_rules as (

    select * from {{ ref('mql_rules') }}
    where kind in ('fit', 'engagement')

),

handoff_rules as (

    select * from {{ ref('int_handoff_rules') }}

),

leads as (

    select * from {{ ref('fct_leads') }}

),

outcomes as (

    select
        handoff_rules.agreement_version,
        handoff_rules.rule_code
        {%- for group, condition in groups.items() %},
        count(case when {{ condition }} then 1 end) as {{ group }}handed_off,
        count(case when {{ condition }} and is_matured then 1 end) as {{ group }}matured_handed_off,
        count(case when {{ condition }} and is_accepted_in_window then 1 end)
            as {{ group }}accepted_in_window,
        count(case when {{ condition }} and decision = 'rejected' then 1 end) as {{ group }}rejected,
        count(case when {{ condition }} and decision = 'recycled' then 1 end) as {{ group }}recycled,
        count(case when {{ condition }} and leads.has_won then 1 end) as {{ group }}won,
        coalesce(
            sum(case when {{ condition }} then leads.revenue end),
            case when count(case when {{ condition }} and leads.has_won then 1 end) = 0 then 0 end
        ) as {{ group }}revenue
        {%- endfor %}
    from handoff_rules
    inner join leads
        on handoff_rules.lead_id = leads.lead_id
    group by handoff_rules.agreement_version, handoff_rules.rule_code

),

mql_rule_outcomes as (

    select
        -- keys
        mql_rules.agreement_version,
        mql_rules.rule_code,

        -- attributes
        mql_rules.kind,
        mql_rules.subject,
        mql_rules.operator,
        mql_rules.value,
        mql_rules.within_days,
        mql_rules.points,

        -- measures
        {%- for group in ['', 'decisive_'] %}
        {%- for count in ['handed_off', 'matured_handed_off', 'accepted_in_window'] %}
        coalesce(outcomes.{{ group ~ count }}, 0) as {{ group ~ count }},
        {%- endfor %}
        {%- set accepted = ['outcomes.' ~ group ~ 'accepted_in_window',
            'outcomes.' ~ group ~ 'matured_handed_off'] %}
        {{ true_divide(accepted[0], accepted[1]) }} as {{ group }}matured_acceptance_rate,
        {{ wilson_low(accepted[0], accepted[1]) }} as {{ group }}acceptance_low,
        {{ wilson_high(accepted[0], accepted[1]) }} as {{ group }}acceptance_high,
        coalesce(outcomes.{{ group }}rejected, 0) as {{ group }}rejected,
        coalesce(outcomes.{{ group }}recycled, 0) as {{ group }}recycled,
        coalesce(outcomes.{{ group }}won, 0) as {{ group }}won,
        case when outcomes.rule_code is null then 0 else outcomes.{{ group }}revenue end
            as {{ group }}revenue,
        {%- endfor %}
        coalesce(outcomes.rest_matured_handed_off, 0) as rest_matured_handed_off,
        coalesce(outcomes.rest_accepted_in_window, 0) as rest_accepted_in_window,
        {{ true_divide(rest[0], rest[1]) }} as rest_matured_acceptance_rate,
        {{ round_to(true_divide(decisive[0], decisive[1]) ~ ' - ' ~ true_divide(rest[0], rest[1]), 12) }}
            as acceptance_difference,
        {{ newcombe_low(decisive[0], decisive[1], rest[0], rest[1]) }} as difference_low,
        {{ newcombe_high(decisive[0], decisive[1], rest[0], rest[1]) }} as difference_high,

        -- flags
        coalesce({{ newcombe_high(decisive[0], decisive[1], rest[0], rest[1]) }} < 0, false)
            as is_admitting_refused

    from mql_rules
    inner join versions
        on mql_rules.agreement_version = versions.agreement_version
    left join outcomes
        on mql_rules.agreement_version = outcomes.agreement_version
        and mql_rules.rule_code = outcomes.rule_code

)

select * from mql_rule_outcomes
