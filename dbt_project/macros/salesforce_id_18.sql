{#-
  A Salesforce id in its 18-character form, so that both forms of one id are one text. The three added
  characters say which of each five characters are upper case (the vendor's public checksum); an empty lookup
  is null; what is no id passes as it is. Five characters become five marks, 1 for upper case, by which one of
  the 32 checksums is looked up: written out as sums of cases, the ids of a model took the engine longer to
  plan than its rows to read.
-#}
{% macro salesforce_id_18(expression) -%}
    {%- set id = 'trim(' ~ expression ~ ')' -%}
    {%- set upper, other = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz0123456789' -%}
    {%- set checksums = [] -%}
    {%- for checksum in upper ~ '012345' -%}
        {%- set marks = '{:05b}'.format(loop.index0) | reverse -%}
        {%- do checksums.append(marks ~ '=' ~ checksum) -%}
    {%- endfor -%}
    case
        when {{ id }} in ('', '000000000000000', '000000000000000AAA') then null
        when {{ regex_matches(id, '^[0-9A-Za-z]{15}$') }} then {{ id }}
            {%- for first in [1, 6, 11] %}
            || substr(
                '{{ checksums | join(' ') }}',
                position(
                    translate(
                        substr({{ id }}, {{ first }}, 5),
                        '{{ upper ~ other }}',
                        '{{ '1' * 26 ~ '0' * 36 }}'
                    ) in '{{ checksums | join(' ') }}'
                ) + 6,
                1
            )
            {%- endfor %}
        else {{ id }}
    end
{%- endmacro %}
