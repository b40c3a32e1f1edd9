with

landed_roles as (

    {{ landed('zoho', 'contact_roles') }}

),

-- who is taken off a deal stays in what it became
contact_roles as (

    select
        -- keys
        {{ zoho_reference('deal_id', 'deal') }} as deal_id,
        {{ zoho_reference('contact_id', 'contact') }} as contact_id,

        -- flags
        min(case when created_time_has_time then 1 else 0 end) = 1 as added_has_time,

        -- times
        min(created_time) as added_at

    from landed_roles
    group by {{ zoho_reference('deal_id', 'deal') }}, {{ zoho_reference('contact_id', 'contact') }}

)

select * from contact_roles
where deal_id is not null and contact_id is not null
