with

answers as (

    select * from {{ ref('int_survey_answers_judged') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

answers_counted as (

    select
        answers.wave,
        answers.team,
        answers.respondent_key,
        answers.survey_dimension,
        answers.points
    from answers
    where answers.judgement = 'counted'

    union all

    select
        answers.wave,
        answers.team,
        answers.respondent_key,
        'all' as survey_dimension,
        answers.points
    from answers
    where answers.judgement = 'counted'

),

respondents_scored as (

    select
        answers_counted.wave,
        answers_counted.team,
        answers_counted.respondent_key,
        answers_counted.survey_dimension,
        (avg(answers_counted.points) - 1) / 4 * 100 as score
    from answers_counted
    group by
        answers_counted.wave,
        answers_counted.team,
        answers_counted.respondent_key,
        answers_counted.survey_dimension

),

teams_scored as (

    select
        respondents_scored.wave,
        respondents_scored.team,
        respondents_scored.survey_dimension,
        count(*) as respondents,
        {{ round_to('avg(respondents_scored.score)', 10) }} as score
    from respondents_scored
    group by
        respondents_scored.wave, respondents_scored.team, respondents_scored.survey_dimension

),

-- both teams stand in every dimension asked: one without an answer is too few, not absent
dimensions_asked as (

    select distinct
        teams_scored.wave,
        teams_scored.survey_dimension
    from teams_scored

),

teams as (

    select 'sales' as team

    union all

    select 'marketing' as team

),

teams_judged as (

    select
        dimensions_asked.wave,
        teams.team,
        dimensions_asked.survey_dimension,
        coalesce(teams_scored.respondents, 0) as respondents,
        teams_scored.score,
        coalesce(teams_scored.respondents, 0) < settings.survey_min_respondents as is_too_few
    from dimensions_asked
    cross join teams
    cross join settings
    left join teams_scored
        on dimensions_asked.wave = teams_scored.wave
        and teams.team = teams_scored.team
        and dimensions_asked.survey_dimension = teams_scored.survey_dimension

),

-- from a team's whole and its other dimensions the hidden one could be worked out
teams_suppressed as (

    select
        teams_judged.wave,
        teams_judged.team,
        teams_judged.survey_dimension,
        teams_judged.respondents,
        teams_judged.score,
        teams_judged.is_too_few
        or (
            teams_judged.survey_dimension = 'all'
            and max(case when teams_judged.is_too_few then 1 else 0 end) over (
                partition by teams_judged.wave, teams_judged.team
            ) = 1
        ) as is_suppressed
    from teams_judged

)

select * from teams_suppressed
