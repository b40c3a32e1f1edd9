{#- A view of the night; see `table`. -#}
{% materialization view, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='view') -%}
    {% do keep_contract(create_in_place(target_relation, compiled_code)) %}
    {% do judge_rules(target_relation) %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
