with

answers as (

    select * from {{ ref('int_survey_answers_judged') }}

),

answers_ignored as (

    select
        -- keys
        answers.wave,
        answers.judgement as reason,

        -- measures
        count(*) as answers

    from answers
    where answers.judgement not in ('counted', 'blank', 'wave_open')
    group by answers.wave, answers.judgement

)

select * from answers_ignored
