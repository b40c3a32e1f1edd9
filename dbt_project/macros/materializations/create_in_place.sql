{#-
  Creates a table or a view under its own name, in place of the one of an earlier night where its tables were
  taken up, and gives its columns where a contract says what they are to be. The SQL that dbt compiled is in
  `target/compiled`: it is not written a second time.
-#}
{% macro create_in_place(relation, query) %}
    {%- set is_under_contract = config.get('contract').enforced -%}
    {%- set created -%}
        create or replace {{ relation.type }} {{ relation }} as (
            {{ query }}
        )
        {%- if is_under_contract %};
            {{ columns_built(relation) }}
        {%- endif -%}
    {%- endset -%}
    {%- set connection, cursor = adapter.add_query(created, auto_begin=false) -%}
    {%- set columns = cursor.fetchall() if is_under_contract -%}
    {#- a query that was run to compile the model began one -#}
    {%- if connection.transaction_open -%}
        {%- do adapter.commit() -%}
    {%- endif -%}
    {%- do store_result('main', response='OK', agate_table=no_rows()) -%}
    {{ return(columns) }}
{% endmacro %}


{#-
  What dbt is told that a statement gave: made once, since to make it dbt tries types, whatever there is.
-#}
{% macro no_rows() %}
    {%- if 'no_rows' not in graph -%}
        {%- do store_result('no_rows', response='OK') -%}
        {%- do graph.update(no_rows=load_result('no_rows').table) -%}
    {%- endif -%}
    {{ return(graph.no_rows) }}
{% endmacro %}


{#- The rows of a query as the engine gives them: dbt's own way tries their types, text by text. -#}
{% macro rows_of(query) %}
    {%- set _, cursor = adapter.add_query(query, auto_begin=false) -%}
    {{ return(cursor.fetchall()) }}
{% endmacro %}
