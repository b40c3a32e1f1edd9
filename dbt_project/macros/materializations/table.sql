{#-
  A table of the night. Its file is new: nothing is kept aside, renamed, swapped or granted, as dbt's own
  materialization would, and no transaction is held: what fails is never published.
-#}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- if model.language == 'sql' -%}
        {%- set columns = create_in_place(target_relation, compiled_code) -%}
    {%- else -%}
        {{ drop_relation_if_exists(load_cached_relation(this)) }}
        {% call statement('main', language=model.language) -%}
            {{ create_table_as(false, target_relation, compiled_code, model.language) }}
        {%- endcall %}
        {{ adapter.commit() }}
        {%- set columns = rows_of(columns_built(target_relation)) -%}
    {%- endif -%}
    {% do keep_contract(columns) %}
    {% do judge_rules(target_relation, declared_statements(target_relation)) %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
