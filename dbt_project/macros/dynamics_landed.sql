{#-
  The landed rows of one object that say something, each with `is_gone`. Of a record that was deleted a
  replicator has a row with its id alone: it tells of the others that they are of a record that is gone.
-#}
{% macro dynamics_landed(object, id) -%}
    with

    landed_rows as (

        {{ landed(this_system(), object) }}

    ),

    deletions as (

        select distinct {{ dynamics_id(id) }} as deleted_id
        from landed_rows
        where is_deleted and created_on is null

    )

    select
        landed_rows.*,
        coalesce(landed_rows.is_deleted, false) or deletions.deleted_id is not null as is_gone
    from landed_rows
    left join deletions
        on {{ dynamics_id('landed_rows.' ~ id) }} = deletions.deleted_id
    where not coalesce(landed_rows.is_deleted and landed_rows.created_on is null, false)
{%- endmacro %}
