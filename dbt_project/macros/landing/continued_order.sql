{#-
  The order of changes of one field that bear one time, by their values: each continues the one before it.
  `relation` has rows of changes, one or several each: `history_key` (record and field), `old_value`,
  `new_value`, `changed_at`. One row per change that shares its time with another, with its `change_order`
  among them. Of several orders that fit, the one that begins where the history stood, then the one that ends
  where it goes on; what no order reaches comes last.
-#}
{% macro continued_order(relation) -%}
    with recursive

    times_shared as (

        select
            changes.history_key,
            changes.changed_at
        from {{ relation }} as changes
        group by changes.history_key, changes.changed_at
        having count(*) > 1

    ),

    histories_tied as (

        select distinct
            changes.history_key,
            changes.old_value,
            changes.new_value,
            changes.changed_at
        from (select distinct times_shared.history_key from times_shared) as tied_histories
        inner join {{ relation }} as changes
            on tied_histories.history_key = changes.history_key

    ),

    moments as (

        select
            changes.history_key,
            changes.old_value,
            changes.new_value,
            changes.changed_at,
            row_number() over (
                partition by changes.history_key, changes.changed_at
                order by changes.old_value asc nulls first, changes.new_value asc nulls last
            ) as change_number,
            count(*) over (partition by changes.history_key, changes.changed_at) as change_count
        from histories_tied as changes

    ),

    tied as (

        select
            moments.history_key,
            moments.old_value,
            moments.new_value,
            moments.changed_at,
            '|' || cast(moments.change_number as {{ dbt.type_string() }}) || '|' as mark
        from moments
        where moments.change_count between 2 and 6

    ),

    chains as (

        select
            tied.history_key,
            tied.changed_at,
            tied.old_value as first_value,
            tied.new_value as last_value,
            tied.mark as chain,
            1 as links
        from tied

        union all

        select
            chains.history_key,
            chains.changed_at,
            chains.first_value,
            tied.new_value as last_value,
            chains.chain || tied.mark as chain,
            chains.links + 1 as links
        from chains
        inner join tied
            on chains.history_key = tied.history_key
            and chains.changed_at = tied.changed_at
            and chains.last_value = tied.old_value
            and {{ dbt.position('tied.mark', 'chains.chain') }} = 0

    ),

    neighbours as (

        select
            tied_moments.history_key,
            tied_moments.changed_at,
            max(case when moments.changed_at < tied_moments.changed_at then moments.changed_at end)
                as previous_at,
            min(case when moments.changed_at > tied_moments.changed_at then moments.changed_at end)
                as next_at
        from (select distinct tied.history_key, tied.changed_at from tied) as tied_moments
        left join moments
            on tied_moments.history_key = moments.history_key
        group by tied_moments.history_key, tied_moments.changed_at

    ),

    chains_ranked as (

        select
            chains.history_key,
            chains.changed_at,
            chains.chain,
            chains.links,
            row_number() over (
                partition by chains.history_key, chains.changed_at
                order by
                    chains.links desc,
                    max(case when before.new_value is not null then 1 else 0 end) desc,
                    max(case when after.old_value is not null then 1 else 0 end) desc,
                    chains.chain asc
            ) as preference
        from chains
        inner join neighbours
            on chains.history_key = neighbours.history_key
            and chains.changed_at = neighbours.changed_at
        left join moments as before
            on chains.history_key = before.history_key
            and neighbours.previous_at = before.changed_at
            and chains.first_value = before.new_value
        left join moments as after
            on chains.history_key = after.history_key
            and neighbours.next_at = after.changed_at
            and chains.last_value = after.old_value
        group by
            chains.history_key, chains.changed_at, chains.chain, chains.links

    )

    select
        tied.history_key,
        tied.changed_at,
        tied.old_value,
        tied.new_value,
        row_number() over (
            partition by tied.history_key, tied.changed_at
            order by
                case when {{ dbt.position('tied.mark', 'chains_ranked.chain') }} = 0 then 1 else 0 end,
                {{ dbt.position('tied.mark', 'chains_ranked.chain') }},
                tied.mark
        ) as change_order
    from tied
    inner join chains_ranked
        on tied.history_key = chains_ranked.history_key
        and tied.changed_at = chains_ranked.changed_at
        and chains_ranked.preference = 1
        and chains_ranked.links > 1
{%- endmacro %}
