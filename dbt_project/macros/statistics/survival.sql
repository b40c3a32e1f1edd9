{#-
  Common table expressions for the curves of competing events in each group of a relation, which has
  a row for each group and duration: how many members were watched for so long (`members`), and for
  how many of them that ended with an event (`events`); the others are censored. Members without a
  duration are left out. The relation's other columns are kept.
  `risk_sets`: the rows with an event, with how many were at risk just before. Ties follow the
  convention: who is censored at a time is still at risk for its events. `survival_before` is the
  Kaplan-Meier product over the earlier times. Its factors are never 0: a time at which all who are
  at risk have the event is the group's last.
-#}
{% macro risk_sets(relation, keys, duration, members, events) -%}
    members_at_risk as (

        select
            {{ relation }}.*,
            sum({{ members }}) over (
                partition by {{ keys | join(', ') }} order by {{ duration }} desc
                rows between unbounded preceding and current row
            ) as at_risk
        from {{ relation }}
        where {{ duration }} is not null

    ),

    risk_sets as (

        select
            members_at_risk.*,
            exp(
                coalesce(
                    sum(
                        case
                            when {{ events }} < at_risk
                                then ln(1 - {{ accord.true_divide(events, 'at_risk') }})
                        end
                    ) over (
                        partition by {{ keys | join(', ') }} order by {{ duration }}
                        rows between unbounded preceding and 1 preceding
                    ), 0
                )
            ) as survival_before
        from members_at_risk
        where {{ events }} > 0

    )
{%- endmacro %}

{#-
  The Kaplan-Meier median of each group of a relation counted by duration (risk_sets): the first time
  at which at most half are left without an event. A group has no row where the curve does not come
  down so far. The curve is rounded to 9 digits before it is compared, so that a half reached exactly
  counts as reached.
-#}
{% macro kaplan_meier_median(relation, keys, duration, members, events) -%}
    with

    {{ accord.risk_sets(relation, keys, duration, members, events) }}

    select
        {{ keys | join(',\n        ') }},
        min({{ duration }}) as median_time
    from risk_sets
    where
        {{ accord.round_to(
            'survival_before * (1 - ' ~ accord.true_divide(events, 'at_risk') ~ ')', 9
        ) }} <= 0.5
    group by {{ keys | join(', ') }}
{%- endmacro %}

{#-
  The Aalen-Johansen cumulative incidence of one kind of event at a horizon (one of the keys), in
  each group of a relation counted by duration (risk_sets), other kinds of events competing and the
  rest censored. `events` are those of every kind, `counted_events` those of the one counted. Null
  where nobody's observation reaches the horizon while some are censored before it: the curve is
  then not known there.
-#}
{% macro aalen_johansen_incidence(
    relation, keys, duration, members, events, counted_events, horizon
) -%}
    with

    {{ accord.risk_sets(relation, keys, duration, members, events) }},

    incidences as (

        select
            {{ keys | join(',\n            ') }},
            sum(
                survival_before * {{ accord.true_divide(counted_events, 'at_risk') }}
            ) as incidence
        from risk_sets
        where {{ duration }} <= {{ horizon }}
        group by {{ keys | join(', ') }}

    ),

    groups_watched as (

        select
            {{ keys | join(',\n            ') }},
            max({{ duration }}) as last_time,
            sum({{ members }}) as members,
            sum({{ events }}) as events
        from {{ relation }}
        where {{ duration }} is not null
        group by {{ keys | join(', ') }}

    )

    select
        {%- for key in keys %}
        groups_watched.{{ key }},
        {%- endfor %}
        case
            when
                groups_watched.last_time >= groups_watched.{{ horizon }}
                or groups_watched.events = groups_watched.members
                then {{ accord.round_to('coalesce(incidences.incidence, 0)', 12) }}
        end as incidence
    from groups_watched
    left join incidences
        on
        {%- for key in keys %}
        {{ 'and ' if not loop.first }}groups_watched.{{ key }} = incidences.{{ key }}
        {%- endfor %}
{%- endmacro %}
