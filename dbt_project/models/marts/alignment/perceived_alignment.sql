with

team_scores as (

    select * from {{ ref('int_survey_teams_scored') }}

),

answers as (

    select * from {{ ref('int_survey_answers_judged') }}

),

versions as (

    select * from {{ ref('int_agreement_versions_in_force') }}

),

waves as (

    select distinct
        answers.wave,
        answers.opened_at,
        answers.closed_at
    from answers
    where answers.judgement = 'counted'

),

waves_agreed as (

    select
        waves.wave,
        waves.opened_at,
        waves.closed_at,
        versions.agreement_version,
        coalesce(versions.starts_at > waves.opened_at, false) as has_version_change
    from waves
    left join versions
        on waves.closed_at > versions.starts_at
        and (versions.ends_at is null or waves.closed_at <= versions.ends_at)

),

-- both teams side by side, hidden where one of them is
team_pairs as (

    select
        sales.wave,
        sales.survey_dimension,
        sales.is_suppressed or marketing.is_suppressed as is_suppressed,
        case
            when not (sales.is_suppressed or marketing.is_suppressed)
                then sales.respondents + marketing.respondents
        end as respondents,
        case
            when not (sales.is_suppressed or marketing.is_suppressed)
                then (sales.score + marketing.score) / 2
        end as score,
        case
            when not (sales.is_suppressed or marketing.is_suppressed)
                then sales.score - marketing.score
        end as gap
    from team_scores as sales
    inner join team_scores as marketing
        on sales.wave = marketing.wave
        and sales.survey_dimension = marketing.survey_dimension
        and sales.team = 'sales'
        and marketing.team = 'marketing'

),

scores as (

    select
        team_scores.wave,
        team_scores.team,
        team_scores.survey_dimension,
        case when not team_scores.is_suppressed then team_scores.respondents end as respondents,
        case when not team_scores.is_suppressed then team_scores.score end as score,
        team_pairs.gap,
        team_scores.is_suppressed
    from team_scores
    inner join team_pairs
        on team_scores.wave = team_pairs.wave
        and team_scores.survey_dimension = team_pairs.survey_dimension

    union all

    select
        team_pairs.wave,
        'both' as team,
        team_pairs.survey_dimension,
        team_pairs.respondents,
        team_pairs.score,
        team_pairs.gap,
        team_pairs.is_suppressed
    from team_pairs

),

scores_published as (

    select
        -- keys
        scores.wave,
        scores.team,
        scores.survey_dimension,

        -- attributes
        'period' as basis,
        waves_agreed.agreement_version,

        -- measures
        scores.respondents,
        scores.score,
        scores.gap,

        -- flags
        scores.is_suppressed,
        true as is_mature,
        waves_agreed.has_version_change,

        -- times
        waves_agreed.opened_at,
        waves_agreed.closed_at

    from scores
    inner join waves_agreed
        on scores.wave = waves_agreed.wave

)

select * from scores_published
