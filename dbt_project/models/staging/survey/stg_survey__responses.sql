with

landed_rows as (

    {{ landed('survey', 'responses') }}

),

answers as (

    {{ json_entries('landed_rows', '_extra') | indent(4) }}

),

-- what a form says, whatever the order of its columns and whichever questions came later
contents as (

    select
        answers._file,
        answers._row,
        {{ ordered_list(
            "answers.entry_name || '=' || answers.entry_text", 'answers.entry_name'
        ) }} as content
    from answers
    where trim(answers.entry_text) != ''
    group by answers._file, answers._row

),

forms as (

    select
        landed_rows.*,
        nullif(trim(landed_rows.respondent_id), '') as respondent_code,
        case
            when nullif(trim(landed_rows.respondent_id), '') is null then contents.content
        end as content
    from landed_rows
    left join contents
        on landed_rows._file = contents._file
        and landed_rows._row = contents._row

),

-- without a code, two equal forms in one export are of two respondents, in two exports of one
forms_told_apart as (

    select
        forms.*,
        case
            when forms.respondent_code is null
                then
                    row_number() over (
                        partition by
                            forms._exported_at,
                            forms.answered_at,
                            forms.team,
                            forms.wave,
                            forms.respondent_code,
                            forms.content
                        order by forms._file, forms._row
                    )
        end as equal_form_number
    from forms

),

forms_keyed as (

    select
        forms_told_apart.*,
        {{ stable_hash([
            'forms_told_apart.respondent_code', 'forms_told_apart.answered_at',
            'forms_told_apart.team', 'forms_told_apart.wave', 'forms_told_apart.content',
            'forms_told_apart.equal_form_number'
        ]) }} as form_key
    from forms_told_apart

),

newest_forms as (

    {{ newest_version('forms_keyed', 'form_key') | indent(4) }}

),

responses as (

    select
        -- keys
        form_key,
        case
            when respondent_code is null then form_key
            else {{ stable_hash(['respondent_code']) }}
        end as respondent_key,

        -- attributes
        nullif(trim(wave), '') as wave,
        team,
        _extra as answers,

        -- flags
        answered_at_has_time,

        -- times
        answered_at

    from newest_forms

)

select * from responses
