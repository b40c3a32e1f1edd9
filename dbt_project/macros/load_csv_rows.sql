{#-
  A seed's rows, from the project that runs: what dbt read of it may be another home's, and names that one's file.
  The profile lies beside the project.
-#}
{% macro duckdb__load_csv_rows(model, agate_table) -%}
    {%- set sql -%}
        copy {{ this.render() }} from '{{ flags.PROFILES_DIR }}/{{ model.original_file_path }}' (format csv, header true)
    {%- endset -%}
    {%- do adapter.add_query(sql, abridge_sql_log=True) -%}
    {{ return(sql) }}
{%- endmacro %}
