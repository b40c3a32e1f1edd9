[% from 'parts' import imported, united with context %]
with

[[ imported(objects) ]]
[% for object in objects %]
[[ object.part('opportunity_people', objects) ]] as (

    select distinct
        '[[ tool ]]:opportunity:' || [[ object.key ]] as opportunity_key,
        '[[ tool ]]:[[ object.person ]]:' || [[ object.column('person_id') ]] as record_key,
        'association' as link_method
    from [[ object.versions ]]
    where [[ object.column('person_id') ]] is not null

)[[ ',' if not loop.last or objects | length > 1 ]]

[% endfor %]
[[ united('opportunity_people', objects) ]]
