[% from 'parts' import imported, united with context %]
{#- Fill in: each attribute with the columns of the exports that tell it, and its own where named otherwise. -#}
[% for object in objects %]
{%- set attributes_of_[[ object.name ]] = with_custom_fields({
[% for attribute, column in object.attributes.items() %]
    '[[ attribute ]]': ['[[ column ]]'],
[% endfor %]
}, '[[ tool ]]', '[[ object.name ]]') -%}
{%- set columns_of_[[ object.name ]] = {
[% for attribute, column in object.attributes.items() if attribute != column %]
    '[[ attribute ]]': '[[ column ]]',
[% endfor %]
} -%}
[% endfor %]
with

[[ imported(objects) ]]
[% for object in objects %]
observed_[[ object.name ]] as (

    {{ observed_attributes(
        '[[ object.versions ]]', '[[ object.key ]]', attributes_of_[[ object.name ]],
        columns_of_[[ object.name ]], [[ object.modified_time ]]
    ) }}

),

[[ object.part('attribute_changes', objects) ]] as (

    select
        '[[ tool ]]:[[ object.name ]]:' || record_id as record_key,
        '[[ tool ]]' as system,
        '[[ object.name ]]' as object,
        attribute,
        old_value,
        new_value,
        evidence,
        is_first_seen,
        changed_at
    from observed_[[ object.name ]]

)[[ ',' if not loop.last or objects | length > 1 ]]

[% endfor %]
[[ united('attribute_changes', objects) ]]
