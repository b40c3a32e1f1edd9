with

landed_deal_stages as (

    {{ landed('activecampaign', 'deal_stage') }}

),

newest_versions as (

    {{ newest_version('landed_deal_stages', 'id') }}

),

deal_stages as (

    select
        id as stage_id,
        title as stage_name
    from newest_versions

)

select * from deal_stages
