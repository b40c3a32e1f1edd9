{#-
  The rows of one shared shape from every tool that has it (`vars.shapes` in dbt_project.yml). The calling
  model declares the shape: in a column that a tool has not its rows are null, what a tool may not do fails
  (keep_shape). A tool that exported nothing is not built that night, and then is not read. In the columns
  `user_keys` a user given by name becomes the one of that name; a name that none of the tool's exported users
  has is nobody's, and where the tool exported no users who are people the name stands for one.
-#}
{% macro union_shape(shape, user_keys=[]) -%}
    {%- set tools = shapes_built(shape) -%}
    {%- do keep_shape(shape, tools) -%}
    {%- set rows_of_tools = union_by_name(model.columns.values(), tools) -%}
    {%- if not user_keys -%}
        {{ rows_of_tools }}
    {%- else -%}
    with

    rows_of_tools as ({{ rows_of_tools }}),

    user_names as (

        select * from {{ ref('int_user_names_gathered') }}

    ),

    systems_with_users as (

        select distinct user_names.system
        from user_names
        where user_names.has_people

    )

    select
        {%- for column in model.columns %}
        {%- if column in user_keys %}
        case
            when names_of_{{ column }}.user_key is not null then names_of_{{ column }}.user_key
            when split_part(rows_of_tools.{{ column }}, ':', 2) <> 'name'
                then rows_of_tools.{{ column }}
            when systems_with_users.system is null
                then split_part(rows_of_tools.{{ column }}, ':', 1) || ':user:'
                || {{ name_of_user_key('rows_of_tools.' ~ column) }}
        end as {{ column }}
        {%- else %}
        rows_of_tools.{{ column }}
        {%- endif %}{{ ',' if not loop.last }}
        {%- endfor %}
    from rows_of_tools
    left join systems_with_users
        on rows_of_tools.system = systems_with_users.system
    {%- for column in user_keys %}
    left join user_names as names_of_{{ column }}
        on {{ folded('rows_of_tools.' ~ column) }} = names_of_{{ column }}.named_key
    {%- endfor %}
    {%- endif %}
{%- endmacro %}
