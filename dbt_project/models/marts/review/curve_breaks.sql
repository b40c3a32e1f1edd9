{%- set series = 'partition by step, dimension, dimension_value' -%}
{%- set after = ['reached_after', 'members_after'] -%}
{%- set before = ['reached_before', 'members_before'] -%}
with

steps_counted as (

    select * from {{ ref('int_steps_counted') }}

),

-- a month of which one is too young tells nothing yet
months_numbered as (

    select
        steps_counted.*,
        row_number() over ({{ series }} order by month_start desc) as recency
    from steps_counted
    where matured = members

),

-- a break that is long mended does not hide a later one
months_summed as (

    select
        step,
        dimension,
        dimension_value,
        month_start as broke_on,
        min(month_start) over ({{ series }}) as first_month_start,
        max(month_start) over ({{ series }}) as last_month_start,
        count(*) over earlier as months_before,
        sum(members) over earlier as members_before,
        sum(reached_in_window) over earlier as reached_before,
        count(*) over later as months_after,
        sum(members) over later as members_after,
        sum(reached_in_window) over later as reached_after
    from months_numbered
    where recency <= 24
    window
        earlier as ({{ series }} order by month_start rows between unbounded preceding and 1 preceding),
        later as ({{ series }} order by month_start rows between current row and unbounded following)

),

splits as (

    select
        months_summed.*,
        count(*) over ({{ series }}) as splits,
        {{ likelihood_ratio(after[0], after[1], before[0], before[1]) }} as statistic
    from months_summed
    where months_before >= 3 and months_after >= 3 and members_before >= 30 and members_after >= 30

),

splits_ranked as (

    select
        splits.*,
        {{ round_to(chi_square_limit('0.05 / splits'), 5) }} as threshold,
        row_number() over ({{ series }} order by statistic desc, broke_on asc) as place
    from splits

),

curve_breaks as (

    select
        -- keys
        step,
        dimension,
        dimension_value,

        -- attributes
        case step
            {%- for declared in var('steps') %}
            when '{{ declared.name }}' then '{{ declared.entered }}'
            {%- endfor %}
        end as stage_entered,
        case step
            {%- for declared in var('steps') %}
            when '{{ declared.name }}' then '{{ declared.reached }}'
            {%- endfor %}
        end as stage_reached,
        'cohort' as basis,

        -- measures
        months_before,
        months_after,
        cast(members_before as bigint) as members_before,
        cast(members_after as bigint) as members_after,
        cast(reached_before as bigint) as reached_before,
        cast(reached_after as bigint) as reached_after,
        {{ true_divide(before[0], before[1]) }} as rate_before,
        {{ true_divide(after[0], after[1]) }} as rate_after,
        {{ round_to(true_divide(after[0], after[1]) ~ ' - ' ~ true_divide(before[0], before[1]), 12) }}
            as change,
        {{ newcombe_low(after[0], after[1], before[0], before[1]) }} as change_low,
        {{ newcombe_high(after[0], after[1], before[0], before[1]) }} as change_high,
        splits,
        statistic,
        threshold,

        -- flags
        statistic > threshold as is_break,

        -- times
        broke_on,
        first_month_start,
        last_month_start

    from splits_ranked
    where place = 1

)

select * from curve_breaks
