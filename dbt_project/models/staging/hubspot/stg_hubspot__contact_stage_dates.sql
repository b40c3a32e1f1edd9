{%- set stages = [
    'subscriber', 'lead', 'marketingqualifiedlead', 'salesqualifiedlead', 'opportunity', 'customer'
] -%}

with

contact_versions as (

    select * from {{ ref('stg_hubspot__contact_versions') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

declared_dates as (

    {%- for stage in stages %}
    {%- for prefix in ['became', 'entered'] %}
    {{ 'union all' if not (loop.first and stage == stages[0]) }}
    select
        contact_id,
        '{{ stage }}' as lifecycle_stage,
        {{ prefix }}_{{ stage }}_at as entered_at,
        {{ prefix }}_{{ stage }}_has_time as entered_has_time
    from contact_versions
    where {{ prefix }}_{{ stage }}_at is not null
    {%- endfor %}
    {%- endfor %}

),

versions_with_more as (

    select
        contact_id,
        other_columns
    from contact_versions
    where other_columns is not null

),

other_entries as (

    {{ json_entries('versions_with_more', 'other_columns') }}

),

other_dates as (

    select
        other_entries.contact_id,
        {{ hubspot_entered_stage('other_entries.entry_name') }} as lifecycle_stage,
        {{ utc_of_text('other_entries.entry_text', 'settings.time_zone') }} as entered_at,
        {{ text_has_time('other_entries.entry_text') }} as entered_has_time
    from other_entries
    cross join settings

),

stage_dates as (

    select * from declared_dates
    union
    select * from other_dates
    where lifecycle_stage is not null and entered_at is not null

)

select * from stage_dates
