with

leads as (

    select * from {{ ref('stg_salesforce__leads') }}

),

contacts as (

    select * from {{ ref('stg_salesforce__contacts') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

stage_dates as (

    select
        'salesforce:lead:' || leads.lead_id as record_key,
        'lead' as object,
        'converted_date' as field,
        'Converted' as new_value,
        false as changed_has_time,
        {{ from_zone('cast(leads.converted_on as timestamp)', 'settings.time_zone') }} as changed_at
    from leads
    cross join settings
    where leads.converted_on is not null
{% for object in ['lead', 'contact'] %}
    {%- for stage, value in [('mql', 'MQL'), ('accepted', 'Accepted'), ('sql', 'SQL')] %}
    union all

    select
        'salesforce:{{ object }}:' || {{ object }}_id as record_key,
        '{{ object }}' as object,
        '{{ stage }}_date' as field,
        '{{ value }}' as new_value,
        {{ stage }}_has_time as changed_has_time,
        {{ stage }}_at as changed_at
    from {{ object }}s
    where {{ stage }}_at is not null
    {% endfor %}
{%- endfor %}
)

select * from stage_dates
