{#- each attribute with the columns of the exports that tell it -#}
{%- set attributes = {
    'country': ['country'],
    'segment': ['segment'],
    'job_title': ['title'],
    'employees': ['number_of_employees'],
    'company_name': ['company'],
    'website': ['website'],
    'source': ['lead_source'],
    'campaign': ['acquisition_program', 'acquisition_program_id'],
} -%}
{%- set attributes = with_custom_fields(attributes, 'marketo', 'lead') -%}
with

lead_versions as (

    select * from {{ ref('stg_marketo__lead_versions') }}

),

activity_versions as (

    select * from {{ ref('stg_marketo__activity_versions') }}

),

programs as (

    select * from {{ ref('stg_marketo__programs') }}

),

leads as (

    select
        lead_versions.*,
        coalesce(
            lead_versions.acquisition_program,
            programs.program_name,
            lead_versions.acquisition_program_id
        ) as campaign
    from lead_versions
    left join programs
        on lead_versions.acquisition_program_id = programs.program_id

),

history_entries as (

    {{ attribute_entries(
        'activity_versions', 'lead_id', 'field_name', 'marketo', 'lead', attributes, changed_at='occurred_at'
    ) }}

),

history as (

    {{ attribute_history('history_entries') }}

),

observed as (

    {{ observed_attributes('leads', 'lead_id', attributes, {'source': 'lead_source'}) }}

),

attribute_changes as (
{% for relation in ['observed', 'history'] %}
    select
        'marketo:lead:' || record_id as record_key,
        'marketo' as system,
        'lead' as object,
        attribute,
        old_value,
        new_value,
        evidence,
        is_first_seen,
        changed_at
    from {{ relation }}
    {{ 'union all' if not loop.last }}
{% endfor %}
)

select * from attribute_changes
