{#-
  Judges, in one pass and as soon as a table is built, every rule that its YAML declares of it alone
  (`data_tests`): what does not hold stops all that reads the table. A test by itself costs dbt as much as a
  model, whatever its query. The result says how many hold, else the error which tests do not, by how many
  rows each; `orchestration.transform` puts it in words. The queries that show these rows are left in
  `target/run`, in the model's place. Statements that are to be run first go with them, in one message to
  the engine.
-#}
{% macro judge_rules(relation, first=[]) %}
    {%- set queries = {} -%}
    {#- of tables that are tried, each test is run by itself -#}
    {%- for test in declared_rules() if target.name != 'trial' -%}
        {%- set arguments = dict(test.test_metadata.kwargs, model=relation) -%}
        {%- do queries.update({test.unique_id: context['test_' ~ test.test_metadata.name](**arguments)}) -%}
    {%- endfor -%}
    {%- if queries -%}
        {%- set counts -%}
            {%- for unique_id, query in queries.items() %}
            {{ 'union all' if not loop.first }}
            select
                '{{ unique_id }}' as test,
                count(*) as failures
            from ({{ query }}) as broken_rows
            having count(*) > 0
            {%- endfor %}
        {%- endset -%}
        {%- set broken = dict(rows_of((first + [counts]) | join(';\n'))) -%}
        {%- if broken -%}
            {%- set shown = [] -%}
            {%- for unique_id in broken -%}
                {%- do shown.append('-- ' ~ unique_id ~ '\n' ~ queries[unique_id] ~ ';') -%}
            {%- endfor -%}
            {%- do write(shown | join('\n\n')) -%}
            {%- do exceptions.raise_compiler_error('Rules do not hold: ' ~ tojson(broken)) -%}
        {%- endif -%}
        {%- set told = 'Rules hold: ' ~ queries | length -%}
        {%- do store_result('main', response=told, agate_table=no_rows()) -%}
    {%- elif first -%}
        {%- do adapter.add_query(first | join('; '), auto_begin=false) -%}
    {%- endif -%}
{% endmacro %}


{#- The tests of the model that is being built that look at no other table. Sought once for all models. -#}
{% macro declared_rules() %}
    {%- if 'rules' not in graph -%}
        {%- set rules = {} -%}
        {%- for unique_id in graph.nodes if unique_id.startswith('test.') -%}
            {%- set test = graph.nodes[unique_id] -%}
            {%- if test.depends_on.nodes == [test.get('attached_node')] -%}
                {%- do rules.setdefault(test.attached_node, []).append(test) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- do graph.update(rules=rules) -%}
    {%- endif -%}
    {{ return(graph.rules.get(model.unique_id, [])) }}
{% endmacro %}
