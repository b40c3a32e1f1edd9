with

commitments as (

    select * from {{ ref('commitments') }}

),

periods as (

    select * from {{ ref('int_periods') }}

),

cohorts as (

    select * from {{ ref('int_conversion_counted') }}

),

-- nobody owed anything before the company's first lead
first_leads as (

    select
        period_grain,
        min(period_start) as first_start
    from cohorts
    where dimension = 'all'
    group by period_grain

),

commitments_due as (

    select
        -- keys
        periods.period_grain,
        periods.period_start,
        commitments.commitment_code,

        -- attributes
        commitments.team,
        commitments.measure,
        commitments.segment,
        commitments.comparison,
        commitments.agreement_version,

        -- measures
        cast(commitments.target as double precision) as target,

        -- flags
        periods.is_ended,
        periods.has_version_change,

        -- times
        periods.starts_at,
        periods.known_until

    from commitments
    inner join periods
        on commitments.period_grain = periods.period_grain
        and commitments.agreement_version = periods.agreement_version
    inner join first_leads
        on periods.period_grain = first_leads.period_grain
        and periods.period_start >= first_leads.first_start

)

select * from commitments_due
