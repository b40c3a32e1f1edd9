with
{% for relation in ['lead_versions', 'contact_versions', 'opportunity_versions', 'connections'] %}
{{ relation }} as (

    select * from {{ ref('stg_dynamics__' ~ relation) }}

),
{% endfor %}
{% for object, plural in [
    ('lead', 'leads'), ('contact', 'contacts'), ('opportunity', 'opportunities'),
] %}
{{ plural }} as (

    {{ newest_version(object ~ '_versions', object ~ '_id', 'modified_at') }}

),

{{ plural }}_named as (

    {{ dynamics_named(
        plural, object ~ '_id', 'opportunity_name' if object == 'opportunity' else 'full_name'
    ) }}

),
{% endfor %}
conversions as (

    {{ dynamics_conversions() }}

),

-- a lead names the opportunity that it became, an opportunity the lead that it was made from
leads_converted as (

    select
        leads.lead_id,
        coalesce(leads.qualifying_opportunity_id, opportunities_named.named_id) as opportunity_id
    from leads
    left join opportunities_named
        on {{ folded('leads.qualifying_opportunity_name') }} = opportunities_named.folded_name

    union

    select
        coalesce(opportunities.originating_lead_id, leads_named.named_id) as lead_id,
        opportunities.opportunity_id
    from opportunities
    left join leads_named
        on {{ folded('opportunities.originating_lead_name') }} = leads_named.folded_name

),

opportunity_people as (

    select
        'dynamics:opportunity:' || leads_converted.opportunity_id as opportunity_key,
        'dynamics:lead:' || leads_converted.lead_id as record_key,
        'conversion' as link_method,
        conversions.converted_has_time as linked_has_time,
        conversions.converted_at as linked_at
    from leads_converted
    left join conversions
        on leads_converted.lead_id = conversions.lead_id
    where leads_converted.lead_id is not null and leads_converted.opportunity_id is not null

    union all

    select
        'dynamics:opportunity:' || connections.record_id as opportunity_key,
        'dynamics:contact:' || connections.connected_id as record_key,
        'contact_role' as link_method,
        connections.connected_has_time as linked_has_time,
        connections.connected_at as linked_at
    from connections
    inner join opportunities
        on connections.record_id = opportunities.opportunity_id
    inner join contacts
        on connections.connected_id = contacts.contact_id

    union all

    select
        'dynamics:opportunity:' || opportunities.opportunity_id as opportunity_key,
        'dynamics:contact:' || coalesce(opportunities.contact_id, contacts_named.named_id) as record_key,
        'primary_contact' as link_method,
        false as linked_has_time,
        cast(null as timestamp) as linked_at
    from opportunities
    left join contacts_named
        on {{ folded('opportunities.contact_name') }} = contacts_named.folded_name
    where coalesce(opportunities.contact_id, contacts_named.named_id) is not null

)

select * from opportunity_people
