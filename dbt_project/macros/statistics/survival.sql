{#-
  The ordered times of each group of a relation: how many leave at the time, how many of them by an
  event, and how many were at risk just before it. A member without a duration is left out. Ties
  follow the convention: who is censored at a time is still at risk for the events of that time.
  `survival_before` is the Kaplan-Meier product over the earlier times. Its factors are never 0: a time
  at which all who are at risk have the event is the group's last.
-#}
{% macro risk_sets(relation, keys, duration, is_event, counted=none) -%}
    with

    times as (

        select
            {{ keys | join(',\n            ') }},
            {{ duration }} as at_time,
            count(*) as leaving,
            sum(case when {{ is_event }} then 1 else 0 end) as events,
            sum(case when {{ counted or is_event }} then 1 else 0 end) as counted_events
        from {{ relation }}
        where {{ duration }} is not null
        group by
            {{ keys | join(',\n            ') }},
            {{ duration }}

    ),

    times_at_risk as (

        select
            times.*,
            sum(times.leaving) over (
                partition by {{ keys | join(', ') }}
            ) - coalesce(
                sum(times.leaving) over (
                    partition by {{ keys | join(', ') }} order by times.at_time
                    rows between unbounded preceding and 1 preceding
                ), 0
            ) as at_risk
        from times

    )

    select
        times_at_risk.*,
        exp(
            coalesce(
                sum(
                    case
                        when times_at_risk.events < times_at_risk.at_risk
                            then
                                ln(1 - {{ accord.true_divide(
                                    'times_at_risk.events', 'times_at_risk.at_risk'
                                ) }})
                    end
                ) over (
                    partition by {{ keys | join(', ') }} order by times_at_risk.at_time
                    rows between unbounded preceding and 1 preceding
                ), 0
            )
        ) as survival_before
    from times_at_risk
{%- endmacro %}

{#-
  The Kaplan-Meier median of each group: the first time at which at most half are left without an
  event; null where the curve does not come down so far. The curve is rounded to 9 digits before it is
  compared, so that a half reached exactly counts as reached.
-#}
{% macro kaplan_meier_median(relation, keys, duration, is_event) -%}
    with

    risk_sets as (

        {{ accord.risk_sets(relation, keys, duration, is_event) | indent(8) }}

    )

    select
        {{ keys | join(',\n        ') }},
        min(
            case
                when
                    {{ accord.round_to(
                        'survival_before * (1 - '
                        ~ accord.true_divide('events', 'at_risk') ~ ')', 9
                    ) }} <= 0.5
                    then at_time
            end
        ) as median_time
    from risk_sets
    group by {{ keys | join(', ') }}
{%- endmacro %}

{#-
  The Aalen-Johansen cumulative incidence of one kind of event at a horizon, in each group, other kinds
  of events competing and the rest censored. `is_event` is true for every kind, `is_counted` for the
  one counted. Null where nobody's observation reaches the horizon while some are censored before it:
  the curve is then not known there.
-#}
{% macro aalen_johansen_incidence(relation, keys, duration, is_event, is_counted, horizon) -%}
    with

    risk_sets as (

        {{ accord.risk_sets(relation, keys, duration, is_event, is_counted) | indent(8) }}

    )

    select
        {{ keys | join(',\n        ') }},
        case
            when max(at_time) >= {{ horizon }} or sum(leaving) = sum(events)
                then
                    {{ accord.round_to(
                        'sum(case when at_time <= ' ~ horizon ~ ' then survival_before * '
                        ~ accord.true_divide('counted_events', 'at_risk') ~ ' else 0 end)', 12
                    ) }}
        end as incidence
    from risk_sets
    group by {{ keys | join(', ') }}
{%- endmacro %}
