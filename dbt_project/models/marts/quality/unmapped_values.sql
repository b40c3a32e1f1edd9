with

stage_changes as (

    select * from {{ ref('int_stage_changes_mapped') }}

),

opportunity_changes as (

    select * from {{ ref('int_opportunity_changes_mapped') }}

),

opportunities as (

    select * from {{ ref('int_opportunities_valued') }}

),

activities as (

    select * from {{ ref('int_activities_classified') }}

),

sources as (

    select * from {{ ref('int_sources_mapped') }}

),

countries as (

    select * from {{ ref('int_countries_mapped') }}

),

reasons as (

    select * from {{ ref('int_lead_reasons_mapped') }}

),

users as (

    select * from {{ ref('int_users_resolved') }}

),

owner_changes as (

    select * from {{ ref('int_owner_changes_unioned') }}

),

user_names as (

    select * from {{ ref('int_user_names_gathered') }}

),

systems_with_users as (

    select distinct user_names.system
    from user_names

),

survey_answers as (

    select * from {{ ref('int_survey_answers_judged') }}

),

values_without_meaning as (

    select
        'status_mapping' as mapping,
        system,
        object,
        field,
        value,
        changed_at as seen_at
    from stage_changes
    where not is_mapped and value is not null and field <> 'rejection_reason'

    union all

    select
        'status_mapping' as mapping,
        system,
        'opportunity' as object,
        field,
        value,
        changed_at as seen_at
    from opportunity_changes
    where not is_mapped and value is not null

    union all

    select
        'opportunity_type_mapping' as mapping,
        system,
        'opportunity' as object,
        'opportunity_type' as field,
        opportunity_type as value,
        created_at as seen_at
    from opportunities
    where not is_type_mapped

    union all

    select
        'activity_mapping' as mapping,
        system,
        object,
        'activity_type' as field,
        coalesce(activity_type, '(none given)') as value,
        occurred_at as seen_at
    from activities
    where not is_mapped

    union all

    select
        'source_mapping' as mapping,
        system,
        cast(null as varchar) as object,
        'source' as field,
        raw_source as value,
        cast(null as timestamp) as seen_at
    from sources
    where not is_mapped

    union all

    select
        'country_names' as mapping,
        system,
        cast(null as varchar) as object,
        'country' as field,
        raw_country as value,
        cast(null as timestamp) as seen_at
    from countries
    where not is_mapped

    union all

    select
        'reason_mapping' as mapping,
        system,
        cast(null as varchar) as object,
        'reason' as field,
        reason_text as value,
        cast(null as timestamp) as seen_at
    from reasons
    where reason_code = '(unmapped)'

    union all

    select
        'user_teams' as mapping,
        system,
        'user' as object,
        case
            when department is not null then 'department'
            when role is not null then 'role'
            when team_text is not null then 'team'
            else 'user'
        end as field,
        coalesce(department, role, team_text, user_key) as value,
        cast(null as timestamp) as seen_at
    from users
    where is_person and not is_team_mapped

    union all

    select
        'time_zone_names' as mapping,
        system,
        'user' as object,
        'time_zone' as field,
        time_zone_text as value,
        cast(null as timestamp) as seen_at
    from users
    where time_zone is null and time_zone_text is not null

    union all

    select
        'user_teams' as mapping,
        owner_changes.system,
        'user' as object,
        case when user_names.is_shared then 'shared_owner_name' else 'owner_name' end as field,
        owner_changes.owner_name as value,
        owner_changes.changed_at as seen_at
    from owner_changes
    inner join systems_with_users
        on owner_changes.system = systems_with_users.system
    left join user_names
        on {{ folded("owner_changes.system || ':name:' || owner_changes.owner_name") }}
        = user_names.named_key
    where
        owner_changes.owner_name is not null
        and (user_names.named_key is null or user_names.is_shared)

    union all

    -- without the time of the form, which might tell the respondent
    select
        case judgement
            when 'unmapped_question' then 'survey_questions'
            when 'unmapped_team' then 'user_teams'
            else 'survey_answer_mapping'
        end as mapping,
        system,
        'responses' as object,
        case judgement
            when 'unmapped_question' then 'question'
            when 'unmapped_team' then 'team'
            else 'answer'
        end as field,
        case judgement
            when 'unmapped_question' then question
            when 'unmapped_team' then team_text
            else answer
        end as value,
        cast(null as timestamp) as seen_at
    from survey_answers
    where judgement in ('unmapped_question', 'unmapped_team', 'invalid')

),

-- an address that stands where a meaning should, since cells shifted, is nobody's to read
values_shown as (

    select
        mapping,
        system,
        object,
        field,
        case when value like '%@%' then '(an e-mail address)' else value end as value,
        seen_at
    from values_without_meaning

),

values_counted as (

    select
        {{ stable_hash(['mapping', 'system', 'object', 'field', 'value']) }} as unmapped_value_id,
        mapping,
        system,
        object,
        field,
        value,
        'add a row for it to ' || mapping || '.csv: what it means'
        || case
            when object = 'opportunity' and mapping = 'status_mapping'
                then
                    ' (opportunity, won or lost). Until then its deals are what the flags for closed '
                    || 'and won say; without these in the export, they are neither open nor won'
            else ''
        end as remedy,
        count(*) as row_count,
        min(seen_at) as first_seen_at,
        max(seen_at) as last_seen_at
    from values_shown
    group by 2, 3, 4, 5, 6, 7

)

select
    unmapped_value_id,
    mapping,
    system,
    object,
    field,
    value,
    remedy,
    row_count,
    first_seen_at,
    last_seen_at
from values_counted
