[% from 'parts' import emails_of, imported, united with context %]
with

[[ imported(objects) ]]
[% for object in objects %]
[% if object.email_list %]
[[ emails_of(object) ]]
[% endif %]
[[ object.part('person_emails', objects) ]] as (

[% if object.has('email') %]
    select distinct
        '[[ tool ]]:[[ object.name ]]:' || [[ object.key ]] as record_key,
        [[ object.line('email') ]]
    from [[ object.versions ]]
    where [[ object.column('email') ]] is not null

[% endif %]
[% if object.has('email') and object.email_list %]
    union

[% endif %]
[% if object.email_list %]
    select distinct
        '[[ tool ]]:[[ object.name ]]:' || [[ object.key ]] as record_key,
        listed as email
    from [[ 'emails' if object.email_steps | length > 1 else 'lists' ]]_of_[[ object.name ]]
    where listed like '%@%'

[% endif %]
)[[ ',' if not loop.last or objects | length > 1 ]]

[% endfor %]
[[ united('person_emails', objects) ]]
