{#-
  Fails unless what was built has the columns of its contract, in its order and types. Told by the catalog
  once it is built: dbt's own way plans the query a second time beforehand, which of a view over views costs
  as much as to build it.
-#}
{% macro keep_contract(columns_built) %}
    {%- if config.get('contract').enforced -%}
        {%- set built = [] -%}
        {%- for name, data_type in columns_built -%}
            {%- do built.append(column_as_told(name, data_type)) -%}
        {%- endfor -%}
        {%- set declared = [] -%}
        {%- for column in columns_declared() -%}
            {%- do declared.append(column_as_told(column.name, column.data_type.replace(', ', ','))) -%}
        {%- endfor -%}
        {%- if built | sort(attribute='name') != declared | sort(attribute='name') -%}
            {%- do exceptions.raise_contract_error(declared, built) -%}
        {%- elif built != declared -%}
            {%- do exceptions.raise_compiler_error(
                'The SQL gives the columns ' ~ built | map(attribute='name') | join(', ')
                ~ '; the contract has them in the order ' ~ declared | map(attribute='name') | join(', ')
            ) -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}


{#-
  The query of the columns of a table or view, in their order: of it alone, where `duckdb_columns()` lists
  those of every table, for each. `render`: a build over nothing reads what it refers to as a subquery.
-#}
{% macro columns_built(relation) %}
    select
        name as column_name,
        lower(type) as data_type
    from pragma_table_info('{{ relation.render() }}')
    order by cid
{% endmacro %}


{#- A column in the form in which dbt tells how a contract is broken. -#}
{% macro column_as_told(name, data_type) %}
    {{ return({'name': name, 'data_type': data_type, 'formatted': name ~ ' ' ~ data_type}) }}
{% endmacro %}


{#- What a model declares, and behind it the fields of the company's own that are told in it. -#}
{% macro columns_declared() %}
    {%- set declared = model.columns.values() | list -%}
    {%- for field in custom_fields() if model.name in field.told_in -%}
        {%- do declared.append({
            'name': field.field,
            'data_type': field.data_type,
            'description': field.told_in[model.name],
            'constraints': [],
        }) -%}
    {%- endfor -%}
    {{ return(declared) }}
{% endmacro %}
