{#- A view of the night; see `table`. -#}
{% materialization view, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='view') -%}
    {{ drop_relation_if_exists(load_cached_relation(this)) }}
    {% call statement('main', auto_begin=false) -%}
        create view {{ target_relation }} as (
            {{ compiled_code }}
        )
    {%- endcall %}
    {% do keep_contract(target_relation) %}
    {% do judge_rules(target_relation) %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
