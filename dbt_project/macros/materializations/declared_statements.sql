{#-
  What makes a table keep the constraints of its contract, and the descriptions that `persist_docs` keeps.
-#}
{% macro declared_statements(relation) %}
    {%- set kept = [] -%}
    {%- for column in columns_declared() if config.get('contract').enforced -%}
        {%- for constraint in column.constraints -%}
            {%- do kept.append(
                'alter table ' ~ relation ~ ' alter column ' ~ column.name
                ~ ' set ' ~ constraint.type.replace('_', ' ')
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if config.persist_relation_docs() -%}
        {%- do kept.append(
            'comment on table ' ~ relation ~ ' is ' ~ duckdb_escape_comment(model.description)
        ) -%}
        {%- for column in columns_declared() -%}
            {%- do kept.append(
                'comment on column ' ~ relation ~ '.' ~ column.name
                ~ ' is ' ~ duckdb_escape_comment(column.description)
            ) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(['begin'] + kept + ['commit'] if kept else []) }}
{% endmacro %}
