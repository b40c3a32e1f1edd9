{{ config(alias='routing_rules') }}

with

routing_rules as (

    select * from {{ ref('routing_rules') }}

),

routing_rules_published as (

    select
        routing_rules.agreement_version,
        routing_rules.priority,
        routing_rules.segment,
        routing_rules.country,
        routing_rules.channel,
        routing_rules.source,
        routing_rules.campaign,
        routing_rules.assign_to
    from routing_rules

)

select * from routing_rules_published
