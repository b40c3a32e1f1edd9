{{ config(materialized='table') }}

with

leads as (

    select * from {{ ref('int_leads_measured') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- a lead once for each step that it entered, nobody knows when or not
entries as (
    {% for step in var('steps') %}
    select
        '{{ step.name }}' as step,
        {{ local_date('leads.' ~ step.entered ~ '_at', 'settings.time_zone') }} as entered_on,
        coalesce(leads.segment, '(unknown)') as segment,
        coalesce(leads.source, '(unknown)') as source,
        leads.is_{{ step.name }}_matured as is_matured,
        leads.is_{{ step.name }}_in_window as is_in_window
    from leads
    cross join settings
    where leads.has_recorded_{{ step.entered }} and leads.{{ step.entered }}_at is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

entries_counted as (

    select
        step,
        {{ period_start("'month'", 'entered_on') }} as month_start,
        segment,
        source,
        count(*) as members,
        count(case when is_matured then 1 end) as matured,
        count(case when is_matured and is_in_window then 1 end) as reached_in_window
    from entries
    group by 1, 2, 3, 4

),

steps_counted as (
    {% for dimension in ['all', 'segment', 'source'] %}
    {%- set value = "'all'" if loop.first else dimension %}
    select
        -- keys
        step,
        month_start,
        '{{ dimension }}' as dimension,
        {{ value }} as dimension_value,

        -- measures
        cast(sum(members) as bigint) as members,
        cast(sum(matured) as bigint) as matured,
        cast(sum(reached_in_window) as bigint) as reached_in_window

    from entries_counted
    group by 1, 2, 3, 4
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from steps_counted
