{#-
  Creates a table or a view under its own name, in place of the one of an earlier night where its tables were taken up.
  The SQL that dbt compiled is in `target/compiled`: it is not written a second time.
-#}
{% macro create_in_place(relation, query) %}
    {%- set created -%}
        create or replace {{ relation.type }} {{ relation }} as (
            {{ query }}
        )
    {%- endset -%}
    {%- set connection, _ = adapter.add_query(created, auto_begin=false) -%}
    {#- a query that was run to compile the model began one -#}
    {%- if connection.transaction_open -%}
        {%- do adapter.commit() -%}
    {%- endif -%}
    {%- do store_result('main', response='OK') -%}
{% endmacro %}


{#- The rows of a query as the engine gives them: dbt's own way tries their types, text by text. -#}
{% macro rows_of(query) %}
    {%- set _, cursor = adapter.add_query(query, auto_begin=false) -%}
    {{ return(cursor.fetchall()) }}
{% endmacro %}
