{#-
  The likelihood-ratio statistic G of two proportions that are one: twice the sum, over who succeeded
  and who did not on both sides, of observed * ln(observed / expected). Where they are one it is spread
  like chi-square of one degree of freedom (Wilks 1938). Rounded to 9 digits, so that equal tables have
  equal statistics.
-#}
{% macro likelihood_ratio(successes, trials, other_successes, other_trials) -%}
    {%- set all_successes = '(' ~ successes ~ ' + ' ~ other_successes ~ ')' -%}
    {%- set all_trials = '(' ~ trials ~ ' + ' ~ other_trials ~ ')' -%}
    {{ accord.round_to(
        'greatest(2 * ('
        ~ accord.log_likelihood(successes, trials) ~ ' + '
        ~ accord.log_likelihood(other_successes, other_trials) ~ ' - '
        ~ accord.log_likelihood(all_successes, all_trials) ~ '), 0)', 9
    ) }}
{%- endmacro %}

{#- The logarithm of the largest likelihood of so many successes; 0 * ln(0) is 0. -#}
{% macro log_likelihood(successes, trials) -%}
    (
        case when {{ successes }} > 0
            then {{ successes }} * ln({{ accord.true_divide(successes, trials) }}) else 0
        end
        + case when {{ successes }} < {{ trials }}
            then ({{ trials }} - {{ successes }})
                * ln({{ accord.true_divide('(' ~ trials ~ ' - ' ~ successes ~ ')', trials) }}) else 0
        end
    )
{%- endmacro %}

{#-
  What chi-square of one degree of freedom exceeds with a given probability, at most 0.05: the square
  of what a normal deviate exceeds with half of it (Wichura 1988, algorithm AS 241, PPND7: seven digits).
-#}
{% macro chi_square_limit(probability) -%}
    {%- set tail = '(sqrt(-ln((' ~ probability ~ ') / 2)) - 1.6)' -%}
    power(
        (((0.17023821103 * {{ tail }} + 1.3067284816) * {{ tail }} + 2.75681539) * {{ tail }} + 1.4234372777)
        / ((0.12021132975 * {{ tail }} + 0.7370016425) * {{ tail }} + 1), 2
    )
{%- endmacro %}
