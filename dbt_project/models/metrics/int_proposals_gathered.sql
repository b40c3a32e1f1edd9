{#- what is counted of every adjustment whose figures can be worked out -#}
{%- set counts = [
    'mqls_before', 'mqls_after', 'entering', 'leaving', 'matured_before', 'accepted_before', 'matured_after',
    'accepted_after', 'matured_moved', 'accepted_moved', 'matured_unmoved', 'accepted_unmoved', 'sqls_before',
    'sqls_after', 'won_before', 'won_after', 'revenue_before', 'revenue_after',
] -%}
{%- set text = dbt.type_string() -%}
with

adjustments as (

    select * from {{ ref('int_adjustments_tried') }}

),

adjustments_counted as (

    select * from {{ ref('int_adjustments_counted') }}

),

fields_counted as (

    select * from {{ ref('int_fields_counted') }}

),

agreement_versions as (

    select * from {{ ref('agreement_versions') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- a version that one team has not signed is a draft
drafts as (

    select agreement_version from agreement_versions
    where marketing_signed_on is null or sales_signed_on is null

),

proposals_gathered as (

    select
        adjustments.proposal_id,
        adjustments.kind,
        adjustments.subject,
        adjustments.agreement_version,
        adjustments.rule_code,
        case adjustments.kind when 'drop_rule' then 'mql_rules.csv' else 'agreement_versions.csv' end
            as edited_file,
        adjustments.from_value,
        adjustments.to_value,
        {%- for count in counts %}
        adjustments_counted.{{ count }},
        {%- endfor %}
        adjustments_counted.revenue_captured_before,
        adjustments_counted.revenue_captured_after,
        {{ local_date('adjustments.starts_at', 'settings.time_zone') }} as counted_from
    from adjustments
    cross join settings
    inner join adjustments_counted
        on adjustments.proposal_id = adjustments_counted.proposal_id

    union all

    select
        'v' || cast(agreement_version as {{ text }}) || ':require_field:' || field as proposal_id,
        'require_field' as kind,
        field as subject,
        agreement_version,
        null as rule_code,
        'required_information.csv' as edited_file,
        null as from_value,
        null as to_value,
        {%- for count in counts %}
        {{ count }},
        {%- endfor %}
        null as revenue_captured_before,
        null as revenue_captured_after,
        counted_from
    from fields_counted

    union all

    select
        'v' || cast(agreement_version as {{ text }}) || ':draft_version' as proposal_id,
        'draft_version' as kind,
        cast(agreement_version as {{ text }}) as subject,
        agreement_version,
        {{ (['null'] * (6 + counts | length)) | join(', ') }}, null as counted_from
    from drafts

)

select * from proposals_gathered
