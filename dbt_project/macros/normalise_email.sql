{#-
  The address by which two records are one person: trimmed, lower case, without `mailto:`, angle brackets or a
  `+tag`; for Gmail also without dots and under its one domain. Null for text that is no address. Most are
  written so already: one pattern tells them.
-#}
{% macro normalise_email(expression) -%}
    {%- set spaces = '[\\s' ~ '\u00a0\u202f' ~ ']' -%}
    {%- set address -%}
        {{ accord.regex_replace(
            accord.regex_replace(
                accord.regex_replace('lower(' ~ expression ~ ')', '^.*<([^<>]*)>.*$', '\\1'),
                '^' ~ spaces ~ '*(mailto:)?' ~ spaces ~ '*|' ~ spaces ~ '+$', ''
            ),
            '\\+[^@]*@', '@'
        ) }}
    {%- endset -%}
    case
        when
            {{ accord.regex_matches(expression, '^[a-z0-9._-]+@[a-z0-9.-]+\\.[a-z0-9-]{2,}$') }}
            and not {{ accord.regex_matches(expression, '@(gmail|googlemail)\\.com$') }}
            then {{ expression }}
        when {{ accord.regex_matches(address, '^[^@]+@(gmail|googlemail)\\.com$') }}
            then nullif(replace(split_part({{ address }}, '@', 1), '.', ''), '') || '@gmail.com'
        when {{ accord.regex_matches(
            address,
            '^[^@,;<>()\\s' ~ '\u00a0\u202f' ~ ']+@[^@,;<>()\\s' ~ '\u00a0\u202f' ~ ']+\\.[a-z0-9-]{2,}$'
        ) }}
            then {{ address }}
    end
{%- endmacro %}
