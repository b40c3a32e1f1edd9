{#- The one truth of a tool's role is its source YAML; here it becomes data that models can join. -#}
{%- set roles = {} -%}
{%- for source_table in graph.sources.values() if source_table.source_meta.role -%}
    {%- do roles.update({source_table.source_name: source_table.source_meta.role}) -%}
{%- endfor -%}

{%- for system, role in roles | dictsort %}
{{ 'union all' if not loop.first }}
select
    '{{ system }}' as system,
    '{{ role }}' as role,
    {{ role in ['crm', 'crm_and_automation'] }} as is_crm
{%- else %}
select
    cast(null as varchar) as system,
    cast(null as varchar) as role,
    cast(null as boolean) as is_crm
where false
{%- endfor %}
