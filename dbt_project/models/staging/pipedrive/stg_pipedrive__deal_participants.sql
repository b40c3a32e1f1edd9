with

landed_participants as (

    {{ landed('pipedrive', 'deal_participants') }}

),

-- who is taken off a deal stays in what it became
deal_participants as (

    select
        -- keys
        deal_id,
        {{ pipedrive_reference('person_id') }} as person_id,

        -- flags
        min(case when add_time_has_time then 1 else 0 end) = 1 as added_has_time,

        -- times
        min(add_time) as added_at

    from landed_participants
    group by deal_id, {{ pipedrive_reference('person_id') }}

)

select * from deal_participants
where person_id is not null
