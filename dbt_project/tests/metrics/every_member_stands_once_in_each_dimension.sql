-- Whatever tells them apart, the handoffs, leads and decisions of a period are as many.
with

counts as (

    select
        'lead_acceptance' as metric,
        period_grain,
        period_start,
        dimension,
        sum(handed_off) as members
    from {{ ref('lead_acceptance') }}
    group by period_grain, period_start, dimension

    union all

    select
        'routing_compliance' as metric,
        period_grain,
        period_start,
        dimension,
        sum(as_agreed + other_owner + unassigned + no_rule) as members
    from {{ ref('routing_compliance') }}
    group by period_grain, period_start, dimension

    union all

    select
        'conversion_by_source' as metric,
        period_grain,
        period_start,
        dimension,
        sum(leads) as members
    from {{ ref('conversion_by_source') }}
    group by period_grain, period_start, dimension

    union all

    select
        'rejection_reasons' as metric,
        period_grain,
        period_start,
        dimension,
        sum(decisions) as members
    from {{ ref('rejection_reasons') }}
    where reason_code = '(all)'
    group by period_grain, period_start, dimension

),

totals as (

    select * from counts
    where dimension = 'all'

)

select
    counts.metric,
    counts.period_grain,
    counts.period_start,
    counts.dimension,
    counts.members,
    totals.members as all_members
from counts
left join totals
    on counts.metric = totals.metric
    and counts.period_grain = totals.period_grain
    and counts.period_start = totals.period_start
where totals.members is null or counts.members != totals.members
