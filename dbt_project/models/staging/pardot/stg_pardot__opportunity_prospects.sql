with

landed_links as (

    {{ landed('pardot', 'opportunity_prospect') }}

),

opportunity_prospects as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        opportunity_id,
        prospect_id,

        -- where it was read
        _exported_at,
        _file,
        _row

    from landed_links

)

select * from opportunity_prospects
