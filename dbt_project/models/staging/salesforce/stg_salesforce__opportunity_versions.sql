with

landed_opportunities as (

    {{ landed('salesforce', 'opportunity') }}

),

opportunity_versions as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        {{ salesforce_id_18('id') }} as opportunity_id,
        {{ salesforce_id_18('account_id') }} as account_id,
        {{ salesforce_id_18('contact_id') }} as contact_id,
        {{ salesforce_id_18('merged_into') }} as merged_into_id,
        {{ salesforce_owner_key('owner_id', 'owner_name') }} as owner_key,
        {{ salesforce_queue_name('owner_id', 'owner_name') | indent(8) }} as queue_name,

        -- attributes
        name as opportunity_name,
        stage_name,
        type as opportunity_type,
        currency_iso_code as currency,
        lead_source,
        loss_reason,

        -- measures
        amount,
        probability / 100.0 as win_probability,

        -- flags
        {{ told_flag('landed_opportunities', 'salesforce', 'opportunity', 'is_closed') | indent(8) }}
            as is_closed,
        {{ told_flag('landed_opportunities', 'salesforce', 'opportunity', 'is_won') | indent(8) }}
            as is_won,
        coalesce(is_deleted, false) as is_deleted,

        -- times
        close_date as closed_on,
        last_stage_change_date as stage_changed_at,
        last_stage_change_date_has_time as stage_changed_has_time,
        created_date as created_at,
        created_date_has_time as created_has_time,
        coalesce(last_modified_date, system_modstamp) as modified_at,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _columns,
        _version_start,
        _is_ended

    from landed_opportunities

)

select * from opportunity_versions
