{%- set dimensions = ['segment', 'country', 'channel', 'source', 'campaign'] -%}
with

handoffs as (

    select * from {{ ref('int_handoffs_delivered') }}

),

dimensions as (

    select * from {{ ref('int_lead_dimensions') }}

),

routing_rules as (

    select * from {{ ref('routing_rules') }}

),

countries_mapped as (

    select * from {{ ref('int_countries_mapped') }}

),

rules_folded as (

    select
        routing_rules.agreement_version,
        routing_rules.priority,
        {%- for dimension in dimensions if dimension != 'country' %}
        {{ folded('routing_rules.' ~ dimension) }} as {{ dimension }},
        {%- endfor %}
        {{ folded('coalesce(countries_mapped.country, routing_rules.country)') }} as country,
        trim(routing_rules.assign_to) as assign_to,
        case
            when routing_rules.assign_to like '%:%'
                then {{ folded("substr(trim(routing_rules.assign_to), 6)") }}
        end as assignee
    from routing_rules
    left join countries_mapped
        on routing_rules.country = countries_mapped.raw_country
        and countries_mapped.system = '*'

),

-- many handoffs share their dimensions: each combination is held against the rules once
combinations as (

    select distinct
        handoffs.agreement_version,
        {%- for dimension in dimensions %}
        dimensions.{{ dimension }}{{ ',' if not loop.last }}
        {%- endfor %}
    from handoffs
    inner join dimensions
        on handoffs.lead_id = dimensions.lead_id

),

rules_fitting as (

    select
        combinations.*,
        rules_folded.priority,
        rules_folded.assign_to,
        rules_folded.assignee,
        row_number() over (
            partition by
                combinations.agreement_version,
                {%- for dimension in dimensions %}
                combinations.{{ dimension }}{{ ',' if not loop.last }}
                {%- endfor %}
            order by rules_folded.priority
        ) as place
    from combinations
    inner join rules_folded
        on combinations.agreement_version = rules_folded.agreement_version
    where
        {%- for dimension in dimensions %}
        {{ 'and ' if not loop.first -}}
        rules_folded.{{ dimension }} in ('*', {{ folded('combinations.' ~ dimension) }})
        {%- endfor %}

),

rules_matched as (

    select
        {{ stable_hash(['agreement_version'] + dimensions) }} as combination_id,
        agreement_version,
        {%- for dimension in dimensions %}
        {{ dimension }},
        {%- endfor %}
        priority,
        assign_to,
        assignee
    from rules_fitting
    where place = 1

)

select * from rules_matched
