{%- set stages = [
    'subscriber', 'lead', 'marketingqualifiedlead', 'salesqualifiedlead', 'opportunity', 'customer'
] -%}

with

landed_contacts as (

    {{ landed('hubspot', 'contacts') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

declared_dates as (

    {%- for stage in stages %}
    {%- for column in ['hs_lifecyclestage_' ~ stage ~ '_date', 'hs_v2_date_entered_' ~ stage] %}
    {{ 'union all' if not (loop.first and stage == stages[0]) }}
    select
        hs_object_id as contact_id,
        '{{ stage }}' as lifecycle_stage,
        {{ column }} as entered_at,
        {{ column }}_has_time as entered_has_time
    from landed_contacts
    where {{ column }} is not null
    {%- endfor %}
    {%- endfor %}

),

versions_with_more as (

    select
        hs_object_id as contact_id,
        _extra as other_columns
    from landed_contacts
    where _extra is not null

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
