{#-
  The columns of ActiveCampaign's contacts that hold fields of the company's own, each with its type: an
  export of the interface has them as columns, the API gives their values apart.
-#}
{% macro activecampaign_fields() -%}
    {%- set fields = {
        'job_title': dbt.type_string(), 'country': dbt.type_string(), 'segment': dbt.type_string(),
        'employees': 'bigint', 'website': dbt.type_string(), 'lead_status': dbt.type_string(),
        'rejection_reason': dbt.type_string(), 'source': dbt.type_string(), 'campaign': dbt.type_string(),
        'zoho_lead_id': dbt.type_string(), 'zoho_contact_id': dbt.type_string(),
        'pipedrive_id': dbt.type_string(), 'hubspot_id': dbt.type_string(),
        'salesforce_id': dbt.type_string(),
    } -%}
    {%- for field in accord.custom_fields_of(this_system(), 'contact') -%}
        {%- do fields.update({'custom_' ~ field.field: field.data_type}) -%}
    {%- endfor -%}
    {{ return(fields) }}
{%- endmacro %}


{#-
  The versions of the contacts with what their fields say in the same export, of relations of versions,
  fields and values: `_columns` of a version are those of the values beside them too.
-#}
{% macro activecampaign_contacts(versions, fields, field_values) -%}
    {%- set columns = accord.activecampaign_fields() -%}
    with

    fields_named as (

        select
            field_id,
            case
                {%- for column in columns %}
                when
                    {{ names_column('title', this_system(), 'contact', [column]) | indent(20) }}
                    or {{ names_column('perstag', this_system(), 'contact', [column]) | indent(20) }}
                    then '{{ column }}'
                {%- endfor %}
            end as column_name
        from {{ fields }}

    ),

    values_told as (

        select
            {{ field_values }}.contact_id,
            {{ field_values }}._exported_at,
            {%- for column, type in columns.items() %}
            max(case
                when fields_named.column_name = '{{ column }}'
                    then {{ try_cast(field_values ~ '.field_value', type) }}
            end) as {{ column }}{{ ',' if not loop.last }}
            {%- endfor %}
        from {{ field_values }}
        inner join fields_named
            on {{ field_values }}.field_id = fields_named.field_id
        group by {{ field_values }}.contact_id, {{ field_values }}._exported_at

    ),

    columns_told as (

        select {{ ordered_list('column_name', 'column_name', ' ') }} as columns
        from (select distinct column_name from fields_named where column_name is not null) as named

    ),

    exports_told as (

        select distinct
            {{ field_values }}._exported_at,
            columns_told.columns
        from {{ field_values }}
        cross join columns_told

    )

    select
        {{ versions }}.version_key,
        {{ versions }}.contact_id,
        {{ versions }}.email,
        {{ versions }}.first_name,
        {{ versions }}.last_name,
        {{ versions }}.company_name,
        {{ versions }}.tags,
        {%- for column in columns %}
        coalesce({{ versions }}.{{ column }}, values_told.{{ column }}) as {{ column }},
        {%- endfor %}
        {{ versions }}.is_deleted,
        {{ versions }}.mql_at,
        {{ versions }}.mql_has_time,
        {{ versions }}.created_at,
        {{ versions }}.created_has_time,
        {{ versions }}.modified_at,
        {{ versions }}._exported_at,
        {{ versions }}._file,
        {{ versions }}._row,
        {{ versions }}._columns || coalesce(exports_told.columns || ' ', '') as _columns,
        {{ versions }}._version_start,
        {{ versions }}._is_ended
    from {{ versions }}
    left join values_told
        on {{ versions }}.contact_id = values_told.contact_id
        and {{ versions }}._exported_at = values_told._exported_at
    left join exports_told
        on {{ versions }}._exported_at = exports_told._exported_at
{%- endmacro %}


{#- won or lost as a deal's status says, else the name of its stage. `deals` is joined with `stages`. -#}
{% macro activecampaign_deal_stage(deals, stages) -%}
    case
        when {{ deals }}.status <> 'open' then {{ deals }}.status
        else coalesce({{ stages }}.stage_name, {{ deals }}.stage_id)
    end
{%- endmacro %}


{#- The user whom an owner names: by id, or, where the interface exports it, by name. -#}
{% macro activecampaign_user_key(expression) -%}
    case
        when {{ regex_matches(expression, '^[0-9]+$') }}
            then '{{ this_system() }}:user:' || nullif({{ expression }}, '0')
        else '{{ this_system() }}:name:' || {{ expression }}
    end
{%- endmacro %}
