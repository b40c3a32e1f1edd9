{#-
  Days from one UTC timestamp to another: days of 24 hours where both have a time of day, else
  calendar days of the zone. Each `has_time` is a boolean expression; false for a date, or for a
  time that is known only from the difference of two exports.
-#}
{% macro elapsed_days(from_at, from_has_time, to_at, to_has_time, time_zone) -%}
    case
        when {{ from_has_time }} and {{ to_has_time }}
            then
                (
                    {{ accord.epoch_seconds(to_at) }} - {{ accord.epoch_seconds(from_at) }}
                ) / 86400
        else
            cast(
                {{ dbt.datediff(
                    accord.local_date(from_at, time_zone),
                    accord.local_date(to_at, time_zone),
                    'day'
                ) }} as double precision
            )
    end
{%- endmacro %}

{#- The calendar day in a zone of a UTC timestamp. -#}
{% macro local_date(expression, time_zone) -%}
    cast({{ accord.to_zone(expression, time_zone) }} as date)
{%- endmacro %}
