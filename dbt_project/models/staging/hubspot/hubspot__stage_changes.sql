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

changes as (

    select
        'hubspot:contact:' || contact_id as record_key,
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
        'hubspot:contact:' || contact_id as record_key,
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
    union all
    select
        'hubspot:contact:' || contact_id as record_key,
        field,
        old_value,
        new_value,
        evidence,
        is_first_seen,
        is_first_export,
        true as has_time,
        changed_at,
        previous_seen_at
    from stage_snapshots

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
        changes.record_key,
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
        changes.previous_seen_at,
        cast(null as timestamp) as kept_since

    from changes
    left join deal_stage_changes
        on changes.record_key = deal_stage_changes.record_key
        and changes.field = deal_stage_changes.field
        and {{ folded('changes.new_value') }} = deal_stage_changes.mapped_value
    where deal_stage_changes.record_key is null

)

select * from stage_changes
