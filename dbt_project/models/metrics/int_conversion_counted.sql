{{ config(materialized='table') }}

with

leads as (

    select * from {{ ref('int_leads_measured') }}

),

lead_cells as (

    {{ in_cells('leads', 'inquiry_at') | indent(4) }}

),

conversion_counted as (

    select
        -- keys
        {{ cell_keys() | join(',\n        ') }},

        -- measures
        count(handoff_id) as handed_off,
        count(case when not has_recorded_mql then handoff_id end) as handed_off_imputed,
        {%- for stage in stage_names('is_in_funnel') %}
        count(case when has_recorded_{{ stage }} then 1 end) as {{ stage }}_recorded,
        count(case when has_{{ stage }} and not has_recorded_{{ stage }} then 1 end)
            as {{ stage }}_imputed,
        {%- endfor %}
        {%- for step in var('steps') %}
        count(case when is_{{ step.name }} then 1 end)
            as {{ step.entered }}_to_{{ step.reached }},
        count(case when is_{{ step.name }}_matured then 1 end) as {{ step.name }}_matured,
        count(case when is_{{ step.name }}_matured and is_{{ step.name }}_in_window then 1 end)
            as {{ step.name }}_in_window,
        {%- endfor %}
        {{ percentile('case when days_to_won >= 0 then days_to_won end', 0.5) }}
            as median_days_to_won,
        -- nothing was earned where nothing was won; where no amount is known, nobody knows
        coalesce(sum(revenue), case when sum(won_amounts_missing) = 0 then 0 end) as revenue,
        coalesce(sum(open_pipeline), case when sum(open_amounts_missing) = 0 then 0 end)
            as open_pipeline,
        sum(won_amounts_missing + open_amounts_missing) as amounts_missing

    from lead_cells
    group by {{ cell_keys() | join(', ') }}

)

select * from conversion_counted
