[% from 'parts' import history_of, imported, united with context %]
{#- Fill in the columns whose values say a stage, each with the name that status_mapping gives it. -#}
with

[[ imported(objects) ]]
[% for object in objects %]
[% if object.kind == 'opportunities' %]
observed_[[ object.name ]] as (
{% for column, field in [
[% for column, field in object.stages %]
    ('[[ column ]]', '[[ field ]]'),
[% endfor %]
] %}
    {{ observed_changes(
        '[[ object.versions ]]', '[[ object.key ]]', 'cast(' ~ column ~ ' as ' ~ dbt.type_string() ~ ')',
        '[[ object.modified_at ]]', [[ object.created_at ]], told_by=[column], named={'field': field},
        kept='new_value is not null'
    ) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
),

[% else %]
[[ history_of(object, 'opportunity_id') ]]
[% endif %]
[[ object.part('opportunity_stage_changes', objects) ]] as (

    {{ changes_by_evidence(
        ["'[[ tool ]]:opportunity:' || record_id as opportunity_key",
         "'[[ tool ]]' as system", "field"],
        [[ "observed='observed_" ~ object.name ~ "'" if object.kind == 'opportunities'
           else "history='history_of_" ~ object.name ~ "'" ]]
    ) }}

)[[ ',' if not loop.last or objects | length > 1 ]]

[% endfor %]
[[ united('opportunity_stage_changes', objects) ]]
