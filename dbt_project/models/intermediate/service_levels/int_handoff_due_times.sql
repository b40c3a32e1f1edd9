with

handoffs as (

    select * from {{ ref('int_handoffs_measured') }}

),

policies as (

    select * from {{ ref('int_handoff_policies') }}

),

business_windows as (

    select * from {{ ref('int_business_windows') }}

),

-- A day of the business clock. No window is longer than a day: each lies in one such day or in two.
windows_by_day as (

    select
        business_windows.*,
        floor(minutes_before / 1440) as clock_day
    from business_windows
    where open_minutes > 0

    union all

    select
        business_windows.*,
        floor((minutes_before + open_minutes) / 1440) as clock_day
    from business_windows
    where floor((minutes_before + open_minutes) / 1440) > floor(minutes_before / 1440)

),

due_readings as (
    {% for sla in ['touch_sla', 'decision_sla'] %}
    select
        handoffs.handoff_id,
        '{{ sla }}' as sla,
        policies.calendar,
        policies.time_zone,
        handoffs.handed_off_reading + policies.{{ sla }}_target_business_minutes as due_reading
    from handoffs
    inner join policies
        on handoffs.handoff_id = policies.handoff_id
    where handoffs.handed_off_reading is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- what is due when the office closes is due then, not when it opens again
due_times as (

    select
        due_readings.handoff_id,
        due_readings.sla,
        {{ dbt.dateadd(
            'second',
            'cast(' ~ round_to('(due_readings.due_reading - windows_by_day.minutes_before) * 60', 0)
            ~ ' as bigint)',
            'windows_by_day.opens_at'
        ) }} as due_at
    from due_readings
    inner join windows_by_day
        on due_readings.calendar = windows_by_day.calendar
        and due_readings.time_zone = windows_by_day.time_zone
        and floor(due_readings.due_reading / 1440) = windows_by_day.clock_day
        and due_readings.due_reading > windows_by_day.minutes_before
        and due_readings.due_reading <= windows_by_day.minutes_before + windows_by_day.open_minutes

),

handoff_due_times as (

    select
        handoff_id,
        min(case when sla = 'touch_sla' then due_at end) as touch_due_at,
        min(case when sla = 'decision_sla' then due_at end) as decision_due_at
    from due_times
    group by handoff_id

)

select * from handoff_due_times
