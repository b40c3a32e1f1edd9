{#-
  True where a text names one of the columns of a declared object, by the column's own name or by one of
  its aliases, or by what the company says that its exports call it: a tool's history names its fields as its
  exports name their columns, in any style.
  Compared over letters and digits alone, Latin letters without those that bear an accent. A unit test sees
  no declarations: there, only the column's own name.
-#}
{% macro names_column(expression, system, object, columns) -%}
    {#- scripts in Unicode's order, without the signs between them -#}
    {%- set no_letter = '[^a-z0-9\u0370-\u1fff\u3005-\u3007\u3031-\u30fa\u30fc-\ud7ff\uf900-\ufdff'
        ~ '\uff66-\uffdc\U00010000-\U0001efff\U00020000-\U000323af]' -%}
    {%- set names = [] -%}
    {%- if execute -%}
        {%- set table = graph.get('sources', {}).values()
            | selectattr('source_name', 'equalto', system)
            | selectattr('name', 'equalto', object) | first -%}
        {%- for column in columns -%}
            {%- set declared = table.columns.get(column, {}) if table else {} -%}
            {%- set own = custom_fields_of(system, object)
                | selectattr('field', 'equalto', column.removeprefix('custom_'))
                | map(attribute='column_name') | list if column.startswith('custom_') else [] -%}
            {%- set headings = var('headings').get(system, {}).get(object, {}).get(column) -%}
            {%- set aliases = declared.get('config', {}).get('meta', {}).get('aliases', []) -%}
            {%- for name in headings or [column] + own + aliases -%}
                {%- set folded = modules.re.sub(no_letter, '', name | lower) -%}
                {%- if folded and folded not in names -%}{%- do names.append(folded) -%}{%- endif -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    coalesce({{ accord.regex_replace('lower(' ~ expression ~ ')', no_letter, '') }} in (
        {%- for name in names %}
        '{{ name }}'{{ ',' if not loop.last }}
        {%- else %}
        null
        {%- endfor %}
    ), false)
{%- endmacro %}
