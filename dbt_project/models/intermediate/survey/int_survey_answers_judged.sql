{{ config(materialized='table') }}

with

answers as (

    select * from {{ ref('int_survey_answers_unioned') }}

),

forms as (

    select * from {{ ref('int_survey_forms_dated') }}

),

survey_questions as (

    select * from {{ ref('survey_questions') }}

),

survey_answer_mapping as (

    select * from {{ ref('survey_answer_mapping') }}

),

user_teams as (

    select * from {{ ref('user_teams') }}

),

questions as (

    select distinct
        {{ folded('survey_questions.question') }} as question,
        survey_questions.survey_dimension,
        survey_questions.is_reversed
    from survey_questions

),

answer_words as (

    select distinct
        {{ folded('survey_answer_mapping.answer') }} as answer,
        survey_answer_mapping.points
    from survey_answer_mapping

),

teams as (

    select distinct
        user_teams.system,
        {{ folded('user_teams.value') }} as team_value,
        user_teams.team
    from user_teams
    where user_teams.field = 'team'

),

answers_read as (

    select
        answers.answer_key,
        answers.system,
        answers.form_key,
        answers.respondent_key,
        forms.wave,
        coalesce(own_teams.team, general_teams.team) as team,
        answers.team as team_text,
        answers.question,
        answers.answer,
        questions.survey_dimension,
        questions.is_reversed,
        nullif(trim(answers.answer), '') is null as is_blank,
        coalesce(
            {{ try_cast('trim(answers.answer)', 'double precision') }},
            cast(answer_words.points as double precision)
        ) as answer_points,
        forms.opened_at,
        forms.closed_at,
        forms.is_late,
        forms.is_wave_closed,
        forms.is_replaced
    from answers
    inner join forms
        on answers.form_key = forms.form_key
    left join questions
        on {{ folded('answers.question') }} = questions.question
    left join answer_words
        on {{ folded('answers.answer') }} = answer_words.answer
    left join teams as own_teams
        on {{ folded('answers.team') }} = own_teams.team_value
        and answers.system = own_teams.system
    left join teams as general_teams
        on {{ folded('answers.team') }} = general_teams.team_value
        and general_teams.system = '*'

),

answers_judged as (

    select
        -- keys
        answers_read.answer_key,
        answers_read.form_key,
        answers_read.respondent_key,

        -- attributes
        answers_read.system,
        answers_read.wave,
        answers_read.team,
        answers_read.team_text,
        answers_read.question,
        answers_read.answer,
        answers_read.survey_dimension,
        case
            when answers_read.survey_dimension is null then 'unmapped_question'
            when answers_read.is_blank then 'blank'
            when answers_read.team is null then 'unmapped_team'
            when answers_read.team not in ('sales', 'marketing') then 'other_team'
            when not answers_read.is_wave_closed then 'wave_open'
            when answers_read.is_late then 'late'
            when answers_read.is_replaced then 'replaced'
            when answers_read.answer_points in (1, 2, 3, 4, 5) then 'counted'
            else 'invalid'
        end as judgement,

        -- measures
        case
            when answers_read.is_reversed then 6 - answers_read.answer_points
            else answers_read.answer_points
        end as points,

        -- times
        answers_read.opened_at,
        answers_read.closed_at

    from answers_read

)

select * from answers_judged
