{{ config(alias='alert_rules') }}

with

alert_rules as (

    select * from {{ ref('alert_rules') }}

),

alert_rules_published as (

    select
        alert_rules.agreement_version,
        alert_rules.rule_code,
        alert_rules.metric,
        alert_rules.dimension,
        alert_rules.comparison,
        alert_rules.threshold,
        alert_rules.period_grain,
        alert_rules.min_members
    from alert_rules

)

select * from alert_rules_published
