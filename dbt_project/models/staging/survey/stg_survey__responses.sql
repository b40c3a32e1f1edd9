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

-- a form that was not yet there when a wave's numbers came out is of later
exports as (

    select distinct landed_rows._exported_at
    from landed_rows

),

exports_followed as (

    select
        exports._exported_at,
        lag(exports._exported_at) over (order by exports._exported_at) as previous_exported_at
    from exports

),

forms_first_seen as (

    select
        form_key,
        min(_exported_at) as first_seen_at
    from forms_keyed
    group by form_key

),

newest_forms as (

    {{ newest_version('forms_keyed', 'form_key') | indent(4) }}

),

responses as (

    select
        -- keys
        newest_forms.form_key,
        case
            when newest_forms.respondent_code is null then newest_forms.form_key
            else {{ stable_hash(['newest_forms.respondent_code']) }}
        end as respondent_key,

        -- attributes
        nullif(trim(newest_forms.wave), '') as wave,
        newest_forms.team,
        newest_forms._extra as answers,

        -- flags
        newest_forms.answered_at_has_time,

        -- times
        newest_forms.answered_at,
        exports_followed.previous_exported_at as last_missing_at

    from newest_forms
    inner join forms_first_seen
        on newest_forms.form_key = forms_first_seen.form_key
    inner join exports_followed
        on forms_first_seen.first_seen_at = exports_followed._exported_at

)

select * from responses
