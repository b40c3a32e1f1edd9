with
{% for relation in [
    'lead_versions', 'contact_versions', 'account_versions', 'campaigns', 'option_labels',
] %}
{{ relation }} as (

    select * from {{ ref('stg_dynamics__' ~ relation) }}

),
{% endfor %}
{% for object, choices in [
    ('lead', {'status_reason': 'statuscode', 'lead_source': 'leadsourcecode'}),
    ('contact', {'lead_source': 'leadsourcecode'}),
] %}
{{ object }}s_labelled as (

    {{ dynamics_labelled(object ~ '_versions', object, choices) }}

),

{{ object }}s as (

    {{ newest_version(object ~ 's_labelled', object ~ '_id', 'modified_at', 'is_gone') }}

),

first_known_of_{{ object }}s as (

    {{ first_known(
        object ~ 's_labelled', object ~ '_id', ['lead_source_shown', 'campaign', 'country', 'segment']
    ) }}

),
{% endfor %}
accounts as (

    {{ newest_version('account_versions', 'account_id', 'modified_at') }}

),

accounts_named as (

    {{ dynamics_named('accounts', 'account_id', 'account_name') }}

),

people as (
{% for object, company_name, website, employees, status, is_converted in [
    ('lead', 'leads.company_name', 'leads.website', 'leads.employees',
     'coalesce(leads.status_reason_shown, leads.state)',
     'leads.is_qualified or leads.qualifying_opportunity_id is not null'),
    ('contact', 'coalesce(contacts.account_name, accounts.account_name)', 'accounts.website',
     'accounts.employees', 'contacts.lead_status', 'cast(null as boolean)'),
] %}
    select
        -- keys
        'dynamics:{{ object }}:' || {{ object }}s.{{ object }}_id as record_key,
        'dynamics' as system,
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
        'dynamics:account:' || coalesce({{ object }}s.account_id, accounts_named.named_id) as company_key,
        {{ object }}s.owner_key,
        first_known_of_{{ object }}s.first_lead_source_shown as first_source,
        coalesce(campaigns.campaign_name, first_known_of_{{ object }}s.first_campaign) as first_campaign,
        first_known_of_{{ object }}s.first_country,
        first_known_of_{{ object }}s.first_segment,
        {{ object }}s.rejection_reason,
        {{ status }} as status,

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
    left join campaigns
        on first_known_of_{{ object }}s.first_campaign = campaigns.campaign_id
    left join accounts_named
        on {{ folded(object ~ 's.account_name') }} = accounts_named.folded_name
    {%- if object == 'contact' %}
    left join accounts
        on coalesce(contacts.account_id, accounts_named.named_id) = accounts.account_id
    {%- endif %}
    {{ 'union all' if not loop.last }}
{% endfor %}
)

select * from people
