with

lead_versions as (

    select * from {{ ref('stg_zoho__lead_versions') }}

),

contact_versions as (

    select * from {{ ref('stg_zoho__contact_versions') }}

),

account_versions as (

    select * from {{ ref('stg_zoho__account_versions') }}

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

first_known_of_leads as (

    {{ first_known('lead_versions', 'lead_id', ['source', 'campaign', 'country', 'segment']) }}

),

first_known_of_contacts as (

    {{ first_known('contact_versions', 'contact_id', ['source', 'campaign', 'country', 'segment']) }}

),

people as (
{% for object, account, company_name, website, employees, is_converted in [
    ('lead', 'leads.converted_account_id', 'leads.company_name', 'leads.website', 'leads.employees',
     'leads.conversion is not null or leads.converted_at is not null'
     ' or leads.converted_contact_id is not null'),
    ('contact', 'contacts.account_id', 'coalesce(contacts.company_name, accounts.account_name)',
     'accounts.website', 'accounts.employees', 'cast(null as boolean)'),
] %}
    select
        -- keys
        'zoho:{{ object }}:' || {{ object }}s.{{ object }}_id as record_key,
        'zoho' as system,
        '{{ object }}' as object,
        {{ object }}s.{{ object }}_id as record_id,

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
        'zoho:account:' || {{ account }} as company_key,
        {{ zoho_user_key(object ~ 's.owner') }} as owner_key,
        first_known_of_{{ object }}s.first_source,
        first_known_of_{{ object }}s.first_campaign,
        first_known_of_{{ object }}s.first_country,
        first_known_of_{{ object }}s.first_segment,
        {{ object }}s.rejection_reason,
        {{ object }}s.lead_status as status,

        -- flags
        {{ is_converted }} as is_converted,
        false as is_test,
        {{ object }}s._is_deleted or {{ object }}s._is_missing as is_deleted,
        {{ object }}s.created_has_time,

        -- times
        {{ object }}s.created_at,
        {{ object }}s.modified_at,
        {{ object }}s._missing_at as deleted_at

    from {{ object }}s
    left join first_known_of_{{ object }}s
        on {{ object }}s.{{ object }}_id = first_known_of_{{ object }}s.record_id
    {%- if object == 'contact' %}
    left join accounts
        on contacts.account_id = accounts.account_id
    {%- endif %}
    {{ 'union all' if not loop.last }}
{% endfor %}
)

select * from people
