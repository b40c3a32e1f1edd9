with

information as (

    select * from {{ ref('int_handoff_information') }}

),

handoff_completeness as (

    select
        handoff_id,
        case
            when max(case when field_state = 'not_measurable' then 1 else 0 end) = 0
                then {{ true_divide("sum(case when field_state = 'present' then 1 else 0 end)", 'count(*)') }}
        end as completeness,
        {{ ordered_list("case when field_state = 'missing' then field end", 'field') }} as missing_fields
    from information
    group by handoff_id

)

select * from handoff_completeness
