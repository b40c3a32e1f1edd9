with

lead_versions as (

    select * from {{ ref('stg_dynamics__lead_versions') }}

),

contact_versions as (

    select * from {{ ref('stg_dynamics__contact_versions') }}

),

leads as (

    {{ newest_version('lead_versions', 'lead_id', 'modified_at') }}

),

contacts as (

    {{ newest_version('contact_versions', 'contact_id', 'modified_at') }}

),

leads_named as (

    {{ dynamics_named('leads', 'lead_id', 'full_name') }}

),

person_links as (

    -- a contact names the lead that it was made from
    select
        'dynamics:lead:' || coalesce(contacts.originating_lead_id, leads_named.named_id) as record_key,
        'dynamics:contact:' || contacts.contact_id as linked_record_key,
        'conversion' as link_kind
    from contacts
    left join leads_named
        on {{ folded('contacts.originating_lead_name') }} = leads_named.folded_name
    where coalesce(contacts.originating_lead_id, leads_named.named_id) is not null

    union

    -- a lead that was qualified with a contact that was there already names it
    select
        'dynamics:lead:' || lead_id as record_key,
        'dynamics:contact:' || contact_id as linked_record_key,
        'conversion' as link_kind
    from leads
    where contact_id is not null
{% for object in ['lead', 'contact'] %}
    union

    select
        'dynamics:{{ object }}:' || {{ object }}_id as record_key,
        'mailchimp:member:' || trim(mailchimp_id) as linked_record_key,
        'stored_id' as link_kind
    from {{ object }}s
    where trim(mailchimp_id) <> ''
{% endfor %}
)

select * from person_links
