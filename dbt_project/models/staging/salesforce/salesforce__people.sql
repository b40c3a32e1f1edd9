with

leads as (

    select * from {{ ref('stg_salesforce__leads') }}

),

lead_versions as (

    select * from {{ ref('stg_salesforce__lead_versions') }}

),

contacts as (

    select * from {{ ref('stg_salesforce__contacts') }}

),

contact_versions as (

    select * from {{ ref('stg_salesforce__contact_versions') }}

),

accounts as (

    select * from {{ ref('stg_salesforce__accounts') }}

),

first_campaigns as (

    select * from {{ ref('stg_salesforce__first_campaigns') }}

),

first_known_of_leads as (

    {{ first_known(
        'lead_versions', 'lead_id', ['lead_source', 'campaign', 'country', 'segment']
    ) }}

),

first_known_of_contacts as (

    {{ first_known(
        'contact_versions', 'contact_id', ['lead_source', 'campaign', 'country', 'segment']
    ) }}

),

lead_deletions as (

    select
        lead_id,
        min(_exported_at) as first_deleted_at
    from lead_versions
    where is_deleted
    group by lead_id

),

contact_deletions as (

    select
        contact_id,
        min(_exported_at) as first_deleted_at
    from contact_versions
    where is_deleted
    group by contact_id

),

people as (
{% for object, id, company_key, company_name, website, employees in [
    ('lead', 'lead_id', 'leads.converted_account_id', 'leads.company_name', 'leads.website',
     'leads.employees'),
    ('contact', 'contact_id', 'contacts.account_id',
     'coalesce(contacts.company_name, accounts.account_name)', 'accounts.website',
     'accounts.employees'),
] %}
    select
        -- keys
        'salesforce:{{ object }}:' || {{ object }}s.{{ id }} as record_key,
        'salesforce' as system,
        '{{ object }}' as object,
        {{ object }}s.{{ id }} as record_id,

        -- attributes
        {{ object }}s.email,
        {{ object }}s.first_name,
        {{ object }}s.last_name,
        {{ object }}s.job_title,
        {{ company_name }} as company_name,
        {{ website }} as website,
        {{ object }}s.country,
        {{ object }}s.segment,
        {{ employees }} as employees,
        'salesforce:account:' || {{ company_key }} as company_key,
        {{ object }}s.owner_key,
        first_known_of_{{ object }}s.first_lead_source as first_source,
        coalesce(
            first_known_of_{{ object }}s.first_campaign, first_campaigns.campaign
        ) as first_campaign,
        first_known_of_{{ object }}s.first_country,
        first_known_of_{{ object }}s.first_segment,
        {{ object }}s.rejection_reason,

        -- flags
        {{ object }}s.is_test,
        {{ object }}s.is_deleted or {{ object }}s._is_missing as is_deleted,
        {{ object }}s.created_has_time,

        -- times
        {{ object }}s.created_at,
        {{ object }}s.modified_at,
        case
            when {{ object }}s.is_deleted then {{ object }}_deletions.first_deleted_at
            else {{ object }}s._missing_at
        end as deleted_at

    from {{ object }}s
    left join first_known_of_{{ object }}s
        on {{ object }}s.{{ id }} = first_known_of_{{ object }}s.record_id
    left join first_campaigns
        on first_campaigns.record_key = 'salesforce:{{ object }}:' || {{ object }}s.{{ id }}
    left join {{ object }}_deletions
        on {{ object }}s.{{ id }} = {{ object }}_deletions.{{ id }}
    {%- if object == 'contact' %}
    left join accounts
        on contacts.account_id = accounts.account_id
    {%- endif %}
    {{ 'union all' if not loop.last }}
{% endfor %}
)

select * from people
