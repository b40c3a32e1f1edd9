with

landed_associations as (

    {{ landed('hubspot', 'associations') }}

),

-- what belongs to a deal or an activity is what the newest export that tells any of it says, so that one
-- that is gone keeps what it had
associations_of_exports as (

    select
        deal_id,
        engagement_id,
        contact_id,
        company_id,
        association_type_id = '5' as is_primary,
        is_deleted,
        _exported_at,
        max(_exported_at) over (
            partition by
                coalesce(engagement_id, deal_id, contact_id),
                engagement_id is null,
                deal_id is null,
                company_id is null
        ) as newest_exported_at
    from landed_associations

),

associations as (

    select
        -- keys
        deal_id,
        engagement_id,
        contact_id,
        company_id,

        -- flags
        max(case when is_primary then 1 else 0 end) = 1 as is_primary

    from associations_of_exports
    where
        _exported_at = newest_exported_at
        and not coalesce(is_deleted, false)
    group by deal_id, engagement_id, contact_id, company_id

)

select * from associations
