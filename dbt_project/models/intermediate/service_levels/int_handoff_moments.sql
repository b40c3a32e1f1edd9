with

handoffs as (

    select * from {{ ref('int_handoffs_delivered') }}

),

policies as (

    select * from {{ ref('int_handoff_policies') }}

),

assignments as (

    select * from {{ ref('int_lead_assignments') }}

),

touches as (

    select * from {{ ref('int_handoff_touches') }}

),

decisions as (

    select * from {{ ref('int_handoff_decisions') }}

),

reassignments as (

    select * from {{ ref('int_handoff_reassignments') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

moments as (

    select
        handoff_id,
        'handed_off' as moment,
        handed_off_at as moment_at
    from handoffs
    where handed_off_has_time

    union all

    select
        handoff_id,
        'next_handoff' as moment,
        next_handoff_at as moment_at
    from handoffs
    where next_handoff_has_time

    union all

    select
        handoffs.handoff_id,
        'as_of' as moment,
        settings.as_of as moment_at
    from handoffs
    cross join settings

    union all

    select
        handoffs.handoff_id,
        'assigned' as moment,
        assignments.assigned_at as moment_at
    from handoffs
    inner join assignments
        on handoffs.lead_id = assignments.lead_id
    where assignments.assigned_has_time

    union all

    select
        handoff_id,
        'first_touch' as moment,
        touched_at as moment_at
    from touches
    where is_first and has_time

    union all

    select
        handoff_id,
        'decided' as moment,
        decided_at as moment_at
    from decisions
    where decision_has_time and not decision_is_imputed

    union all

    select
        handoff_id,
        'reassigned' as moment,
        last_reassigned_at as moment_at
    from reassignments

),

handoff_moments as (

    select
        moments.handoff_id,
        moments.moment,
        policies.calendar,
        policies.time_zone,
        moments.moment_at
    from moments
    inner join policies
        on moments.handoff_id = policies.handoff_id
    where policies.calendar is not null and moments.moment_at is not null

)

select * from handoff_moments
