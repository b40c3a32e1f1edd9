{{ config(materialized='table') }}

{#- What a touch is given by each model; a deal's are scaled to 1. -#}
{%- set weights = {
    'first': 'case when is_first then 1 else 0 end',
    'last': 'case when is_last then 1 else 0 end',
    'linear': '1',
    'position': 'case when touch_count <= 2 then 1 when is_first or is_last then 0.4'
        ~ ' else 0.2 / (touch_count - 2) end',
    'w': 'case when is_first then 0.3 else 0 end + case when is_mql_making then 0.3 else 0 end'
        ~ ' + case when is_last then 0.3 else 0 end'
        ~ ' + case when has_role then 0 else 0.1 / touches_without_role end',
    'time_decay': 'power(2.0, -(days_before - fewest_days_before) / half_life_days)',
} -%}
with

opportunities as (

    select * from {{ ref('fct_opportunities') }}

),

touches as (

    select * from {{ ref('int_won_opportunities_touched') }}

),

-- one that nothing touched is given whole to nothing
touches_placed as (

    select
        opportunities.opportunity_id,
        touches.activity_id,
        opportunities.closed_at,
        cast({{ round_to('opportunities.reporting_amount', 2) }} as decimal(18, 2)) as amount,
        {%- for dimension in ['channel', 'source', 'campaign', 'asset'] %}
        coalesce(touches.{{ dimension }}, '(unattributed)') as {{ dimension }},
        {%- endfor %}
        coalesce(touches.touch_number, 1) as touch_number,
        coalesce(touches.days_before, 0) as days_before,
        count(*) over of_the_deal as touch_count,
        min(coalesce(touches.days_before, 0)) over of_the_deal as fewest_days_before,
        max(case when touches.is_before_mql then touches.touch_number end) over of_the_deal
            as mql_touch_number,
        cast(settings.attribution_half_life_days as double precision) as half_life_days
    from opportunities
    cross join {{ source('control', 'settings') }} as settings
    left join touches
        on opportunities.opportunity_id = touches.opportunity_id
    where opportunities.outcome = 'won' and opportunities.counted_leads > 0
    window of_the_deal as (partition by opportunities.opportunity_id)

),

roles_given as (

    select
        touches_placed.*,
        touch_number = 1 as is_first,
        coalesce(touch_number = mql_touch_number, false) as is_mql_making,
        touch_number = touch_count as is_last,
        touch_number in (1, touch_count, coalesce(mql_touch_number, 1)) as has_role
    from touches_placed

),

roles_counted as (

    select
        roles_given.*,
        sum(case when has_role then 0 else 1 end) over (partition by opportunity_id)
            as touches_without_role
    from roles_given

),

touches_weighed as (
    {% for model, weight in weights.items() %}
    select
        roles_counted.*,
        '{{ model }}' as model,
        {{ true_divide(weight, 'sum(' ~ weight ~ ') over (partition by opportunity_id)') }}
            as share_of_deal
    from roles_counted
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

-- an exact half is rounded up: a double may lie a hair below it
shares_rounded as (

    select
        touches_weighed.*,
        cast(
            {{ round_to('cast(share_of_deal as decimal(18, 12))', 6) }} as decimal(18, 6)
        ) as rounded_credit,
        cast(
            {{ round_to('cast(share_of_deal * cast(amount as double precision) as decimal(28, 8))', 2) }}
            as decimal(18, 2)
        ) as rounded_revenue
    from touches_weighed

),

-- what rounding leaves goes to the last touch
touches_credited as (

    select
        -- keys
        opportunity_id,
        activity_id,
        model,
        touch_number,

        -- attributes
        channel,
        source,
        campaign,
        asset,

        -- measures
        cast(
            case when is_last then 1 - sum(rounded_credit) over of_the_model + rounded_credit
                else rounded_credit
            end as decimal(18, 6)
        ) as credit,
        cast(
            case when is_last then amount - sum(rounded_revenue) over of_the_model + rounded_revenue
                else rounded_revenue
            end as decimal(18, 2)
        ) as revenue,

        -- flags
        is_first,
        is_mql_making,
        is_last,

        -- times
        closed_at

    from shares_rounded
    window of_the_model as (partition by opportunity_id, model)

)

select * from touches_credited
