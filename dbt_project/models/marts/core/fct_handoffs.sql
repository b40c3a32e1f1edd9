{%- set delays = ['system_delay', 'reaction', 'first_touch', 'decision'] -%}
with

handoffs as (

    select * from {{ ref('int_handoffs_measured') }}

),

dimensions as (

    select * from {{ ref('int_lead_dimensions') }}

),

delays as (

    select * from {{ ref('int_handoff_delays') }}

),

handling as (

    select * from {{ ref('int_handoff_handling') }}

),

routes as (

    select * from {{ ref('int_handoff_routes') }}

),

slas as (

    select * from {{ ref('int_handoff_slas') }}

),

completeness as (

    select * from {{ ref('int_handoff_completeness') }}

),

reasons as (

    select * from {{ ref('int_lead_reasons_mapped') }}

),

handoffs_described as (

    select
        -- keys
        handoffs.handoff_id,
        handoffs.lead_id,
        handoffs.person_id,
        dimensions.account_id,
        handoffs.first_touch_activity_id,
        routes.expected_owner_id,
        handoffs.last_owner_id,
        cast(handoffs.episode_number as integer) as episode_number,

        -- attributes
        dimensions.origin,
        dimensions.origin_system,
        dimensions.source,
        dimensions.channel,
        dimensions.campaign,
        dimensions.segment,
        dimensions.country,
        handoffs.owner_id,
        handoffs.agreement_version,
        mqls.mql_basis,
        handoffs.decision,
        case
            when handoffs.decision in {{ stages_with('is_refusal') }}
                then coalesce(reasons.reason_code, '(none given)')
        end as reason_code,
        reasons.reason_text,
        routes.routing_rule,
        routes.routing_status,
        completeness.missing_fields,
        handoffs.rulings_applied,

        -- measures
        {%- for prefix in ['', 'age_'] %}
        {%- for delay in delays %}
        delays.{{ prefix }}{{ delay }}_minutes,
        delays.{{ prefix }}{{ delay }}_business_minutes,
        {%- endfor %}
        {%- endfor %}
        cast(handoffs.reassignments as integer) as reassignments,
        delays.reassignment_minutes,
        delays.reassignment_business_minutes,
        handling.handling_business_minutes,
        handoffs.touch_sla_target_business_minutes,
        slas.touch_sla_status,
        handoffs.decision_sla_target_business_minutes,
        slas.decision_sla_status,
        cast(slas.attempts as integer) as attempts,
        slas.attempts_status,
        completeness.completeness,

        -- flags
        handoffs.decision_is_imputed,
        handling.handling_is_event,
        slas.touch_sla_is_due,
        slas.decision_sla_is_due,
        handoffs.handed_off_has_time,
        handoffs.assigned_has_time,
        handoffs.first_touch_has_time,
        handoffs.decision_has_time,

        -- times
        handoffs.mql_at,
        handoffs.handed_off_at,
        handoffs.assigned_at,
        handoffs.last_reassigned_at,
        handoffs.first_touch_at,
        slas.touch_due_at,
        handoffs.decided_at,
        slas.decision_due_at,
        handoffs.next_handoff_at
        {{- custom_values('fct_handoffs', frozen_in='dimensions') }}

    from handoffs
    inner join {{ ref('int_mqls_received') }} as mqls
        on handoffs.lead_id = mqls.lead_id
    inner join dimensions
        on handoffs.lead_id = dimensions.lead_id
    inner join delays
        on handoffs.handoff_id = delays.handoff_id
    inner join handling
        on handoffs.handoff_id = handling.handoff_id
    inner join slas
        on handoffs.handoff_id = slas.handoff_id
    inner join routes
        on handoffs.handoff_id = routes.handoff_id
    left join completeness
        on handoffs.handoff_id = completeness.handoff_id
    left join reasons
        on handoffs.lead_id = reasons.lead_id
        and handoffs.decision = reasons.decision

)

select * from handoffs_described
