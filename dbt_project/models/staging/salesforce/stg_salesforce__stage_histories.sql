with

lead_histories as (

    select * from {{ ref('stg_salesforce__lead_histories') }}

),

-- the same entry stands in every later export
stage_histories as (

    select
        'salesforce:lead:' || lead_id as record_key,
        'lead' as object,
        field,
        min(case when field <> 'converted_date' then old_value end) as old_value,
        case when field = 'converted_date' then 'Converted' else new_value end as new_value,
        changed_has_time,
        changed_at
    from lead_histories
    where
        field = 'converted_date'
        or (field in ('status', 'rejection_reason') and new_value is not null)
    group by
        lead_id,
        field,
        case when field = 'converted_date' then 'Converted' else new_value end,
        changed_has_time,
        changed_at

)

select * from stage_histories
