{#-
  A seed: the file of the project that runs, since what dbt read of it may be another home's, and names that
  one's file (the profile lies beside the project). Its columns have the types that its YAML declares, so that
  an empty file builds the same table as a full one; dbt's own way reads every cell to guess them. One that is
  published has its descriptions.
-#}
{% materialization seed, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set rows -%}
        select
            {%- for column in model.columns.values() %}
            cast({{ column.name }} as {{ column.data_type }}) as {{ column.name }}
            {{- ',' if not loop.last }}
            {%- endfor %}
        from read_csv(
            '{{ flags.PROFILES_DIR }}/{{ model.original_file_path }}',
            all_varchar = true, header = true, delim = ',', quote = '"', escape = '"'
        )
    {%- endset -%}
    {% do create_in_place(target_relation, rows) %}
    {%- set declared = declared_statements(target_relation) -%}
    {%- if declared -%}
        {%- do adapter.add_query(declared | join('; '), auto_begin=false) -%}
    {%- endif %}
    {% do store_result('agate_table', response='OK', agate_table=no_rows()) %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
