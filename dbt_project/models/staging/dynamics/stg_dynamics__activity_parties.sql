with

landed_parties as (

    {{ landed('dynamics', 'activity_party') }}

),

-- to whom a mail went, who was asked to a meeting: whoever sent or owns it is a user
activity_parties as (

    select distinct
        {{ dynamics_id('activity_id') }} as activity_id,
        {{ dynamics_id('party_id') }} as party_id
    from landed_parties
    where participation in ('1', '2', '3', '4', '5', '6', '11')

)

select * from activity_parties
where activity_id is not null and party_id is not null
