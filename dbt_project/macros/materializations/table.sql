{#-
  A table of the night. Its file is new: nothing is kept aside, renamed, swapped or granted, as dbt's own
  materialization would. Where the tables of an earlier night were taken up, the one that stands there goes first.
-#}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {{ drop_relation_if_exists(load_cached_relation(this)) }}
    {% call statement('main', language=model.language) -%}
        {%- if model.language == 'sql' -%}
            create table {{ target_relation }} as (
                {{ compiled_code }}
            )
        {%- else -%}
            {{ create_table_as(false, target_relation, compiled_code, model.language) }}
        {%- endif -%}
    {%- endcall %}
    {% do keep_contract(target_relation) %}
    {% do keep_descriptions(target_relation) %}
    {{ adapter.commit() }}
    {% do judge_rules(target_relation) %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
