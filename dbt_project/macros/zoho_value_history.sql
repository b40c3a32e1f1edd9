{#-
  The values that a field of a record took, of the history that Zoho keeps of it: one row a value, with the
  one before. `object` is declared with a lookup `record` (and its id), `entered_at` and `moved_to`. The same
  entry stands in every later export, and is also written when another field changes that the history shows.
  Of two of one second that comes last to which the other moved.
-#}
{% macro zoho_value_history(object, record, value) -%}
    with

    landed_history as (

        {{ landed(this_system(), object) }}

    ),

    entries as (

        select
            {{ zoho_reference(record ~ '_id', record) }} as record_id,
            {{ value }} as new_value,
            max(moved_to) as moved_to,
            entered_at_has_time as has_time,
            entered_at as changed_at
        from landed_history
        group by
            {{ zoho_reference(record ~ '_id', record) }},
            {{ value }},
            entered_at_has_time,
            entered_at

    ),

    entries_placed as (

        select
            entries.record_id,
            entries.new_value,
            entries.has_time,
            entries.changed_at,
            count(earlier.record_id) as place
        from entries
        left join entries as earlier
            on entries.record_id = earlier.record_id
            and entries.changed_at = earlier.changed_at
            and entries.new_value = earlier.moved_to
            and entries.new_value <> earlier.new_value
        where entries.record_id is not null
        group by entries.record_id, entries.new_value, entries.has_time, entries.changed_at

    ),

    entries_followed as (

        select
            record_id,
            lag(new_value) over (
                partition by record_id order by changed_at, place, new_value
            ) as old_value,
            new_value,
            has_time,
            changed_at
        from entries_placed

    )

    select * from entries_followed
    where old_value is null or old_value <> new_value
{%- endmacro %}
