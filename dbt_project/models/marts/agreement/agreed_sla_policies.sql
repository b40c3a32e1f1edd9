{{ config(alias='sla_policies') }}

with

sla_policies as (

    select * from {{ ref('sla_policies') }}

),

sla_policies_published as (

    select
        sla_policies.agreement_version,
        sla_policies.segment,
        sla_policies.calendar,
        sla_policies.first_touch_business_minutes,
        sla_policies.decision_business_minutes,
        sla_policies.min_attempts,
        sla_policies.attempt_days
    from sla_policies

)

select * from sla_policies_published
