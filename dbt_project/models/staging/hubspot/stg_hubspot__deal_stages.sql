with

landed_stages as (

    {{ landed('hubspot', 'deal_stages') }}

),

deal_stages as (

    select distinct
        -- keys
        deal_id,

        -- attributes
        'dealstage' as property,
        value,

        -- flags
        changed_at_has_time as has_time,

        -- times
        changed_at

    from landed_stages
    where value is not null

)

select * from deal_stages
