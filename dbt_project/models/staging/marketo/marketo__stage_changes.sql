with

activity_versions as (

    select * from {{ ref('stg_marketo__activity_versions') }}

),

lead_versions as (

    select * from {{ ref('stg_marketo__lead_versions') }}

),

leads as (

    {{ newest_version('lead_versions', 'lead_id', 'modified_at') }}

),

stages_named as (

    select
        new_stage_id as stage_id,
        new_stage as stage_name,
        occurred_at
    from activity_versions
    where new_stage_id is not null and new_stage is not null

    union all

    select
        old_stage_id as stage_id,
        old_stage as stage_name,
        occurred_at
    from activity_versions
    where old_stage_id is not null and old_stage is not null

),

stage_names_ranked as (

    select
        stage_id,
        stage_name,
        row_number() over (
            partition by stage_id order by occurred_at desc nulls last, stage_name asc nulls last
        ) as recency
    from stages_named

),

-- a person tells the stage by its id alone: an activity says what that is called
leads_staged as (

    select
        lead_versions.lead_id,
        lead_versions.lead_status,
        lead_versions.rejection_reason,
        coalesce(
            lead_versions.revenue_stage,
            stage_names_ranked.stage_name,
            lead_versions.revenue_stage_id
        ) as revenue_stage,
        lead_versions.created_at,
        lead_versions.modified_at,
        lead_versions._exported_at,
        lead_versions._file,
        lead_versions._row,
        lead_versions._columns,
        lead_versions._version_start
    from lead_versions
    left join stage_names_ranked
        on lead_versions.revenue_stage_id = stage_names_ranked.stage_id
        and stage_names_ranked.recency = 1

),

observed as (
{% for column, told_by in [
    ('lead_status', none),
    ('revenue_stage', ['revenue_stage', 'revenue_stage_id']),
    ('rejection_reason', none),
] %}
    {{ observed_changes(
        'leads_staged', 'lead_id', column, 'modified_at', told_by=told_by, named={'field': column},
        kept='new_value is not null' ~ (' or old_value is not null' if column == 'rejection_reason')
    ) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
),

-- extracts may overlap: the same activity stands in several
values_changed as (

    select
        lead_id as record_id,
        field,
        coalesce(max(old_value), max(old_stage), max(old_stage_id)) as old_value,
        coalesce(max(new_value), max(new_stage), max(new_stage_id)) as new_value,
        min(case when occurred_has_time then 1 else 0 end) = 1 as has_time,
        min(occurred_at) as changed_at
    from activity_versions
    where field in ('lead_status', 'revenue_stage', 'rejection_reason')
    group by activity_id, lead_id, field

),

history as (

    select * from values_changed
    -- a reason taken away is one no more
    where new_value is not null or field = 'rejection_reason'

),

dated as (

    select
        lead_id as record_id,
        'mql_date' as field,
        'MQL' as new_value,
        mql_has_time as has_time,
        mql_at as changed_at
    from leads
    where mql_at is not null

),

stage_changes as (

    {{ changes_by_evidence(
        ["'marketo:lead:' || record_id as record_key",
         "'marketo' as system", "'lead' as object", "field"],
        'history', 'dated', 'observed'
    ) }}

)

select * from stage_changes
