with

landed_stages as (

    {{ landed('zoho', 'deal_history') }}

),

-- the same entry stands in every later export
entries as (

    select distinct
        {{ zoho_reference('deal_id', 'deal') }} as deal_id,
        stage,
        entered_at_has_time as has_time,
        entered_at
    from landed_stages

),

deal_stage_changes as (

    select
        -- keys
        deal_id,

        -- attributes
        lag(stage) over (partition by deal_id order by entered_at, stage) as old_value,
        stage as new_value,

        -- flags
        has_time,

        -- times
        entered_at as changed_at

    from entries
    where deal_id is not null

)

-- an entry is also written when only the amount, the probability or the closing date changes
select * from deal_stage_changes
where old_value is null or old_value <> new_value
