{#- The rows of each model to which a mapping gives no meaning, and where their value stands. A model
    that keeps no object or time of a value leaves it out; a form's is left out since it might tell the
    respondent. -#}
{%- set gaps = [
    {'mapping': 'status_mapping', 'rows': ref('int_stage_changes_mapped'), 'object': 'object',
     'field': 'field', 'value': 'value', 'seen_at': 'changed_at',
     'where': "not is_mapped and value is not null and field <> 'rejection_reason'"},
    {'mapping': 'status_mapping', 'rows': ref('int_opportunity_changes_mapped'), 'object': "'opportunity'",
     'field': 'field', 'value': 'value', 'seen_at': 'changed_at',
     'where': 'not is_mapped and value is not null'},
    {'mapping': 'opportunity_type_mapping', 'rows': ref('int_opportunities_valued'),
     'object': "'opportunity'", 'field': "'opportunity_type'", 'value': 'opportunity_type',
     'seen_at': 'created_at', 'where': 'not is_type_mapped'},
    {'mapping': 'activity_mapping', 'rows': ref('int_activities_classified'), 'object': 'object',
     'field': "'activity_type'", 'value': "coalesce(activity_type, '(none given)')",
     'seen_at': 'occurred_at', 'where': 'not is_mapped'},
    {'mapping': 'source_mapping', 'rows': ref('int_sources_mapped'),
     'field': "'source'", 'value': 'raw_source', 'count': 'row_count', 'where': 'not is_mapped'},
    {'mapping': 'country_names', 'rows': ref('int_countries_mapped'),
     'field': "'country'", 'value': 'raw_country', 'count': 'row_count', 'where': 'not is_mapped'},
    {'mapping': 'reason_mapping', 'rows': ref('int_lead_reasons_mapped'),
     'field': "'reason'", 'value': 'reason_text', 'where': "reason_code = '(unmapped)'"},
    {'mapping': 'user_teams', 'rows': ref('int_users_resolved'), 'object': "'user'",
     'field': "case when department is not null then 'department' when role is not null then 'role'"
              ~ " when team_text is not null then 'team' else 'user' end",
     'value': 'coalesce(department, role, team_text, substr(user_key, length(system) + 7))',
     'known_as': 'case when coalesce(department, role, team_text) is null then user_name end',
     'where': 'is_person and not is_team_mapped'},
    {'mapping': 'time_zone_names', 'rows': ref('int_users_resolved'), 'object': "'user'",
     'field': "'time_zone'", 'value': 'time_zone_text',
     'where': 'time_zone is null and time_zone_text is not null'},
    {'mapping': 'user_teams', 'rows': 'owners_without_user', 'object': "'user'",
     'field': 'field', 'value': 'owner_name', 'seen_at': 'changed_at', 'where': 'owner_name is not null'},
    {'mapping': 'survey_questions', 'rows': ref('int_survey_answers_judged'), 'object': "'responses'",
     'field': "'question'", 'value': 'question', 'where': "judgement = 'unmapped_question'"},
    {'mapping': 'user_teams', 'rows': ref('int_survey_answers_judged'), 'object': "'responses'",
     'field': "'team'", 'value': 'team_text', 'where': "judgement = 'unmapped_team'"},
    {'mapping': 'survey_answer_mapping', 'rows': ref('int_survey_answers_judged'), 'object': "'responses'",
     'field': "'answer'", 'value': 'answer', 'where': "judgement = 'invalid'"},
] -%}
with

owner_changes as (

    select * from {{ ref('int_owner_changes_unioned') }}

),

user_names as (

    select * from {{ ref('int_user_names_gathered') }}

),

systems_with_users as (

    select distinct user_names.system
    from user_names
    where user_names.has_people

),

owners_without_user as (

    select
        owner_changes.system,
        case when user_names.is_shared then 'shared_owner_name' else 'owner_name' end as field,
        owner_changes.owner_name,
        owner_changes.changed_at
    from owner_changes
    inner join systems_with_users
        on owner_changes.system = systems_with_users.system
    left join user_names
        on {{ folded("owner_changes.system || ':name:' || owner_changes.owner_name") }}
        = user_names.named_key
    where user_names.named_key is null or user_names.is_shared

),

values_without_meaning as (
    {% for gap in gaps %}
    select
        '{{ gap.mapping }}' as mapping,
        system,
        {{ gap.get('object', 'cast(null as varchar)') }} as object,
        {{ gap.field }} as field,
        {{ gap.value }} as value,
        {{ gap.get('known_as', 'cast(null as varchar)') }} as known_as,
        {{ gap.get('count', '1') }} as row_count,
        {{ gap.get('seen_at', 'cast(null as timestamp)') }} as seen_at
    from {{ gap.rows }}
    where {{ gap.where }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- an address that stands where a meaning should, since cells shifted, is nobody's to read
values_shown as (

    select
        mapping,
        system,
        object,
        field,
        case when value like '%@%' then '(an e-mail address)' else value end as value,
        case when known_as like '%@%' then null else known_as end as known_as,
        row_count,
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
        min(known_as) as known_as,
        'add a row for it to ' || mapping || '.csv: what it means'
        || case
            when object = 'user' and mapping = 'user_teams'
                then '. A queue or a machine is nobody: name it in integration_users.csv'
            when object = 'opportunity' and mapping = 'status_mapping'
                then
                    ' (opportunity, won or lost). Until then its deals are what the flags for closed '
                    || 'and won say; without these in the export, they are neither open nor won'
            else ''
        end as remedy,
        cast(sum(row_count) as bigint) as row_count,
        min(seen_at) as first_seen_at,
        max(seen_at) as last_seen_at
    from values_shown
    group by 2, 3, 4, 5, 6, 8

)

select * from values_counted
