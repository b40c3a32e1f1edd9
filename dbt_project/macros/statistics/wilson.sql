{#-
  The two ends of the Wilson score interval of a proportion, at 95 % (z of a two-sided 5 %, as in
  scipy.stats.norm.ppf(0.975)); null where there are no trials. Rounded to 12 digits, so that no
  end leaves 0 to 1 by a hair.
-#}
{% macro wilson_low(successes, trials) -%}
    {{ accord.round_to(accord.wilson_end(successes, trials, '-'), 12) }}
{%- endmacro %}

{% macro wilson_high(successes, trials) -%}
    {{ accord.round_to(accord.wilson_end(successes, trials, '+'), 12) }}
{%- endmacro %}

{% macro wilson_end(successes, trials, side) -%}
    {%- set z = 1.959963984540054 -%}
    {%- set rate = accord.true_divide(successes, trials) -%}
    {%- set trials_or_null = 'nullif(cast(' ~ trials ~ ' as double precision), 0)' -%}
    (
        (
            {{ rate }} + {{ z * z / 2 }} / {{ trials_or_null }}
            {{ side }} {{ z }} * sqrt(
                (
                    {{ rate }} * (1 - {{ rate }})
                    + {{ z * z / 4 }} / {{ trials_or_null }}
                ) / {{ trials_or_null }}
            )
        ) / (1 + {{ z * z }} / {{ trials_or_null }})
    )
{%- endmacro %}
