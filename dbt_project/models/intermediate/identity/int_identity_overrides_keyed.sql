with

identity_overrides as (

    select * from {{ ref('identity_overrides') }}

),

overrides_keyed as (

    select distinct
        {{ record_key_as_written('record_key') }} as record_key,
        {{ record_key_as_written('other_record_key') }} as other_record_key,
        override
    from identity_overrides

)

select * from overrides_keyed
