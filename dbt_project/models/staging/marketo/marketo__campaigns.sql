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
        ends_on

    from programs

)

select * from campaigns
