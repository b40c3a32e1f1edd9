with

deal_versions as (

    select * from {{ ref('stg_activecampaign__deal_versions') }}

),

deals as (

    {{ newest_version('deal_versions', 'deal_id', 'modified_at') }}

),

opportunity_people as (

    select
        'activecampaign:opportunity:' || deal_id as opportunity_key,
        'activecampaign:contact:' || contact_id as record_key,
        'association' as link_method,
        cast(null as boolean) as linked_has_time,
        cast(null as timestamp) as linked_at
    from deals
    where contact_id is not null

)

select * from opportunity_people
