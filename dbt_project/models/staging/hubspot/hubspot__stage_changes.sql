with

stage_snapshots as (

    select * from {{ ref('stg_hubspot__contact_stage_snapshots') }}

),

contact_property_histories as (

    select * from {{ ref('stg_hubspot__contact_property_histories') }}

),

contact_property_versions as (

    select * from {{ ref('stg_hubspot__contact_property_versions') }}

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

property_changes as (

    {{ hubspot_property_changes(
        'contact_property_histories', 'contact_property_versions', 'contact_id'
    ) }}

),

history as (

    select
        contact_id,
        case
            when {{ names_column('property', 'hubspot', 'contacts', ['lifecyclestage']) }}
                then 'lifecyclestage'
            when {{ names_column('property', 'hubspot', 'contacts', ['hs_lead_status']) }}
                then 'hs_lead_status'
            when {{ names_column('property', 'hubspot', 'contacts', ['rejection_reason']) }}
                then 'rejection_reason'
        end as field,
        old_value,
        value as new_value,
        has_time,
        changed_at
    from property_changes

),

dated as (

    select
        contact_id,
        'lifecyclestage' as field,
        lifecycle_stage as new_value,
        entered_has_time as has_time,
        entered_at as changed_at
    from stage_dates

),

changes as (

    {{ changes_by_evidence(['contact_id', 'field'], 'history', 'dated', 'stage_snapshots') }}

),

changes_keyed as (

    select
        changes.*,
        'hubspot:contact:' || changes.contact_id as record_key
    from changes
    where changes.field is not null

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
    where status_mapping.stage in {{ stages_with('is_of_a_deal') }}

),

stage_changes as (

    select
        -- keys
        changes_keyed.record_key,
        'hubspot' as system,
        'contact' as object,
        changes_keyed.field,

        -- attributes
        changes_keyed.old_value,
        changes_keyed.new_value,
        changes_keyed.evidence,

        -- flags
        changes_keyed.is_first_seen,
        changes_keyed.is_first_export,
        changes_keyed.has_time,

        -- times
        changes_keyed.changed_at,
        changes_keyed.previous_seen_at

    from changes_keyed
    left join deal_stage_changes
        on changes_keyed.record_key = deal_stage_changes.record_key
        and changes_keyed.field = deal_stage_changes.field
        and {{ folded('changes_keyed.new_value') }} = deal_stage_changes.mapped_value
    where deal_stage_changes.record_key is null

)

select * from stage_changes
