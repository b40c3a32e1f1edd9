{#- Tukey's fences: the quartiles, and one and a half times their distance beyond -#}
{%- set quartiles = [percentile('values_before.value', 0.25), percentile('values_before.value', 0.75)] -%}
{%- set reach = '1.5 * (' ~ quartiles[1] ~ ' - ' ~ quartiles[0] ~ ')' -%}
{%- set high = quartiles[1] ~ ' + ' ~ reach -%}
with

acceptance as (

    select * from {{ ref('int_acceptance_counted') }}

),

handling as (

    select * from {{ ref('int_handling_counted') }}

),

conversion as (

    select * from {{ ref('int_conversion_counted') }}

),

values_of_all as (
    {% for metric, watched in var('watched').items() %}
    select
        period_grain,
        period_start,
        '{{ metric }}' as metric,
        {{ watched_columns(watched) }},
        cast({{ watched.estimate or 'null' }} as double precision) as estimate
    from {{ watched['in'] }}
    where dimension = 'all' and period_grain <> 'ever'
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

values_dated as (

    select
        values_of_all.*,
        periods.next_period_start,
        periods.agreement_version,
        periods.has_version_change,
        periods.is_ended and coalesce(values_of_all.is_matured, false) as is_mature
    from values_of_all
    inner join {{ ref('int_periods') }} as periods
        on values_of_all.period_grain = periods.period_grain
        and values_of_all.period_start = periods.period_start

),

-- a median that is not reached is a result, but no length to be compared
values_placed as (

    select
        values_dated.*,
        is_mature and value is not null as is_comparable,
        sum(case when is_mature and value is not null then 1 else 0 end) over until_now as comparable_until,
        max(case when is_mature and members > 0 then period_start end) over until_now as latest_mature_start
    from values_dated
    window until_now as (
        partition by period_grain, metric order by period_start
        rows between unbounded preceding and current row
    )

),

-- what is usual is told by the twelve mature periods before; nothing is below 0, no rate above 1
usual_ranges as (

    select
        values_placed.period_grain,
        values_placed.metric,
        values_placed.period_start,
        {{ round_to('greatest(' ~ quartiles[0] ~ ' - ' ~ reach ~ ', 0)', 12) }} as usual_low,
        {{ round_to(
            "case when min(values_placed.unit) = 'rate' then least(" ~ high ~ ', 1) else ' ~ high ~ ' end', 12
        ) }} as usual_high
    from values_placed
    inner join values_placed as values_before
        on values_placed.period_grain = values_before.period_grain
        and values_placed.metric = values_before.metric
        and values_placed.period_start > values_before.period_start
        and values_before.is_comparable
        and values_placed.comparable_until - case when values_placed.is_comparable then 1 else 0 end
        < values_before.comparable_until + 12
    group by values_placed.period_grain, values_placed.metric, values_placed.period_start
    having count(*) = 12

),

metric_changes as (

    select
        -- keys
        told.period_grain,
        told.period_start,
        told.metric,

        -- attributes
        'cohort' as basis,
        told.unit,
        told.agreement_version,

        -- measures
        told.value,
        told.numerator,
        cast(told.members as bigint) as members,
        previous.value as previous_value,
        case
            when told.is_mature and previous.is_mature
                then {{ round_to('told.value - previous.value', 12) }}
        end as change,
        usual_ranges.usual_low,
        usual_ranges.usual_high,
        case when not told.is_mature then told.estimate end as estimate,
        latest.value as latest_mature_value,
        cast(latest.members as bigint) as latest_mature_members,

        -- flags
        told.is_mature,
        case
            when told.is_mature
                then {{ round_to('told.value', 12) }} < usual_ranges.usual_low
                or {{ round_to('told.value', 12) }} > usual_ranges.usual_high
        end as is_unusual,
        told.has_version_change,

        -- times
        told.latest_mature_start

    from values_placed as told
    left join values_placed as previous
        on told.period_grain = previous.period_grain
        and told.metric = previous.metric
        and told.period_start = previous.next_period_start
    left join values_placed as latest
        on told.period_grain = latest.period_grain
        and told.metric = latest.metric
        and told.latest_mature_start = latest.period_start
    left join usual_ranges
        on told.period_grain = usual_ranges.period_grain
        and told.metric = usual_ranges.metric
        and told.period_start = usual_ranges.period_start

)

select * from metric_changes
