with

lead_versions as (

    select * from {{ ref('stg_salesforce__lead_versions') }}

),

contact_versions as (

    select * from {{ ref('stg_salesforce__contact_versions') }}

),

lead_histories as (

    select * from {{ ref('stg_salesforce__lead_histories') }}

),

contact_histories as (

    select * from {{ ref('stg_salesforce__contact_histories') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

leads as (

    {{ newest_version('lead_versions', 'lead_id', 'modified_at') }}

),

contacts as (

    {{ newest_version('contact_versions', 'contact_id', 'modified_at') }}

),

histories as (
{% for object in ['lead', 'contact'] %}
    select
        '{{ object }}' as object,
        {{ object }}_id as record_id,
        field,
        old_value,
        new_value,
        changed_has_time as has_time,
        changed_at,
        kept_since
    from {{ object }}_histories
    {{ 'union all' if not loop.last }}
{% endfor %}
),

-- the same entry stands in every later export, in one perhaps without the value before
history_entries as (

    select
        histories.*,
        max(old_value) over (
            partition by object, record_id, field, new_value, changed_at
        ) as known_old_value
    from histories
    where
        field in ('status', 'rejection_reason', 'converted_date')
        -- a reason taken away is one no more
        and (new_value is not null or (field = 'rejection_reason' and old_value is not null))

),

history as (

    select distinct * from history_entries
    where old_value is not null or known_old_value is null

),

dated as (

    select
        'lead' as object,
        leads.lead_id as record_id,
        'converted_date' as field,
        'Converted' as new_value,
        false as has_time,
        {{ from_zone('cast(leads.converted_on as timestamp)', 'settings.time_zone') }} as changed_at
    from leads
    cross join settings
    where leads.converted_on is not null
{% for object in ['lead', 'contact'] %}
    {%- for stage, value in [('mql', 'MQL'), ('accepted', 'Accepted'), ('sql', 'SQL')] %}
    union all

    select
        '{{ object }}' as object,
        {{ object }}_id as record_id,
        '{{ stage }}_date' as field,
        '{{ value }}' as new_value,
        -- the Data Export service writes a midnight behind a field that is a date
        {{ stage }}_has_time and {{ stage }}_at <> {{ dbt.date_trunc('day', stage ~ '_at') }} as has_time,
        case
            when {{ stage }}_has_time and {{ stage }}_at = {{ dbt.date_trunc('day', stage ~ '_at') }}
                then {{ from_zone(stage ~ '_at', 'settings.time_zone') }}
            else {{ stage }}_at
        end as changed_at
    from {{ object }}s
    cross join settings
    where {{ stage }}_at is not null
    {% endfor %}
{%- endfor %}
),

observed as (
{% for object, column, field in [
    ('lead', 'status', 'status'),
    ('lead', 'conversion', 'converted_date'),
    ('lead', 'rejection_reason', 'rejection_reason'),
    ('contact', 'status', 'status'),
    ('contact', 'rejection_reason', 'rejection_reason'),
] %}
    {{ observed_changes(
        object ~ '_versions', object ~ '_id', column, 'modified_at',
        told_by=['is_converted'] if column == 'conversion',
        named={'object': object, 'field': field},
        kept='new_value is not null' ~ (' or old_value is not null' if column == 'rejection_reason')
    ) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
),

stage_changes as (

    {{ changes_by_evidence(
        ["'salesforce:' || object || ':' || record_id as record_key",
         "'salesforce' as system", "object", "field"],
        'history', 'dated', 'observed', is_cut=true
    ) }}

)

select * from stage_changes
