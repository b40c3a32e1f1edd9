with

deal_versions as (

    select * from {{ ref('stg_pipedrive__deal_versions') }}

),

deal_participants as (

    select * from {{ ref('stg_pipedrive__deal_participants') }}

),

deals as (

    {{ newest_version('deal_versions', 'deal_id', 'modified_at') }}

),

opportunity_people as (

    select
        'pipedrive:opportunity:' || deal_id as opportunity_key,
        'pipedrive:person:' || person_id as record_key,
        'association' as link_method,
        cast(null as boolean) as linked_has_time,
        cast(null as timestamp) as linked_at
    from deals
    where person_id is not null

    union all

    select
        'pipedrive:opportunity:' || deal_participants.deal_id as opportunity_key,
        'pipedrive:person:' || deal_participants.person_id as record_key,
        'contact_role' as link_method,
        deal_participants.added_has_time as linked_has_time,
        deal_participants.added_at as linked_at
    from deal_participants
    left join deals
        on deal_participants.deal_id = deals.deal_id
        and deal_participants.person_id = deals.person_id
    where deals.deal_id is null

)

select * from opportunity_people
