with

weights as (

    select * from {{ ref('index_weights') }}

),

indicators as (

    select * from {{ ref('indicators') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

months as (

    select
        period_start,
        agreement_version,
        is_ended
    from periods
    where
        period_grain = 'month'
        and period_start >= (select min(indicators.period_start) from indicators)

),

components as (

    select
        months.period_start,
        months.agreement_version,
        months.is_ended,
        weights.metric,
        weights.weight,
        weights.floor_value,
        weights.ceiling_value
    from months
    inner join weights
        on months.agreement_version = weights.agreement_version

),

-- a median that is not reached is a value: the worst; a wave that is published is one at once
values_known as (

    select
        indicators.metric,
        indicators.period_start,
        indicators.value,
        indicators.value_on
    from indicators
    where
        indicators.period_grain = 'month'
        and (indicators.is_mature or indicators.metric = 'perceived_alignment')
        and (
            indicators.value is not null
            or (indicators.metric = 'lead_handling_time' and indicators.denominator > 0)
        )

),

components_valued as (

    select
        components.*,
        values_known.value,
        values_known.value_on,
        row_number() over (
            partition by components.period_start, components.metric
            order by values_known.period_start desc nulls last
        ) as recency
    from components
    left join values_known
        on components.metric = values_known.metric
        and components.period_start >= values_known.period_start

),

components_scored as (

    select
        components_valued.*,
        case
            when value_on is null then null
            when value is null then 0
            else least(
                greatest(
                    {{ true_divide('(value - floor_value)', '(ceiling_value - floor_value)') }}, 0
                ), 1
            )
        end as scaled_value
    from components_valued
    where recency = 1

),

index_components as (

    select
        -- keys
        period_start,
        metric,

        -- attributes
        agreement_version,

        -- measures
        value,
        cast(weight as double precision) as weight,
        floor_value,
        ceiling_value,
        scaled_value,
        100 * cast(weight as double precision) * scaled_value as points,

        -- flags
        is_ended as is_mature,

        -- times
        value_on

    from components_scored

)

select * from index_components
