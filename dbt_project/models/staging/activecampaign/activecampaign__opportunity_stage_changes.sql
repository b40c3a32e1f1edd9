with

deal_versions as (

    select * from {{ ref('stg_activecampaign__deal_versions') }}

),

deal_stages as (

    select * from {{ ref('stg_activecampaign__deal_stages') }}

),

deals_staged as (

    select
        deal_versions.*,
        {{ activecampaign_deal_stage('deal_versions', 'deal_stages') }} as stage
    from deal_versions
    left join deal_stages
        on deal_versions.stage_id = deal_stages.stage_id

),

deals as (

    {{ newest_version('deals_staged', 'deal_id', 'modified_at') }}

),

dated as (

    select
        deal_id as record_id,
        status as new_value,
        closed_has_time as has_time,
        closed_at as changed_at
    from deals
    where status <> 'open' and closed_at is not null

),

observed as (

    {{ observed_changes(
        'deals_staged', 'deal_id', 'stage', 'modified_at', told_by=['stage_id', 'status'],
        kept='new_value is not null'
    ) }}

),

opportunity_stage_changes as (

    {{ changes_by_evidence(
        ["'activecampaign:opportunity:' || record_id as opportunity_key",
         "'activecampaign' as system", "'stage' as field"],
        none, 'dated', 'observed'
    ) }}

)

select * from opportunity_stage_changes
