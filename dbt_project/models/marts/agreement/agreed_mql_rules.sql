{{ config(alias='mql_rules') }}

with

mql_rules as (

    select * from {{ ref('mql_rules') }}

),

mql_rules_published as (

    select
        mql_rules.agreement_version,
        mql_rules.rule_code,
        mql_rules.kind,
        mql_rules.subject,
        mql_rules.operator,
        mql_rules.value,
        mql_rules.within_days,
        mql_rules.points
    from mql_rules

)

select * from mql_rules_published
