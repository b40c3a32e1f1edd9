with

landed_records as (

    {{ landed('eloqua', 'stage_record') }}

),

-- exports overlap: the same record stands in several
stage_records as (

    select distinct
        -- keys
        coalesce(
            id,
            {{ stable_hash(['contact_id', 'lower(email_address)', 'old_stage', 'stage', 'created_at']) }}
        ) as stage_record_id,
        {{ eloqua_contact_id('contact_id') }} as contact_id,

        -- attributes
        lower(email_address) as email,
        old_stage,
        stage,

        -- flags
        created_at_has_time as changed_has_time,

        -- times
        created_at as changed_at

    from landed_records

)

select * from stage_records
