with

contact_versions as (

    select * from {{ ref('stg_hubspot__contact_versions') }}

),

property_changes as (

    select * from {{ ref('stg_hubspot__contact_property_changes') }}

),

stage_dates as (

    select * from {{ ref('stg_hubspot__contact_stage_dates') }}

),

opportunity_people as (

    select * from {{ ref('hubspot__opportunity_people') }}

),

status_mapping as (

    select * from {{ ref('status_mapping') }}
    where system = 'hubspot' and object = 'contact'

),

property_changes_named as (

    select
        property_changes.*,
        case
            when {{ names_column('property', 'hubspot', 'contacts', ['lifecyclestage']) }}
                then 'lifecyclestage'
            when {{ names_column('property', 'hubspot', 'contacts', ['hs_lead_status']) }}
                then 'hs_lead_status'
            when {{ names_column('property', 'hubspot', 'contacts', ['rejection_reason']) }}
                then 'rejection_reason'
        end as field
    from property_changes

),

{% set observed_columns = {
    'lifecyclestage': 'lifecycle_stage', 'hs_lead_status': 'lead_status', 'rejection_reason': 'rejection_reason'
} -%}
{% for column in observed_columns.values() %}
observed_{{ column }}_changes as (

    {{ observed_changes('contact_versions', 'contact_id', column, 'modified_at') }}

),

{% endfor -%}
changes as (

    select
        contact_id,
        field,
        old_value,
        value as new_value,
        'history' as evidence,
        false as is_first_seen,
        false as is_first_export,
        has_time,
        changed_at,
        cast(null as timestamp) as previous_seen_at
    from property_changes_named
    where field is not null
    union all
    select
        contact_id,
        'lifecyclestage' as field,
        cast(null as varchar) as old_value,
        lifecycle_stage as new_value,
        'dated_field' as evidence,
        false as is_first_seen,
        false as is_first_export,
        entered_has_time as has_time,
        entered_at as changed_at,
        cast(null as timestamp) as previous_seen_at
    from stage_dates
    {%- for field, column in observed_columns.items() %}
    union all
    select
        record_id as contact_id,
        '{{ field }}' as field,
        old_value,
        new_value,
        'snapshot' as evidence,
        is_first_seen,
        is_first_export,
        true as has_time,
        observed_at as changed_at,
        previous_observed_at as previous_seen_at
    from observed_{{ column }}_changes
    where new_value is not null or old_value is not null
    {%- endfor %}

),

changes_shaped as (

    select
        -- keys
        'hubspot:contact:' || changes.contact_id as record_key,
        'hubspot' as system,
        'contact' as object,
        changes.field,

        -- attributes
        changes.old_value,
        changes.new_value,
        cast(null as varchar) as reason,
        changes.evidence,

        -- flags
        changes.is_first_seen,
        changes.is_first_export,
        changes.has_time,

        -- times
        changes.changed_at,
        changes.previous_seen_at

    from changes

),

contacts_with_deals as (

    select distinct record_key
    from opportunity_people

),

-- HubSpot moves a contact's lifecycle with its deals, and moves every contact of the deal: where there
-- is a deal, the deal itself says what was an opportunity, and won
deal_stage_changes as (

    select
        contacts_with_deals.record_key,
        status_mapping.field,
        {{ folded('status_mapping.value') }} as mapped_value
    from contacts_with_deals
    cross join status_mapping
    where status_mapping.stage in ('opportunity', 'won', 'lost')

),

stage_changes as (

    select changes_shaped.*
    from changes_shaped
    left join deal_stage_changes
        on changes_shaped.record_key = deal_stage_changes.record_key
        and changes_shaped.field = deal_stage_changes.field
        and {{ folded('changes_shaped.new_value') }} = deal_stage_changes.mapped_value
    where deal_stage_changes.record_key is null

)

select * from stage_changes
