with

programs as (

    select * from {{ ref('stg_marketo__programs') }}

),

campaigns as (

    select
        -- keys
        'marketo:program:' || program_id as campaign_key,
        'marketo' as system,
        program_id as campaign_id,

        -- attributes
        program_name as campaign_name,
        program_channel as campaign_type,
        program_status as campaign_status,
        starts_on,
        ends_on,

        -- measures
        cast(null as decimal(18, 2)) as budgeted_cost,
        cast(null as decimal(18, 2)) as actual_cost,
        cast(null as varchar) as currency

    from programs

)

select * from campaigns
