with

member_versions as (

    select * from {{ ref('stg_mailchimp__member_versions') }}

),

members as (

    {{ newest_version('member_versions', 'member_id', 'modified_at') }}

),

-- an id of Dynamics does not say whether it is a lead's or a contact's: one of the two is there
person_links as (
{% for linked_record_key in [
    "'dynamics:lead:' || dynamics_id",
    "'dynamics:contact:' || dynamics_id",
    salesforce_person_key('salesforce_id'),
    "'hubspot:contact:' || nullif(trim(hubspot_id), '')",
    "'pipedrive:person:' || nullif(trim(pipedrive_id), '')",
] %}
    select
        'mailchimp:member:' || member_id as record_key,
        {{ linked_record_key }} as linked_record_key,
        'stored_id' as link_kind
    from members
    where {{ linked_record_key }} is not null
    {{ 'union all' if not loop.last }}
{% endfor %}
)

select * from person_links
