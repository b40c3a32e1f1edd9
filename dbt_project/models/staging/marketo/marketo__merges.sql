{#- Marketo merges a few people at a time; one activity that names more than this is not met. -#}
{%- set most_merged = 20 -%}

with

activity_versions as (

    select * from {{ ref('stg_marketo__activity_versions') }}

),

positions as (
{% for position in range(1, most_merged + 1) %}
    select {{ position }} as position
    {{ 'union all' if not loop.last }}
{%- endfor %}

),

-- '[1286861,1286862]', with or without quotes and spaces
merge_activities as (

    select
        lead_id,
        {{ regex_replace('merge_ids', '[^0-9,]', '') }} as merged_ids,
        occurred_at
    from activity_versions
    where activity_type_id = 32 and merge_ids is not null

),

merged_people as (

    select
        merge_activities.lead_id,
        nullif(split_part(merge_activities.merged_ids, ',', positions.position), '')
            as merged_lead_id,
        merge_activities.occurred_at
    from merge_activities
    cross join positions

),

-- extracts may overlap: the same activity stands in several
record_merges as (

    select
        'marketo:lead:' || merged_lead_id as record_key,
        'marketo:lead:' || lead_id as surviving_record_key,
        min(occurred_at) as merged_at
    from merged_people
    where merged_lead_id is not null
    group by merged_lead_id, lead_id

)

select * from record_merges
