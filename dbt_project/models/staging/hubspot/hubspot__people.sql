with

contact_versions as (

    select * from {{ ref('stg_hubspot__contact_versions') }}

),

lead_versions as (

    select * from {{ ref('stg_hubspot__lead_versions') }}

),

source_details as (

    select * from {{ ref('source_details') }}

),

campaign_details as (

    select
        {{ folded('raw_source') }} as folded_source,
        min(campaign_detail) as campaign_detail
    from source_details
    where system = 'hubspot'
    group by {{ folded('raw_source') }}

),

contacts as (

    {{ newest_version('contact_versions', 'contact_id', 'modified_at', 'is_archived') }}

),

leads as (

    {{ newest_version('lead_versions', 'lead_id', 'modified_at', 'is_archived') }}

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

people as (

    select
        -- keys
        'hubspot:contact:' || contacts.contact_id as record_key,
        'hubspot' as system,
        'contact' as object,
        contacts.contact_id as record_id,

        -- attributes
        contacts.email,
        contacts.first_name,
        contacts.last_name,
        contacts.job_title,
        contacts.company_name,
        contacts.website,
        contacts.country,
        contacts.segment,
        contacts.employees,
        'hubspot:company:' || contacts.company_id as company_key,
        {{ hubspot_owner_key('contacts.owner') }} as owner_key,
        first_values.first_source,
        coalesce(
            first_values.first_converting_campaign,
            case campaign_details.campaign_detail
                when 1 then first_values.first_source_detail_1
                when 2 then first_values.first_source_detail_2
            end
        ) as first_campaign,
        first_values.first_country,
        first_values.first_segment,
        contacts.rejection_reason,
        contacts.status,

        -- flags
        false as is_test,
        contacts._is_deleted or contacts._is_missing as is_deleted,
        contacts.created_has_time,

        -- times
        contacts.created_at,
        contacts.modified_at,
        contacts._missing_at as deleted_at

    from contacts
    left join first_values
        on contacts.contact_id = first_values.record_id
    left join campaign_details
        on {{ folded('first_values.first_source') }} = campaign_details.folded_source

    union all

    -- what is known of a lead's person stands on its contact
    select
        'hubspot:lead:' || leads.lead_id as record_key,
        'hubspot' as system,
        'lead' as object,
        leads.lead_id as record_id,
        {%- for name in ['email', 'first_name', 'last_name', 'job_title', 'company_name', 'website',
                         'country', 'segment'] %}
        cast(null as {{ dbt.type_string() }}) as {{ name }},
        {%- endfor %}
        cast(null as bigint) as employees,
        cast(null as {{ dbt.type_string() }}) as company_key,
        {{ hubspot_owner_key('leads.owner') }} as owner_key,
        {%- for name in ['first_source', 'first_campaign', 'first_country', 'first_segment'] %}
        cast(null as {{ dbt.type_string() }}) as {{ name }},
        {%- endfor %}
        leads.rejection_reason,
        leads.stage as status,
        false as is_test,
        leads._is_deleted or leads._is_missing as is_deleted,
        leads.created_has_time,
        leads.created_at,
        leads.modified_at,
        leads._missing_at as deleted_at
    from leads

)

select * from people
