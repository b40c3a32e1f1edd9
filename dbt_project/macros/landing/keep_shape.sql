{#-
  Fails where the model of a tool, as it was built, has a column that the shape has not, has one in another
  type, or lacks one that is `required`. The calling model declares the shape; all tools are looked up at
  once.
-#}
{% macro keep_shape(shape, tools) %}
    {%- if tools and is_building() -%}
        {%- set catalog -%}
            {%- for tool in tools %}
            {{ 'union all' if not loop.first }}
            select
                '{{ tool.identifier }}' as tool,
                built.column_name,
                built.data_type
            from ({{ columns_built(tool) }}) as built
            {%- endfor %}
        {%- endset -%}
        {%- set built = {} -%}
        {%- for tool, column, data_type in rows_of(catalog) -%}
            {%- do built.setdefault(tool, {}).update({column: data_type}) -%}
        {%- endfor -%}
        {%- set broken = [] -%}
        {%- for tool, columns in built.items() -%}
            {%- for column in config.get('meta').required if column not in columns -%}
                {%- do broken.append(tool ~ ' lacks ' ~ column ~ ', which every tool must have') -%}
            {%- endfor -%}
            {%- for column, data_type in columns.items() -%}
                {%- set declared = model.columns.get(column) -%}
                {%- if not declared -%}
                    {%- do broken.append(tool ~ ' has ' ~ column ~ ', which is no column of the shape') -%}
                {%- elif declared.data_type.replace(', ', ',') != data_type -%}
                    {%- do broken.append(
                        tool ~ ' has ' ~ column ~ ' as ' ~ data_type ~ ', in the shape it is '
                        ~ declared.data_type
                    ) -%}
                {%- endif -%}
            {%- endfor -%}
        {%- endfor -%}
        {%- if broken -%}
            {%- do exceptions.raise_compiler_error(
                'Tools break the shape ' ~ shape ~ ', which ' ~ model.name ~ ' declares:\n'
                ~ broken | join('\n')
            ) -%}
        {%- endif -%}
    {%- endif -%}
{% endmacro %}
