with

deal_versions as (

    select * from {{ ref('stg_pipedrive__deal_versions') }}

),

deal_changes as (

    select * from {{ ref('stg_pipedrive__deal_changes') }}

),

stages as (

    select * from {{ ref('stg_pipedrive__stages') }}

),

-- a deal that is won or lost keeps the stage that it had: how it stands is said by its status
deals_staged as (

    select
        deal_versions.*,
        {{ pipedrive_deal_stage('deal_versions', 'stages') }} as stage,
        case deal_versions.status
            when 'won' then deal_versions.won_has_time
            when 'lost' then deal_versions.lost_has_time
            else deal_versions.stage_changed_has_time
        end as staged_has_time,
        case deal_versions.status
            when 'won' then deal_versions.won_at
            when 'lost' then deal_versions.lost_at
            else deal_versions.stage_changed_at
        end as staged_at
    from deal_versions
    left join stages
        on deal_versions.stage_id = stages.stage_id

),

deals as (

    {{ newest_version('deals_staged', 'deal_id', 'modified_at') }}

),

statuses as (

    select
        deal_id,
        {{ pipedrive_deal_status('old_value') }} as old_value,
        {{ pipedrive_deal_status('new_value') }} as new_value,
        has_time,
        changed_at,
        lead(changed_at) over (partition by deal_id order by changed_at) as next_changed_at
    from deal_changes
    where field = 'status'

),

stages_taken as (

    select
        deal_changes.deal_id,
        coalesce(stages_before.stage_name, deal_changes.old_value) as old_value,
        coalesce(stages.stage_name, deal_changes.new_value) as new_value,
        deal_changes.has_time,
        deal_changes.changed_at
    from deal_changes
    left join stages
        on deal_changes.new_value = stages.stage_id
    left join stages as stages_before
        on deal_changes.old_value = stages_before.stage_id
    where deal_changes.field = 'stage'

),

-- to move a closed deal reopens nothing
history as (

    select
        deal_id as record_id,
        old_value,
        new_value,
        has_time,
        changed_at
    from statuses
    where new_value is not null

    union all

    select
        stages_taken.deal_id as record_id,
        stages_taken.old_value,
        stages_taken.new_value,
        stages_taken.has_time,
        stages_taken.changed_at
    from stages_taken
    left join statuses
        on stages_taken.deal_id = statuses.deal_id
        and statuses.new_value <> 'open'
        and stages_taken.changed_at >= statuses.changed_at
        and coalesce(stages_taken.changed_at < statuses.next_changed_at, true)
    where statuses.deal_id is null and stages_taken.new_value is not null

),

dated as (

    select
        deal_id as record_id,
        stage as new_value,
        staged_has_time as has_time,
        staged_at as changed_at
    from deals
    where staged_at is not null and stage is not null

),

observed as (

    {{ observed_changes(
        'deals_staged', 'deal_id', 'stage', 'modified_at', told_by=['stage_id', 'status'],
        kept='new_value is not null'
    ) }}

),

opportunity_stage_changes as (

    {{ changes_by_evidence(
        ["'pipedrive:opportunity:' || record_id as opportunity_key",
         "'pipedrive' as system", "'stage' as field"],
        'history', 'dated', 'observed'
    ) }}

)

select * from opportunity_stage_changes
