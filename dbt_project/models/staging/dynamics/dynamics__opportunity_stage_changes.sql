with
{% for relation in ['opportunity_versions', 'audit_changes', 'option_labels'] %}
{{ relation }} as (

    select * from {{ ref('stg_dynamics__' ~ relation) }}

),
{% endfor %}
settings as (

    select * from {{ source('control', 'settings') }}

),

opportunities_labelled as (

    {{ dynamics_labelled('opportunity_versions', 'opportunity', {'sales_stage': 'salesstage'}) }}

),

opportunities_staged as (

    select
        opportunities_labelled.*,
        {{ dynamics_deal_stage('opportunities_labelled') | indent(8) }} as stage
    from opportunities_labelled

),

opportunities as (

    {{ newest_version('opportunities_staged', 'opportunity_id', 'modified_at') }}

),

opportunity_changes as (

    {{ dynamics_changes('opportunity', {
        'state': ['state', 'state_code'], 'phase': ['pipeline_phase'],
        'sales_stage': ['sales_stage', 'sales_stage_code'],
    }) }}

),

statuses as (

    select
        record_id,
        {{ dynamics_deal_status('old_value') }} as old_value,
        {{ dynamics_deal_status('new_value') }} as new_value,
        has_time,
        changed_at,
        lead(changed_at) over (partition by record_id order by changed_at) as next_changed_at
    from opportunity_changes
    where field = 'state'

),

-- of an opportunity that has both, the pipeline's phase tells
phased as (

    select distinct record_id
    from opportunity_changes
    where field = 'phase'

),

stages_taken as (

    select opportunity_changes.*
    from opportunity_changes
    left join phased
        on opportunity_changes.record_id = phased.record_id
    where
        opportunity_changes.field = 'phase'
        or (opportunity_changes.field = 'sales_stage' and phased.record_id is null)

),

-- to move a closed opportunity reopens nothing
history as (

    select
        record_id,
        old_value,
        new_value,
        has_time,
        changed_at
    from statuses
    where new_value is not null

    union all

    select
        stages_taken.record_id,
        stages_taken.old_value,
        stages_taken.new_value,
        stages_taken.has_time,
        stages_taken.changed_at
    from stages_taken
    left join statuses
        on stages_taken.record_id = statuses.record_id
        and statuses.new_value <> 'open'
        and stages_taken.changed_at >= statuses.changed_at
        and coalesce(stages_taken.changed_at < statuses.next_changed_at, true)
    where statuses.record_id is null and stages_taken.new_value is not null

),

dated as (

    select
        opportunities.opportunity_id as record_id,
        opportunities.stage as new_value,
        false as has_time,
        {{ from_zone('cast(opportunities.closed_on as timestamp)', 'settings.time_zone') }} as changed_at
    from opportunities
    cross join settings
    where opportunities.status <> 'open' and opportunities.closed_on is not null

),

observed as (

    {{ observed_changes(
        'opportunities_staged', 'opportunity_id', 'stage', 'modified_at',
        told_by=['state', 'state_code', 'status_reason', 'status_reason_code', 'pipeline_phase',
                 'sales_stage', 'sales_stage_code'],
        kept='new_value is not null'
    ) }}

),

opportunity_stage_changes as (

    {{ changes_by_evidence(
        ["'dynamics:opportunity:' || record_id as opportunity_key",
         "'dynamics' as system", "'stage' as field"],
        'history', 'dated', 'observed'
    ) }}

)

select * from opportunity_stage_changes
