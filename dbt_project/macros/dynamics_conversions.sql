{#-
  When each lead was converted, as far as that is known: whoever qualifies a lead has its contact made, which
  names the lead. The model that calls it has the newest versions `leads` and `contacts`.
-#}
{% macro dynamics_conversions() -%}
    with

    leads_named as (

        {{ dynamics_named('leads', 'lead_id', 'full_name') }}

    ),

    contacts_made as (

        select
            coalesce(contacts.originating_lead_id, leads_named.named_id) as lead_id,
            contacts.created_has_time,
            contacts.created_at,
            row_number() over (
                partition by coalesce(contacts.originating_lead_id, leads_named.named_id)
                order by contacts.created_at nulls last, contacts.contact_id
            ) as contact_rank
        from contacts
        left join leads_named
            on {{ folded('contacts.originating_lead_name') }} = leads_named.folded_name
        where contacts.created_at is not null

    )

    select
        contacts_made.lead_id,
        contacts_made.created_has_time as converted_has_time,
        contacts_made.created_at as converted_at
    from contacts_made
    inner join leads
        on contacts_made.lead_id = leads.lead_id
    where contacts_made.contact_rank = 1 and leads.is_qualified
{%- endmacro %}
