{#- what is counted of the handoffs that came with a field, and of those that lacked it -#}
{%- set sides = {
    'before': "field_state <> 'not_measurable'",
    'after': "field_state = 'present'",
    'moved': "field_state = 'missing'",
    'unmoved': "field_state = 'present'",
} -%}
with

information as (

    select * from {{ ref('int_handoff_information') }}

),

handoffs as (

    select * from {{ ref('int_handoffs_aged') }}

),

leads as (

    select * from {{ ref('fct_leads') }}

),

versions as (

    select * from {{ ref('int_agreement_versions_in_force') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- handoffs of which nobody knows whether the field came with them are in none
fields_counted as (

    select
        -- keys
        versions.agreement_version,
        information.field,

        -- measures
        {%- for side, condition in sides.items() %}
        count(case when {{ condition }} then 1 end) as mqls_{{ side }},
        count(case when {{ condition }} and handoffs.is_matured then 1 end) as matured_{{ side }},
        count(case when {{ condition }} and handoffs.is_matured and handoffs.decision = 'accepted' then 1 end)
            as accepted_{{ side }},
        count(case when {{ condition }} and leads.has_sql then 1 end) as sqls_{{ side }},
        count(case when {{ condition }} and leads.has_won then 1 end) as won_{{ side }},
        coalesce(
            sum(case when {{ condition }} then leads.revenue end),
            case when count(case when {{ condition }} and leads.has_won then 1 end) = 0 then 0 end
        ) as revenue_{{ side }},
        {%- endfor %}
        cast(0 as bigint) as entering,
        count(case when field_state = 'missing' then 1 end) as leaving,

        -- times
        min({{ local_date('versions.starts_at', 'settings.time_zone') }}) as counted_from

    from information
    cross join settings
    inner join handoffs
        on information.handoff_id = handoffs.handoff_id
    inner join versions
        on handoffs.agreement_version = versions.agreement_version
        and versions.starts_at <= settings.as_of
        and coalesce(versions.ends_at > settings.as_of, true)
    inner join leads
        on handoffs.lead_id = leads.lead_id
    group by versions.agreement_version, information.field

)

select * from fields_counted
