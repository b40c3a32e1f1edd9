with

landed_deals as (

    {{ landed('hubspot', 'deals') }}

),

deal_versions as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        hs_object_id as deal_id,
        {{ id_list('associated_contact_ids') }} as contact_ids,
        split_part(
            {{ id_list('coalesce(hs_primary_associated_company, associated_company_ids)') }}, ';', 1
        ) as company_id,
        {{ id_list('hs_merged_object_ids') }} as merged_deal_ids,

        -- attributes
        dealname as deal_name,
        -- labels are exported with their pipeline where a portal has several
        case
            when dealstage like '% (' || pipeline || ')'
                then substr(dealstage, 1, length(dealstage) - length(pipeline) - 3)
            else dealstage
        end as stage,
        dealtype as deal_type,
        deal_currency_code as currency,
        closed_lost_reason as loss_reason,
        hs_analytics_source as source,
        hubspot_owner_id as owner,

        -- measures
        amount,
        -- exported as 0.2, or as the 20 % that HubSpot shows
        case
            when hs_deal_stage_probability > 1 then hs_deal_stage_probability / 100.0
            else hs_deal_stage_probability
        end as win_probability,

        -- flags
        hs_is_closed as is_closed,
        hs_is_closed_won as is_won,
        coalesce(archived, false) as is_archived,

        -- times
        createdate as created_at,
        createdate_has_time as created_has_time,
        closedate as closed_at,
        closedate_has_time as closed_has_time,
        hs_lastmodifieddate as modified_at,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _columns,
        _version_start,
        _is_ended

    from landed_deals

)

select * from deal_versions
