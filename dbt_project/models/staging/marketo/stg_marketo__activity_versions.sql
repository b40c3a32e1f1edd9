with

landed_activities as (

    {{ landed('marketo', 'activity') }}

),

activity_versions as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        marketo_guid as activity_id,
        lead_id,
        campaign_id,

        -- attributes
        activity_type_id,
        primary_attribute_value,
        case when activity_type_id = 13 then primary_attribute_value end as field_name,
        case
            when activity_type_id in (101, 102) then 'revenue_stage'
            when activity_type_id <> 13 then null
            when {{ names_column('primary_attribute_value', 'marketo', 'lead', ['lead_status']) }}
                then 'lead_status'
            when {{ names_column(
                'primary_attribute_value', 'marketo', 'lead', ['rejection_reason']
            ) }}
                then 'rejection_reason'
            when {{ names_column('primary_attribute_value', 'marketo', 'lead', ['email']) }}
                then 'email'
        end as field,
        {{ marketo_attribute('old_value', 'Old Value', [13]) }} as old_value,
        {{ marketo_attribute('new_value', 'New Value', [13]) }} as new_value,
        {{ marketo_attribute('new_status', 'New Status', [104]) }} as new_status,
        {{ marketo_attribute('old_stage', 'Old Stage', [101, 102]) }} as old_stage,
        {{ marketo_attribute('new_stage', 'New Stage', [101, 102]) }} as new_stage,
        nullif({{ marketo_attribute('old_stage_id', 'Old Stage ID', [101, 102]) }}, '0') as old_stage_id,
        nullif({{ marketo_attribute('new_stage_id', 'New Stage ID', [101, 102]) }}, '0') as new_stage_id,
        {{ marketo_attribute('merge_ids', 'Merge IDs', [32]) }} as merge_ids,
        {{ marketo_attribute('source_type', 'Source Type', [12]) }} as source_type,
        {{ marketo_attribute('lead_source', 'Lead Source', [12]) }} as lead_source,

        -- flags
        coalesce(
            {{ marketo_attribute(
                'cast(is_bot_activity as varchar)', 'Is Bot Activity', [1, 2, 3, 10, 11]
            ) }} in ('true', '1'),
            false
        ) as is_bot_activity,

        -- times
        activity_date as occurred_at,
        activity_date_has_time as occurred_has_time,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _version_start,
        _is_ended

    from landed_activities

)

select * from activity_versions
