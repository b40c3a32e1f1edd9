{#-
  A unit test. What its model gives is asked for its columns by a plan of its query: dbt's own way creates an
  empty table of it, asks that, and drops it.
-#}
{% materialization unit, adapter='duckdb' %}
    {%- set types = {} -%}
    {%- set quoted = {} -%}
    {%- for column in adapter.get_column_schema_from_query(sql) -%}
        {%- do types.update({column.name | lower: column.data_type}) -%}
        {%- do quoted.update({column.name | lower: column.quoted}) -%}
    {%- endfor -%}
    {%- set expected_rows = config.get('expected_rows') -%}
    {%- set names = expected_rows[0].keys() if expected_rows else types.keys() -%}
    {%- set expected_sql = config.get('expected_sql') or get_expected_sql(expected_rows, types, quoted) -%}
    {%- set compared = [] -%}
    {%- for name in names -%}
        {%- do compared.append(quoted[name | lower]) -%}
    {%- endfor -%}
    {% call statement('main', fetch_result=True) -%}
        {{ get_unit_test_sql(sql, expected_sql, compared) }}
    {%- endcall %}
    {{ return({'relations': []}) }}
{% endmaterialization %}
