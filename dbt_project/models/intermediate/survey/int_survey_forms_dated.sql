with

answers as (

    select * from {{ ref('int_survey_answers_unioned') }}

),

survey_waves as (

    select * from {{ ref('survey_waves') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

forms as (

    select distinct
        answers.form_key,
        answers.respondent_key,
        {{ folded('answers.wave') }} as own_wave,
        trim(answers.wave) as own_wave_name,
        {{ local_date('answers.answered_at', 'settings.time_zone') }} as local_day,
        settings.time_zone,
        settings.as_of,
        answers.answered_at,
        answers.last_missing_at
    from answers
    cross join settings
    where answers.answered_at is not null

),

-- a form that names a quarter says when its wave ends; of any other name the first form tells
forms_named as (

    select
        forms.*,
        coalesce({{ regex_matches('forms.own_wave', '^[0-9]{4}-?q[1-4]$') }}, false) as names_quarter,
        min(forms.local_day) over (partition by forms.own_wave) as first_local_day,
        min(forms.own_wave_name) over (partition by forms.own_wave) as first_own_wave_name
    from forms

),

forms_quartered as (

    select
        forms_named.*,
        case
            when forms_named.names_quarter
                then {{ try_cast(
                    "substr(own_wave, 1, 4) || case right(own_wave, 1) when '1' then '-01-01'"
                    ~ " when '2' then '-04-01' when '3' then '-07-01' else '-10-01' end", 'date'
                ) }}
            when forms_named.own_wave is not null
                then {{ period_start("'quarter'", 'forms_named.first_local_day') }}
            else {{ period_start("'quarter'", 'forms_named.local_day') }}
        end as quarter_start
    from forms_named

),

-- by its own name; else open that day; else closed earlier in the same quarter, so too late
forms_matched as (

    select
        forms_quartered.*,
        survey_waves.wave as declared_wave,
        coalesce(survey_waves.opens_on, forms_quartered.quarter_start) as opens_on,
        coalesce(
            cast({{ dbt.dateadd('day', 1, 'survey_waves.closes_on') }} as date),
            {{ next_period_start("'quarter'", 'forms_quartered.quarter_start') }}
        ) as closed_from,
        row_number() over (
            partition by forms_quartered.form_key
            order by survey_waves.closes_on desc nulls last, survey_waves.wave
        ) as match_rank
    from forms_quartered
    left join survey_waves
        on forms_quartered.own_wave = {{ folded('survey_waves.wave') }}
        or (
            forms_quartered.own_wave is null and forms_quartered.local_day >= survey_waves.opens_on
            and forms_quartered.quarter_start <= survey_waves.closes_on
        )

),

forms_in_waves as (

    select
        forms_matched.*,
        coalesce(
            forms_matched.declared_wave,
            case when not forms_matched.names_quarter then forms_matched.first_own_wave_name end,
            cast(extract(year from forms_matched.quarter_start) as varchar) || '-Q'
            || cast(extract(quarter from forms_matched.quarter_start) as varchar)
        ) as wave,
        {{ from_zone('cast(opens_on as timestamp)', 'time_zone') }} as opened_at,
        {{ from_zone('cast(closed_from as timestamp)', 'time_zone') }} as closed_at
    from forms_matched
    where forms_matched.match_rank = 1

),

-- Once an export of after its end is read, a wave is published: what comes to light in a later one
-- would tell, by what it changes, what one person answered.
forms_judged as (

    select
        forms_in_waves.*,
        forms_in_waves.answered_at >= forms_in_waves.closed_at
        or coalesce(forms_in_waves.last_missing_at >= forms_in_waves.closed_at, false) as is_late
    from forms_in_waves

),

forms_dated as (

    select
        -- keys
        forms_judged.form_key,
        forms_judged.respondent_key,

        -- attributes
        forms_judged.wave,

        -- flags
        forms_judged.is_late,
        forms_judged.as_of >= forms_judged.closed_at as is_wave_closed,
        row_number() over (
            partition by forms_judged.wave, forms_judged.respondent_key, forms_judged.is_late
            order by forms_judged.answered_at desc, forms_judged.form_key
        ) > 1 as is_replaced,

        -- times
        forms_judged.opened_at,
        forms_judged.closed_at,
        forms_judged.answered_at

    from forms_judged

)

select * from forms_dated
