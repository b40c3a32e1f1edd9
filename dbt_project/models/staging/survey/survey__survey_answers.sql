with

responses as (

    select * from {{ ref('stg_survey__responses') }}

),

entries as (

    {{ json_entries('responses', 'answers') | indent(4) }}

),

-- a header that the form writes twice is one question
answers as (

    select
        entries.form_key,
        entries.respondent_key,
        entries.wave,
        entries.team,
        entries.entry_name,
        entries.answered_at_has_time,
        entries.answered_at,
        entries.last_missing_at,
        max(entries.entry_text) as entry_text
    from entries
    group by
        entries.form_key,
        entries.respondent_key,
        entries.wave,
        entries.team,
        entries.entry_name,
        entries.answered_at_has_time,
        entries.answered_at,
        entries.last_missing_at

),

answers_shaped as (

    select
        {{ stable_hash(['answers.form_key', 'answers.entry_name']) }} as answer_key,
        'survey' as system,
        answers.form_key,
        answers.respondent_key,
        answers.wave,
        answers.team,
        answers.entry_name as question,
        answers.entry_text as answer,
        answers.answered_at_has_time as has_time,
        answers.answered_at,
        answers.last_missing_at
    from answers

)

select * from answers_shaped
