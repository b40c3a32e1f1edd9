with

landed_changes as (

    {{ landed('hubspot', 'contact_property_history') }}

),

contact_versions as (

    select * from {{ ref('stg_hubspot__contact_versions') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

versions_with_history as (

    select
        contact_id,
        properties_with_history
    from contact_versions
    where properties_with_history is not null

),

histories as (

    {{ json_entries('versions_with_history', 'properties_with_history') }}

),

property_histories as (

    select
        contact_id,
        entry_name as property,
        entry_text as property_values
    from histories

),

property_values as (

    {{ json_entries('property_histories', 'property_values') }}

),

changes as (

    select
        contact_id,
        lower(property) as property,
        value,
        changed_at,
        changed_at_has_time as has_time
    from landed_changes
    union
    select
        property_values.contact_id,
        lower(property_values.property) as property,
        nullif({{ json_text('property_values.entry_text', 'value') }}, '') as value,
        {{ utc_of_text(
            json_text('property_values.entry_text', 'timestamp'), 'settings.time_zone'
        ) }} as changed_at,
        {{ text_has_time(json_text('property_values.entry_text', 'timestamp')) }} as has_time
    from property_values
    cross join settings

),

ordered_changes as (

    select
        -- keys
        {{ stable_hash(['contact_id', 'property', 'changed_at', 'value', 'has_time']) }} as change_key,
        contact_id,

        -- attributes
        property,
        value,
        lag(value) over (
            partition by contact_id, property order by changed_at, value nulls first
        ) as old_value,

        -- flags
        has_time,

        -- times
        changed_at

    from changes
    where changed_at is not null

)

select * from ordered_changes
