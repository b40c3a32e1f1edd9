with

landed_deals as (

    {{ landed('activecampaign', 'deal') }}

),

deal_versions as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        id as deal_id,
        nullif(contact_id, '0') as contact_id,
        stage_id,

        -- attributes
        title as deal_name,
        owner_id as owner,
        case
            when {{ regex_matches('lower(status)', '^(1$|won|gagn)') }} then 'won'
            when {{ regex_matches('lower(status)', '^(2$|lost|perdu)') }} then 'lost'
            else 'open'
        end as status,
        upper(currency) as currency,

        -- measures
        amount,
        win_probability / 100.0 as win_probability,

        -- flags
        coalesce(is_deleted, false) as is_deleted,

        -- times
        expected_at,
        expected_at_has_time as expected_has_time,
        closed_at,
        closed_at_has_time as closed_has_time,
        created_at,
        created_at_has_time as created_has_time,
        modified_at,

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
