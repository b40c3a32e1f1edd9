with

touches as (

    select * from {{ ref('int_touches_credited') }}

),

axes as (

    select distinct period_grain
    from {{ ref('int_cell_axes') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

touches_dated as (

    select
        touches.*,
        {{ local_date('touches.closed_at', 'settings.time_zone') }} as won_on
    from touches
    cross join settings

),

credits_of_days as (
    {% for dimension in ['channel', 'source', 'campaign', 'asset'] %}
    select
        won_on,
        model,
        '{{ dimension }}' as dimension,
        {{ dimension }} as dimension_value,
        sum(credit) as credit,
        sum(revenue) as revenue,
        count(activity_id) as touches,
        count(distinct case when revenue is null then opportunity_id end) as amounts_missing
    from touches_dated
    group by won_on, model, {{ dimension }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

credits_of_periods as (

    select
        axes.period_grain,
        {{ period_start('axes.period_grain', 'credits_of_days.won_on') }} as period_start,
        credits_of_days.model,
        credits_of_days.dimension,
        credits_of_days.dimension_value,
        sum(credits_of_days.credit) as credit,
        sum(credits_of_days.revenue) as revenue,
        sum(credits_of_days.touches) as touches,
        sum(credits_of_days.amounts_missing) as amounts_missing
    from credits_of_days
    cross join axes
    -- a win at an unknown time belongs to no period but ever
    where credits_of_days.won_on is not null or axes.period_grain = 'ever'
    group by 1, 2, 3, 4, 5

),

attribution_described as (

    select
        -- keys
        credits_of_periods.period_grain,
        credits_of_periods.period_start,
        credits_of_periods.model,
        credits_of_periods.dimension,
        credits_of_periods.dimension_value,

        -- attributes
        'period' as basis,
        periods.agreement_version,

        -- measures
        cast(credits_of_periods.credit as decimal(18, 6)) as credit,
        cast(credits_of_periods.revenue as decimal(18, 2)) as revenue,
        cast(credits_of_periods.touches as bigint) as touches,
        cast(credits_of_periods.amounts_missing as bigint) as amounts_missing,

        -- flags
        periods.is_ended as is_mature,
        periods.has_version_change

    from credits_of_periods
    inner join periods
        on credits_of_periods.period_grain = periods.period_grain
        and credits_of_periods.period_start = periods.period_start

)

select * from attribution_described
