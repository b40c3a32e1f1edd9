{#- A view of the night; see `table`. -#}
{% materialization view, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='view') -%}
    {% do create_in_place(target_relation, compiled_code) %}
    {% do keep_contract(target_relation) %}
    {% do judge_rules(target_relation) %}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
