{#- each delay of a handoff: what it runs from, what ends it, and, of what one waits for, when it is over -#}
{%- set delays = {
    'system_delay': ('handed_off', 'assigned', 'owner_id is not null'),
    'reaction': ('assigned', 'first_touch', 'first_touch_at is not null'),
    'first_touch': ('handed_off', 'first_touch', 'first_touch_at is not null'),
    'decision': ('handed_off', 'decided', "decision <> 'pending'"),
    'reassignment': ('handed_off', 'reassigned', none),
} -%}
{%- set columns = {
    'handed_off': 'handed_off_at', 'assigned': 'assigned_at', 'first_touch': 'first_touch_at',
    'decided': 'decided_at', 'reassigned': 'last_reassigned_at',
} -%}
{%- set timed = {
    'handed_off': 'handed_off_has_time', 'assigned': 'assigned_has_time',
    'first_touch': 'first_touch_has_time', 'decided': 'decision_has_time and not decision_is_imputed',
    'reassigned': 'is_reassigned',
} -%}
with

handoffs as (

    select * from {{ ref('int_handoffs_measured') }}

),

-- A touch before the assignment is the reaction of nobody assigned. Readings of the business clock are
-- large: rounded to the microsecond, their difference reaches a target exactly or not at all.
handoff_delays as (

    select
        handoff_id
        {%- for delay, (start, stop, is_over) in delays.items() %},
        case
            when
                {{ timed[start] }}
                and {{ timed[stop] }}
                and {{ columns[stop] }} >= {{ columns[start] }}
                then (
                    {{ epoch_seconds(columns[stop]) }} - {{ epoch_seconds(columns[start]) }}
                ) / 60
        end as {{ delay }}_minutes,
        case
            when {{ columns[stop] }} >= {{ columns[start] }}
                then {{ round_to('(' ~ stop ~ '_reading - ' ~ start ~ '_reading) * 60', 6) }} / 60
        end as {{ delay }}_business_minutes
        {%- if is_over %},
        case
            when not ({{ is_over }}) and {{ timed[start] }}
                then ({{ epoch_seconds('as_of') }} - {{ epoch_seconds(columns[start]) }}) / 60
        end as age_{{ delay }}_minutes,
        case
            when not ({{ is_over }})
                then {{ round_to('(as_of_reading - ' ~ start ~ '_reading) * 60', 6) }} / 60
        end as age_{{ delay }}_business_minutes
        {%- endif %}
        {%- endfor %}
    from handoffs

)

select * from handoff_delays
