with

prospect_versions as (

    select * from {{ ref('stg_pardot__prospect_versions') }}

),

campaigns as (

    select * from {{ ref('stg_pardot__campaigns') }}

),

prospects as (

    {{ newest_version('prospect_versions', 'prospect_id', 'modified_at', 'is_in_recycle_bin') }}

),

first_known_of_prospects as (

    {{ first_known(
        'prospect_versions',
        'prospect_id',
        ['source', 'country', 'segment', 'campaign', 'campaign_id']
    ) }}

),

people as (

    select
        -- keys
        'pardot:prospect:' || prospects.prospect_id as record_key,
        'pardot' as system,
        'prospect' as object,
        prospects.prospect_id as record_id,

        -- attributes
        prospects.email,
        prospects.first_name,
        prospects.last_name,
        prospects.job_title,
        prospects.company_name,
        prospects.website,
        prospects.country,
        prospects.segment,
        prospects.employees,
        first_known_of_prospects.first_source,
        coalesce(
            first_known_of_prospects.first_campaign,
            campaigns.campaign_name,
            first_known_of_prospects.first_campaign_id
        ) as first_campaign,
        first_known_of_prospects.first_country,
        first_known_of_prospects.first_segment,
        prospects.rejection_reason,
        prospects.lead_status as status,

        -- flags: an export may hold what changed alone, so a missing prospect is not a deleted one
        false as is_test,
        prospects._is_deleted as is_deleted,
        prospects.created_has_time,

        -- times
        prospects.created_at,
        prospects.modified_at,
        case when prospects._is_deleted then prospects._missing_at end as deleted_at

    from prospects
    left join first_known_of_prospects
        on prospects.prospect_id = first_known_of_prospects.record_id
    left join campaigns
        on first_known_of_prospects.first_campaign_id = campaigns.campaign_id

)

select * from people
