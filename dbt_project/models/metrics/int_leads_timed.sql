{{ config(materialized='table') }}

with

leads as (

    select * from {{ ref('fct_leads') }}

),

lead_revenues as (

    select * from {{ ref('int_lead_revenues') }}

),

conversions_late as (

    select * from {{ ref('int_lead_conversions_late') }}

),

leads_timed as (

    select
        -- keys
        leads.lead_id,
        leads.handoff_id,

        -- attributes
        leads.origin_system,
        leads.source,
        leads.channel,
        leads.campaign,
        leads.segment,
        leads.country,
        leads.owner_id,
        {{- custom_dimensions_of('leads') }}

        -- measures
        leads.revenue,
        leads.open_pipeline,
        coalesce(lead_revenues.won_amounts_missing, 0) as won_amounts_missing,
        coalesce(lead_revenues.open_amounts_missing, 0) as open_amounts_missing,

        -- flags
        true as has_inquiry,
        true as has_recorded_inquiry,
        leads.inquiry_has_time,
        {%- for stage in stage_names('is_in_funnel')[1:] %}
        leads.has_{{ stage }},
        leads.has_{{ stage }} and not leads.{{ stage }}_is_imputed as has_recorded_{{ stage }},
        leads.{{ stage }}_has_time and not leads.{{ stage }}_is_observed as {{ stage }}_has_time,
        {%- endfor %}

        -- times
        {%- for stage in stage_names('is_in_funnel') %}
        leads.{{ stage }}_at,
        {%- endfor %}
        conversions_late.converted_at as converted_late_at

    from leads
    left join conversions_late
        on leads.lead_id = conversions_late.lead_id
    left join lead_revenues
        on leads.lead_id = lead_revenues.lead_id

)

select * from leads_timed
