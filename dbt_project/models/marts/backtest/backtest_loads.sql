{{ config(alias='loads') }}

with

handoffs as (

    select * from {{ ref('int_handoffs_aged') }}

),

users as (

    select * from {{ ref('dim_users') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

handoffs_placed as (

    select
        handoffs.*,
        {{ period_start(
            "'week'", local_date('handoffs.handed_off_at', 'settings.time_zone')
        ) }} as week_start
    from handoffs
    inner join settings
        on handoffs.handed_off_at >= settings.backtest_from
        and handoffs.handed_off_at < settings.backtest_until

),

loads as (

    select
        owner_id,
        week_start,
        count(*) as handed_off,
        count(touch_sla_target_business_minutes) as touches_owed,
        count(decision_sla_target_business_minutes) as decisions_owed,
        count(case when touch_sla_status = 'breached' then 1 end) as touch_sla_breached,
        count(case when decision_sla_status = 'breached' then 1 end) as decision_sla_breached
    from handoffs_placed
    group by owner_id, week_start

),

loads_named as (

    select
        -- keys
        coalesce(loads.owner_id, '(unknown)') as owner_id,
        loads.week_start,

        -- attributes
        coalesce(users.user_name, '(unknown)') as owner_name,

        -- measures
        loads.handed_off,
        loads.touches_owed,
        loads.decisions_owed,
        loads.touch_sla_breached,
        loads.decision_sla_breached

    from loads
    left join users
        on loads.owner_id = users.user_id

)

select * from loads_named
