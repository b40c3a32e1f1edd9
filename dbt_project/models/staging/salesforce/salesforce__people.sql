with

lead_versions as (

    select * from {{ ref('stg_salesforce__lead_versions') }}

),

contact_versions as (

    select * from {{ ref('stg_salesforce__contact_versions') }}

),

account_versions as (

    select * from {{ ref('stg_salesforce__account_versions') }}

),

campaign_members as (

    select * from {{ ref('stg_salesforce__campaign_members') }}

),

campaigns as (

    select * from {{ ref('stg_salesforce__campaigns') }}

),

leads as (

    {{ newest_version('lead_versions', 'lead_id', 'modified_at', 'is_deleted') }}

),

contacts as (

    {{ newest_version('contact_versions', 'contact_id', 'modified_at', 'is_deleted') }}

),

accounts as (

    {{ newest_version('account_versions', 'account_id', 'modified_at', 'is_deleted') }}

),

memberships_at_creation as (
{% for object in ['lead', 'contact'] %}
    select
        'salesforce:{{ object }}:' || {{ object }}s.{{ object }}_id as record_key,
        coalesce(campaigns.campaign_name, campaign_members.campaign_id) as campaign,
        row_number() over (
            partition by {{ object }}s.{{ object }}_id
            order by campaign_members.created_at, campaign_members.campaign_member_id
        ) as position
    from campaign_members
    inner join {{ object }}s
        on campaign_members.{{ object }}_id = {{ object }}s.{{ object }}_id
    left join campaigns
        on campaign_members.campaign_id = campaigns.campaign_id
    -- a campaign joined on a later day did not bring the record
    where cast(campaign_members.created_at as date) <= cast({{ object }}s.created_at as date)
    {{ 'union all' if not loop.last }}
{% endfor %}
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

people as (
{% for object, id, company_key, company_name, website, employees, is_converted in [
    ('lead', 'lead_id', 'leads.converted_account_id', 'leads.company_name', 'leads.website',
     'leads.employees', 'leads.conversion is not null or leads.converted_on is not null'),
    ('contact', 'contact_id', 'contacts.account_id',
     'case when not coalesce(accounts.is_person, false)'
     ' then coalesce(contacts.company_name, accounts.account_name) end',
     'accounts.website', 'accounts.employees', 'cast(null as boolean)'),
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
        case
            when not coalesce(accounts.is_person, false) then 'salesforce:account:' || {{ company_key }}
        end as company_key,
        {{ object }}s.owner_key,
        first_known_of_{{ object }}s.first_lead_source as first_source,
        coalesce(
            first_known_of_{{ object }}s.first_campaign, memberships_at_creation.campaign
        ) as first_campaign,
        first_known_of_{{ object }}s.first_country,
        first_known_of_{{ object }}s.first_segment,
        {{ object }}s.rejection_reason,
        {{ object }}s.status,

        -- flags
        {{ is_converted }} as is_converted,
        {{ object }}s.is_test,
        {{ object }}s._is_deleted or {{ object }}s._is_missing as is_deleted,
        {{ object }}s.created_has_time,

        -- times
        {{ object }}s.created_at,
        {{ object }}s.modified_at,
        {{ object }}s._missing_at as deleted_at

    from {{ object }}s
    left join first_known_of_{{ object }}s
        on {{ object }}s.{{ id }} = first_known_of_{{ object }}s.record_id
    left join memberships_at_creation
        on memberships_at_creation.record_key = 'salesforce:{{ object }}:' || {{ object }}s.{{ id }}
        and memberships_at_creation.position = 1
    left join accounts
        on {{ company_key }} = accounts.account_id
    {{ 'union all' if not loop.last }}
{% endfor %}
)

select * from people
