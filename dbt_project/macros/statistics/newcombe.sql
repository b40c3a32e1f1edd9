{#-
  The two ends of Newcombe's interval of the difference of two independent proportions, the first less
  the second, at 95 %: the hybrid score interval, from the Wilson interval of each (Newcombe 1998,
  method 10). Null where one of the two has no trials. Rounded to 12 digits, as Wilson's ends are.
-#}
{% macro newcombe_low(successes, trials, other_successes, other_trials) -%}
    {{ accord.round_to(
        accord.newcombe_end(successes, trials, '-', other_successes, other_trials, '+'), 12
    ) }}
{%- endmacro %}

{% macro newcombe_high(successes, trials, other_successes, other_trials) -%}
    {{ accord.round_to(
        accord.newcombe_end(successes, trials, '+', other_successes, other_trials, '-'), 12
    ) }}
{%- endmacro %}

{#- The difference lies as far from its end as both proportions, squared and summed, from theirs. -#}
{% macro newcombe_end(successes, trials, side, other_successes, other_trials, other_side) -%}
    {%- set rate = accord.true_divide(successes, trials) -%}
    {%- set other_rate = accord.true_divide(other_successes, other_trials) -%}
    (
        {{ rate }} - {{ other_rate }} {{ side }} sqrt(
            power({{ rate }} - {{ accord.wilson_end(successes, trials, side) }}, 2)
            + power(
                {{ other_rate }} - {{ accord.wilson_end(other_successes, other_trials, other_side) }}, 2
            )
        )
    )
{%- endmacro %}
