{#-
  The text as names are compared that people write by hand: `folded`, and without accents and punctuation
  (`Côte d’Ivoire` is `COTE D'IVOIRE`, `U.S.A.` is `usa`).
-#}
{% macro folded_name(expression) -%}
    translate(
        {{ accord.regex_replace(
            accord.folded(expression),
            '[-.,;:()/&_\u2010\u2013\u2018\u2019`´\u0300-\u036f"' ~ "''" ~ ']+', ''
        ) }},
        'àáâãäåāăąçćčďèéêëēěęìíîïīıłñńňòóôõöøőřùúûüůűūýÿžźżšśť',
        'aaaaaaaaacccdeeeeeeeiiiiiilnnnoooooooruuuuuuuyyzzzsst'
    )
{%- endmacro %}


{#-
  The text as the rules of the agreement compare it: lower case, without accents and without blanks at its
  ends. Inner blanks and punctuation count.
-#}
{% macro folded_text(expression) -%}
    translate(
        lower({{ accord.regex_replace(
            expression,
            '^[\\s' ~ '\u00a0\u202f' ~ ']+|[\\s' ~ '\u00a0\u202f' ~ ']+$|[\u0300-\u036f]', ''
        ) }}),
        'àáâãäåāăąçćčďèéêëēěęìíîïīıłñńňòóôõöøőřùúûüůűūýÿžźżšśť',
        'aaaaaaaaacccdeeeeeeeiiiiiilnnnoooooooruuuuuuuyyzzzsst'
    )
{%- endmacro %}
