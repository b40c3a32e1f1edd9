with

landed_timeline as (

    {{ landed('zoho', 'timeline') }}

),

entries_keyed as (

    select
        landed_timeline.*,
        {{ zoho_reference('record_id', 'record') }} as changed_id
    from landed_timeline

),

-- an entry of the API tells of several fields, and of what is no change of any
entries_with_fields as (

    select
        changed_id,
        field_history,
        audited_time_has_time,
        audited_time
    from entries_keyed
    where field_history like '[%'

),

fields_parted as (

    {{ json_entries('entries_with_fields', 'field_history') }}

),

changes as (

    select
        changed_id as record_id,
        coalesce({{ json_text('entry_text', 'api_name') }}, {{ json_text('entry_text', 'field_label') }})
            as field,
        {%- for value in ['old', 'new'] %}
        coalesce(
            {{ json_text(json_text('entry_text', '_value'), value) }},
            {{ json_text(json_text('entry_text', 'value'), value) }}
        ) as {{ value }}_value,
        {%- endfor %}
        audited_time_has_time as has_time,
        audited_time as changed_at
    from fields_parted

    union all

    select
        changed_id as record_id,
        field,
        old_value,
        new_value,
        audited_time_has_time as has_time,
        audited_time as changed_at
    from entries_keyed
    where field is not null

),

timeline_changes as (

    select distinct
        -- keys
        record_id,

        -- attributes
        field,
        nullif({{ zoho_text('old_value') }}, '') as old_value,
        nullif({{ zoho_text('new_value') }}, '') as new_value,
        coalesce({{ zoho_reference('cast(null as ' ~ dbt.type_string() ~ ')', 'old_value') }}, old_value)
            as old_reference,
        coalesce({{ zoho_reference('cast(null as ' ~ dbt.type_string() ~ ')', 'new_value') }}, new_value)
            as new_reference,

        -- flags
        has_time,

        -- times
        changed_at

    from changes
    where record_id is not null and field is not null

)

select * from timeline_changes
