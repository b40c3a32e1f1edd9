{{ config(alias='commitments') }}

with

commitments_due as (

    select * from {{ ref('int_commitments_due') }}

),

measured as (

    select * from {{ ref('int_commitments_measured') }}

),

reasons as (

    select * from {{ ref('rejection_reasons') }}

),

perceived as (

    select * from {{ ref('perceived_alignment') }}

),

reasons_given as (

    select
        period_grain,
        period_start,
        'reason_given_rate' as measure,
        case when dimension = 'all' then '*' else dimension_value end as segment,
        cast(sum(case when reason_code <> '(none given)' then decisions else 0 end) as double precision)
            as numerator,
        cast(sum(decisions) as double precision) as denominator
    from reasons
    where dimension in ('all', 'segment') and reason_code <> '(all)'
    group by 1, 2, 3, 4

),

-- a wave that hides how many answered hides it here too
waves_closed as (

    select
        commitments_due.period_grain,
        commitments_due.period_start,
        commitments_due.commitment_code,
        case when count(*) = count(perceived.respondents) then sum(perceived.respondents) end
            as respondents
    from commitments_due
    inner join perceived
        on commitments_due.team = perceived.team
        and commitments_due.starts_at < perceived.closed_at
        and commitments_due.known_until >= perceived.closed_at
    where commitments_due.measure = 'survey_response' and perceived.survey_dimension = 'all'
    group by 1, 2, 3

),

-- a count and a sum of nothing are 0; a rate of nobody is not known
commitments_measured as (

    select
        commitments_due.*,
        case commitments_due.measure
            when 'survey_response' then cast(waves_closed.respondents as double precision)
            when 'reason_given_rate'
                then {{ true_divide('reasons_given.numerator', 'reasons_given.denominator') }}
            when 'mqls_delivered' then coalesce(measured.actual, 0)
            when 'marketing_pipeline'
                then case when measured.measure is null then 0 else measured.actual end
            else measured.actual
        end as actual,
        coalesce(reasons_given.numerator, measured.numerator) as numerator,
        coalesce(reasons_given.denominator, measured.denominator) as denominator,
        coalesce(measured.members_open, 0) as members_open,
        coalesce(measured.amounts_missing, 0) as amounts_missing
    from commitments_due
    left join measured
        on commitments_due.period_grain = measured.period_grain
        and commitments_due.period_start = measured.period_start
        and commitments_due.measure = measured.measure
        and commitments_due.segment = measured.segment
    left join reasons_given
        on commitments_due.period_grain = reasons_given.period_grain
        and commitments_due.period_start = reasons_given.period_start
        and commitments_due.measure = reasons_given.measure
        and commitments_due.segment = reasons_given.segment
    left join waves_closed
        on commitments_due.period_grain = waves_closed.period_grain
        and commitments_due.period_start = waves_closed.period_start
        and commitments_due.commitment_code = waves_closed.commitment_code

),

commitments_judged as (

    select
        -- keys
        period_grain,
        period_start,
        commitment_code,

        -- attributes
        team,
        measure,
        segment,
        comparison,
        case
            when not is_ended then 'running'
            when members_open > 0 then 'immature'
            when comparison = 'at_least' and actual >= target then 'kept'
            when comparison = 'at_most' and actual <= target then 'kept'
            when actual is not null then 'broken'
        end as status,
        case when measure in ('marketing_pipeline', 'survey_response') then 'period' else 'cohort' end
            as basis,
        agreement_version,

        -- measures
        target,
        actual,
        case
            when measure in ('mqls_delivered', 'marketing_pipeline', 'survey_response') then actual
            else coalesce(numerator, 0)
        end as numerator,
        case
            when measure not in ('mqls_delivered', 'marketing_pipeline', 'survey_response')
                then coalesce(denominator, 0)
        end as denominator,
        cast(members_open as bigint) as members_open,
        cast(amounts_missing as bigint) as amounts_missing,

        -- flags
        is_ended and members_open = 0 as is_mature,
        has_version_change

    from commitments_measured

)

select * from commitments_judged
