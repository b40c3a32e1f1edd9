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
