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
        changed_has_time,
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

history_changes as (

    select distinct
        object,
        record_id,
        field,
        old_value,
        new_value,
        'history' as evidence,
        false as is_first_seen,
        false as is_first_export,
        changed_has_time as has_time,
        changed_at,
        cast(null as timestamp) as previous_seen_at,
        kept_since
    from history_entries
    where old_value is not null or known_old_value is null

),

dated_changes as (

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
        {{ stage }}_has_time
        and {{ stage }}_at <> {{ dbt.date_trunc('day', stage ~ '_at') }} as has_time,
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
{% set observed = [
    ('lead', 'status', 'status'),
    ('lead', 'conversion', 'converted_date'),
    ('lead', 'rejection_reason', 'rejection_reason'),
    ('contact', 'status', 'status'),
    ('contact', 'rejection_reason', 'rejection_reason'),
] %}
{%- for object, column, field in observed %}
{{ object }}_{{ column }}_changes as (

    {{ observed_changes(
        object ~ '_versions', object ~ '_id', column, 'modified_at',
        told_by=['is_converted'] if column == 'conversion'
    ) }}

),
{% endfor %}
changes as (

    select * from history_changes

    union all

    select
        object,
        record_id,
        field,
        cast(null as varchar) as old_value,
        new_value,
        'dated_field' as evidence,
        false as is_first_seen,
        false as is_first_export,
        has_time,
        changed_at,
        cast(null as timestamp) as previous_seen_at,
        cast(null as timestamp) as kept_since
    from dated_changes
{% for object, column, field in observed %}
    union all

    select
        '{{ object }}' as object,
        record_id,
        '{{ field }}' as field,
        old_value,
        new_value,
        evidence,
        is_first_seen,
        is_first_export,
        true as has_time,
        observed_at as changed_at,
        previous_observed_at as previous_seen_at,
        cast(null as timestamp) as kept_since
    from {{ object }}_{{ column }}_changes
    where new_value is not null{{ ' or old_value is not null' if column == 'rejection_reason' }}
{% endfor %}
),

stage_changes as (

    select
        'salesforce:' || object || ':' || record_id as record_key,
        'salesforce' as system,
        object,
        field,
        old_value,
        new_value,
        cast(null as varchar) as reason,
        evidence,
        is_first_seen,
        is_first_export,
        has_time,
        changed_at,
        previous_seen_at,
        kept_since
    from changes

)

select * from stage_changes
