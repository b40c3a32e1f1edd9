{#-
  A Salesforce id in its 18-character form, so that both forms of one id are one text. The three added
  characters say which of each five characters are upper case (the vendor's public checksum); an empty
  lookup is null; what is no id passes as it is.
-#}
{% macro salesforce_id_18(expression) -%}
    {%- set id = 'trim(' ~ expression ~ ')' -%}
    case
        when {{ id }} in ('', '000000000000000', '000000000000000AAA') then null
        when {{ regex_matches(id, '^[0-9A-Za-z]{15}$') }} then {{ id }}
            {%- for first in [1, 6, 11] %}
            || substr(
                'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345',
                1
                {%- for bit in range(5) %}
                + case
                    when position(
                        substr({{ id }}, {{ first + bit }}, 1) in 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
                    ) > 0 then {{ 2 ** bit }}
                    else 0
                end
                {%- endfor %},
                1
            )
            {%- endfor %}
        else {{ id }}
    end
{%- endmacro %}
