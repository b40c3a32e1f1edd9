{#-
  The stage whose entry a HubSpot property dates, from the property's internal name
  (`hs_v2_date_entered_<stage>`, `hs_date_entered_<stage>`, `hs_lifecyclestage_<stage>_date`; replicators
  write `property_` before it, and `v_2`) or its
  label (`Date entered "<stage> (<pipeline>)"`, in French, and by the words of German, Spanish, Portuguese,
  Italian and Dutch for it). Null where the name is of another kind.
-#}
{% macro hubspot_entered_stage(expression) -%}
    {%- set patterns = [
        '^(?:propert(?:y|ies)_)?hs_(v_?2_)?date_entered_(.+)$',
        '^(?:propert(?:y|ies)_)?hs_(lifecyclestage)_(.+)_date$',
        '^[Dd]ate (entered|d.+entr.+e dans|d.+entr.+e en) *["“”«'
            ~ "''" ~ '‘’]+[ \u00a0\u202f]*([^"“”«»]+?)( *[(][^()]*[)])?[ \u00a0\u202f]*["“”»'
            ~ "''" ~ '‘’]+ *$',
        '^(?:[Dd]at(?:a|um)|[Ff]echa) ((?:[^"“”„«»]* )?'
            ~ '(?:entrada|entr[oó]|entrou|entrata|ingresso|[Ee]intritts?|[Ee]ingangs?|binnenkomst))'
            ~ '(?: [^"“”„«»]*)?["“”„«]+[ \u00a0\u202f]*([^"“”„«»]+?)( *[(][^()]*[)])?'
            ~ '[ \u00a0\u202f]*["“”»]+ *$',
    ] -%}
    case
        {%- for pattern in patterns %}
        when {{ accord.regex_matches(expression, pattern) }}
            then {{ accord.regex_replace(expression, pattern, '\\2') }}
        {%- endfor %}
    end
{%- endmacro %}
