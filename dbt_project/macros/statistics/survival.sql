{#-
  Common table expressions for the curves of competing events in each group of a relation, its
  members being watched for a duration that ends with an event or is censored. A member without a
  duration is left out.
  `curve_groups`: a row a group, numbered because a number sorts faster than its keys.
  `risk_sets`: a row for each time of a group at which an event happens, with the events
  (`counted_events`: those of the kind counted) and how many were at risk just before. Ties
  follow the convention: who is censored at a time is still at risk for its events.
  `survival_before` is the Kaplan-Meier product over the earlier times. Its factors are never 0:
  a time at which all who are at risk have the event is the group's last.
-#}
{% macro risk_sets(relation, keys, duration, is_event, is_counted) -%}
    curve_groups as (

        select
            {{ keys | join(',\n            ') }},
            count(*) as members,
            sum(case when {{ is_event }} then 1 else 0 end) as members_with_event,
            max({{ duration }}) as last_time,
            row_number() over (order by {{ keys | join(', ') }}) as group_number
        from {{ relation }}
        where {{ duration }} is not null
        group by {{ keys | join(', ') }}

    ),

    -- who leaves at the same time is still at risk for what happens then
    curve_members as (

        select
            curve_groups.group_number,
            curve_groups.members,
            {{ relation }}.{{ duration }} as at_time,
            {{ is_event }} as is_event,
            {{ is_counted }} as is_counted,
            rank() over (
                partition by curve_groups.group_number order by {{ relation }}.{{ duration }}
            ) as leaving_rank
        from {{ relation }}
        inner join curve_groups
            on
            {%- for key in keys %}
            {{ 'and ' if not loop.first }}{{ relation }}.{{ key }} = curve_groups.{{ key }}
            {%- endfor %}
        where {{ relation }}.{{ duration }} is not null

    ),

    event_times as (

        select
            group_number,
            at_time,
            min(members) - min(leaving_rank) + 1 as at_risk,
            count(*) as events,
            sum(case when is_counted then 1 else 0 end) as counted_events
        from curve_members
        where is_event
        group by group_number, at_time

    ),

    risk_sets as (

        select
            event_times.*,
            exp(
                coalesce(
                    sum(
                        case
                            when event_times.events < event_times.at_risk
                                then
                                    ln(1 - {{ accord.true_divide(
                                        'event_times.events', 'event_times.at_risk'
                                    ) }})
                        end
                    ) over (
                        partition by event_times.group_number order by event_times.at_time
                        rows between unbounded preceding and 1 preceding
                    ), 0
                )
            ) as survival_before
        from event_times

    )
{%- endmacro %}

{#-
  The Kaplan-Meier median of each group of a relation, its members being watched for a duration that
  ends with an event or is censored: the first time at which at most half are left without an event;
  null where the curve does not come down so far. A member without a duration is left out. The
  members of a group are numbered from the last to leave, so that a member's number says how many
  were at risk. Who is censored at a time is still at risk for its events; of d events at one time
  among n the factors (1 - 1/n) (1 - 1/(n-1)) … make 1 - d/n. The curve is rounded to 9 digits
  before it is compared, so that a half reached exactly counts as reached.
-#}
{% macro kaplan_meier_median(relation, keys, duration, is_event) -%}
    with

    -- a number sorts faster than the keys of its group
    curve_groups as (

        select
            {{ keys | join(',\n            ') }},
            row_number() over (order by {{ keys | join(', ') }}) as group_number
        from {{ relation }}
        where {{ duration }} is not null
        group by {{ keys | join(', ') }}

    ),

    members_at_risk as (

        select
            curve_groups.group_number,
            {{ relation }}.{{ duration }} as at_time,
            {{ is_event }} as is_event,
            row_number() over (
                partition by curve_groups.group_number
                order by
                    {{ relation }}.{{ duration }} desc,
                    case when {{ is_event }} then 1 else 0 end asc
            ) as at_risk
        from {{ relation }}
        inner join curve_groups
            on
            {%- for key in keys %}
            {{ 'and ' if not loop.first }}{{ relation }}.{{ key }} = curve_groups.{{ key }}
            {%- endfor %}
        where {{ relation }}.{{ duration }} is not null

    ),

    -- an event of the last at risk leaves nobody
    curves as (

        select
            group_number,
            at_time,
            case
                when at_risk = 1 then 0
                else exp(
                    sum(
                        case
                            when at_risk > 1 then ln(1 - {{ accord.true_divide('1', 'at_risk') }})
                        end
                    ) over (
                        partition by group_number order by at_risk desc
                        rows between unbounded preceding and current row
                    )
                )
            end as survival
        from members_at_risk
        where is_event

    ),

    medians as (

        select
            group_number,
            min(at_time) as median_time
        from curves
        where {{ accord.round_to('survival', 9) }} <= 0.5
        group by group_number

    )

    select
        {%- for key in keys %}
        curve_groups.{{ key }},
        {%- endfor %}
        medians.median_time
    from curve_groups
    left join medians
        on curve_groups.group_number = medians.group_number
{%- endmacro %}

{#-
  The Aalen-Johansen cumulative incidence of one kind of event at a horizon (one of the keys), in
  each group, other kinds of events competing and the rest censored. `is_event` is true for every
  kind, `is_counted` for the one counted. Null where nobody's observation reaches the horizon
  while some are censored before it: the curve is then not known there.
-#}
{% macro aalen_johansen_incidence(relation, keys, duration, is_event, is_counted, horizon) -%}
    with

    {{ accord.risk_sets(relation, keys, duration, is_event, is_counted) }},

    incidences as (

        select
            curve_groups.group_number,
            sum(
                risk_sets.survival_before
                * {{ accord.true_divide('risk_sets.counted_events', 'risk_sets.at_risk') }}
            ) as incidence
        from curve_groups
        inner join risk_sets
            on curve_groups.group_number = risk_sets.group_number
            and curve_groups.{{ horizon }} >= risk_sets.at_time
        group by curve_groups.group_number

    )

    select
        {%- for key in keys %}
        curve_groups.{{ key }},
        {%- endfor %}
        case
            when
                curve_groups.last_time >= curve_groups.{{ horizon }}
                or curve_groups.members_with_event = curve_groups.members
                then {{ accord.round_to('coalesce(incidences.incidence, 0)', 12) }}
        end as incidence
    from curve_groups
    left join incidences
        on curve_groups.group_number = incidences.group_number
{%- endmacro %}
