{#- Every description of a table that `persist_docs` keeps, in one statement. -#}
{% macro keep_descriptions(relation) %}
    {%- if config.persist_relation_docs() -%}
        {%- set comments = ['comment on table ' ~ relation ~ ' is ' ~ duckdb_escape_comment(model.description)] -%}
        {%- for column in model.columns.values() -%}
            {%- do comments.append(
                'comment on column ' ~ relation ~ '.' ~ column.name ~ ' is '
                ~ duckdb_escape_comment(column.description)
            ) -%}
        {%- endfor -%}
        {%- do run_query(comments | join('; ')) -%}
    {%- endif -%}
{% endmacro %}
