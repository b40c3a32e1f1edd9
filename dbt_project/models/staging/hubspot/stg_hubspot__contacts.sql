with

contact_versions as (

    select * from {{ ref('stg_hubspot__contact_versions') }}

),

newest_versions as (

    {{ newest_version('contact_versions', 'contact_id', 'modified_at') }}

),

first_values as (

    {{ first_known(
        'contact_versions',
        'contact_id',
        [
            'source', 'source_detail_1', 'source_detail_2', 'converting_campaign', 'country', 'segment'
        ]
    ) }}

),

archivals as (

    select
        contact_id,
        min(_exported_at) as archived_seen_at
    from contact_versions
    where is_archived
    group by contact_id

),

contacts as (

    select
        -- keys
        newest_versions.contact_id,
        newest_versions.salesforce_lead_id,
        newest_versions.salesforce_contact_id,
        newest_versions.company_id,
        newest_versions.deal_ids,

        -- attributes
        newest_versions.email,
        newest_versions.additional_emails,
        newest_versions.first_name,
        newest_versions.last_name,
        newest_versions.job_title,
        newest_versions.company_name,
        newest_versions.website,
        newest_versions.country,
        newest_versions.segment,
        newest_versions.employees,
        newest_versions.owner,
        newest_versions.rejection_reason,
        first_values.first_source,
        first_values.first_source_detail_1,
        first_values.first_source_detail_2,
        first_values.first_converting_campaign,
        first_values.first_country,
        first_values.first_segment,

        -- flags
        newest_versions.is_archived or newest_versions._is_missing as is_deleted,

        -- times
        newest_versions.created_at,
        newest_versions.created_has_time,
        newest_versions.modified_at,
        case
            when newest_versions.is_archived then archivals.archived_seen_at
            else newest_versions._missing_at
        end as deleted_at

    from newest_versions
    left join first_values
        on newest_versions.contact_id = first_values.record_id
    left join archivals
        on newest_versions.contact_id = archivals.contact_id

)

select * from contacts
