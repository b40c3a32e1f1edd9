with

landed_leads as (

    {{ landed('hubspot', 'leads') }}

),

stage_snapshots as (
{% for column in ['hs_pipeline_stage', 'hs_lead_disqualification_reason'] %}
    {{ observed_changes(
        'landed_leads', 'hs_object_id', column, 'hs_lastmodifieddate', 'hs_createdate',
        named={'field': 'rejection_reason' if column.endswith('reason') else 'lead_stage'},
        kept='new_value is not null or old_value is not null'
    ) }}
    {{ 'union all' if not loop.last }}
{% endfor %}
)

select
    -- keys
    record_id as lead_id,
    field,

    -- attributes
    old_value,
    new_value,
    evidence,

    -- flags
    is_first_seen,
    is_first_export,
    has_time,

    -- times
    changed_at,
    previous_seen_at
from stage_snapshots
