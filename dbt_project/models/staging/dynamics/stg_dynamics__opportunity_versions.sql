with

landed_opportunities as (

    {{ dynamics_landed('opportunity', 'opportunity_id') }}

),

opportunity_versions as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        {{ dynamics_id('opportunity_id') }} as opportunity_id,
        coalesce({{ dynamics_id('account_id') }}, {{ dynamics_id('customer_id') }}) as account_id,
        coalesce({{ dynamics_id('contact_id') }}, {{ dynamics_id('customer_id') }}) as contact_id,
        {{ dynamics_id('originating_lead_id') }} as originating_lead_id,
        {{ dynamics_id('currency_id') }} as currency_id,
        {{ dynamics_owner_key() }} as owner_key,

        -- attributes
        opportunity_name,
        coalesce(account_name, customer_name) as account_name,
        coalesce(contact_name, customer_name) as contact_name,
        originating_lead_name,
        {{ dynamics_deal_state() }} as status,
        pipeline_phase,
        sales_stage,
        sales_stage_code,
        status_reason,
        status_reason_code,
        opportunity_type,
        coalesce(currency_name, currency_id) as currency,
        lead_source,
        lead_source_code,
        loss_reason,

        -- measures
        case when {{ dynamics_deal_state() }} = 'won' then coalesce(actual_value, estimated_value)
            else estimated_value
        end as amount,
        probability / 100.0 as win_probability,

        -- flags
        is_gone,

        -- times
        estimated_close_date as expected_on,
        actual_close_date as closed_on,
        created_on as created_at,
        created_on_has_time as created_has_time,
        coalesce(modified_on, sink_modified_on) as modified_at,

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
