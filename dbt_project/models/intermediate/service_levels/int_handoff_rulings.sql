with

handoffs as (

    select * from {{ ref('int_handoffs_delivered') }}

),

decisions as (

    select * from {{ ref('int_handoff_decisions') }}

),

touches as (

    select * from {{ ref('int_handoff_touches') }}

),

rulings as (

    select * from {{ ref('int_rulings_keyed') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

rulings_of_handoffs as (

    select
        handoff_id,
        ruling_id
    from decisions
    where ruling_id is not null

    union

    select
        handoff_id,
        ruling_id
    from touches
    where ruling_id is not null

    union

    select
        handoffs.handoff_id,
        rulings.ruling_id
    from handoffs
    cross join settings
    inner join rulings
        on handoffs.person_id = rulings.person_id
        and {{ local_date('handoffs.mql_at', 'settings.time_zone') }} = rulings.mql_on
    where
        rulings.ruling = 'is_mql'
        and rulings.ruled_on <= {{ local_date('settings.as_of', 'settings.time_zone') }}

),

handoff_rulings as (

    select
        handoff_id,
        {{ ordered_list('ruling_id', 'ruling_id') }} as rulings_applied
    from rulings_of_handoffs
    group by handoff_id

)

select * from handoff_rulings
