with

landed_changes as (

    {{ landed('dynamics', 'audit') }}

),

entries_of_many as (

    select
        object_id,
        object_type,
        {{ json_text('change_data', 'changedAttributes') }} as changed_attributes,
        created_on,
        created_on_has_time
    from landed_changes
    where change_data is not null

),

entries as (

    {{ json_entries('entries_of_many', 'changed_attributes') }}

),

fields_changed as (

    select
        object_id,
        object_type,
        {{ json_text('entry_text', 'logicalName') }} as field_name,
        {{ json_text('entry_text', 'oldValue') }} as old_value,
        {{ json_text('entry_text', 'newValue') }} as new_value,
        created_on,
        created_on_has_time
    from entries

    union all

    select
        object_id,
        object_type,
        field as field_name,
        old_value,
        new_value,
        created_on,
        created_on_has_time
    from landed_changes
    where field is not null

),

-- the same entry stands in every later export
audit_changes as (

    select distinct
        -- keys
        {{ dynamics_id('object_id') }} as record_id,

        -- attributes
        case
            when lower(object_type) in ('lead', '4', 'prospect') then 'lead'
            when lower(object_type) in ('contact', '2') then 'contact'
            when lower(object_type) in ('account', '1', 'compte') then 'account'
            when lower(object_type) in ('opportunity', '3', 'opportunité') then 'opportunity'
        end as object,
        lower(field_name) as field_name,
        nullif(old_value, '') as old_value,
        nullif(new_value, '') as new_value,

        -- flags
        created_on_has_time as has_time,

        -- times
        created_on as changed_at

    from fields_changed

)

select * from audit_changes
where record_id is not null and object is not null and field_name is not null
