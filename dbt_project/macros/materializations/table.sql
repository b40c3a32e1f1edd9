{#-
  A table of the night. Its file is new: nothing is kept aside, renamed, swapped or granted, as dbt's own
  materialization would, and no transaction is held: what fails is never published.
-#}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- if model.language == 'sql' -%}
        {%- do create_in_place(target_relation, compiled_code) -%}
    {%- else -%}
        {{ drop_relation_if_exists(load_cached_relation(this)) }}
        {% call statement('main', language=model.language) -%}
            {{ create_table_as(false, target_relation, compiled_code, model.language) }}
        {%- endcall %}
        {{ adapter.commit() }}
    {%- endif -%}
    {% do keep_contract(target_relation) %}
    {% do keep_declared(target_relation) %}
    {% do judge_rules(target_relation) %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
