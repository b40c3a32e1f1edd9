[% from 'parts' import history_of, imported, united with context %]
{#-
  Fill in the columns whose values say a stage, each with the name that status_mapping gives it; a column that
  says why a lead was refused is `rejection_reason`.
-#}
with

[[ imported(objects) ]]
[% for object in objects %]
[% if object.kind == 'people' %]
observed_[[ object.name ]] as (
{% for column, field in [
[% for column, field in object.stages %]
    ('[[ column ]]', '[[ field ]]'),
[% endfor %]
] %}
    {{ observed_changes(
        '[[ object.versions ]]', '[[ object.key ]]', 'cast(' ~ column ~ ' as ' ~ dbt.type_string() ~ ')',
        '[[ object.modified_at ]]', [[ object.created_at ]], told_by=[column], named={'field': field},
        kept='new_value is not null' ~ (' or old_value is not null' if field == 'rejection_reason')
    ) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
),

[% else %]
[[ history_of(object, 'person_id') ]]
[% endif %]
[[ object.part('stage_changes', objects) ]] as (

    {{ changes_by_evidence(
        ["'[[ tool ]]:[[ object.person ]]:' || record_id as record_key",
         "'[[ tool ]]' as system", "'[[ object.person ]]' as object", "field"],
        [[ "observed='observed_" ~ object.name ~ "'" if object.kind == 'people'
           else "history='history_of_" ~ object.name ~ "'" ]]
    ) }}

)[[ ',' if not loop.last or objects | length > 1 ]]

[% endfor %]
[[ united('stage_changes', objects) ]]
