{#- A seed's columns have the types that its YAML declares, so that an empty file builds the same table as a full one. -#}
{% macro default__create_csv_table(model, agate_table) %}
    {%- set sql %}
        create table {{ this.render() }} (
            {%- for column_name in agate_table.column_names %}
            {{ adapter.quote(column_name) }} {{ model.columns[column_name].data_type }}
            {{- ',' if not loop.last }}
            {%- endfor %}
        )
    {%- endset %}
    {%- call statement('_') %}{{ sql }}{% endcall %}
    {{ return(sql) }}
{% endmacro %}
