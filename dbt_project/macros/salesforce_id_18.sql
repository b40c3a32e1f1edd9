{#-
  A Salesforce id in its 18-character form, so that both forms of one id are one text. The three added
  characters say which of each five characters are upper case (the vendor's public checksum): they are the
  places 1, 2, 4, 8 and 16 of a number, by which one of 32 characters is looked up. An empty lookup is null;
  what is no id passes as it is.
-#}
{% macro salesforce_id_18(expression) -%}
    {%- set id = 'trim(' ~ expression ~ ')' -%}
    {%- set upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ' -%}
    case
        when {{ id }} in ('', '000000000000000', '000000000000000AAA') then null
        when {{ regex_matches(id, '^[0-9A-Za-z]{15}$') }} then {{ id }}
            {%- for first in [1, 6, 11] %}
            || substr(
                '{{ upper }}012345',
                1
                {%- for place in range(5) %}
                + case when position(substr({{ id }}, {{ first + place }}, 1) in '{{ upper }}') > 0
                    then {{ 2 ** place }} else 0 end
                {%- endfor %},
                1
            )
            {%- endfor %}
        else {{ id }}
    end
{%- endmacro %}
