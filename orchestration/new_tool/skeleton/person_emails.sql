[% from 'parts' import imported, united with context %]
with

[[ imported(objects) ]]
[% for object in objects %]
[[ object.part('person_emails', objects) ]] as (

    select distinct
        '[[ tool ]]:[[ object.name ]]:' || [[ object.key ]] as record_key,
        [[ object.line('email') ]]
    from [[ object.versions ]]
    where [[ object.column('email') ]] is not null

)[[ ',' if not loop.last or objects | length > 1 ]]

[% endfor %]
[[ united('person_emails', objects) ]]
