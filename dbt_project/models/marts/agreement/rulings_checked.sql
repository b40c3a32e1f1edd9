with

rulings as (

    select
        rulings.*,
        {{ from_zone('cast(rulings.ruled_on as timestamp)', 'settings.time_zone') }} as ruled_at
    from {{ ref('rulings') }} as rulings
    cross join {{ source('control', 'settings') }} as settings
    where rulings.ruled_on <= {{ local_date('settings.as_of', 'settings.time_zone') }}

),

rulings_keyed as (

    select * from {{ ref('int_rulings_keyed') }}

),

agreement_versions as (

    select * from {{ ref('int_agreement_versions_in_force') }}

),

mql_events as (

    select
        mql_events.person_id,
        {{ local_date('mql_events.reached_at', 'settings.time_zone') }} as mql_on,
        max(case when mql_events.evidence <> 'score' then 1 else 0 end) as is_declared,
        max(case when mql_events.evidence = 'score' then 1 else 0 end) as is_scored
    from {{ ref('int_mql_events') }} as mql_events
    cross join {{ source('control', 'settings') }} as settings
    where mql_events.is_agreed_without_ruling
    group by 1, 2

),

decisions as (

    select
        handoffs.person_id,
        {{ local_date('handoffs.mql_at', 'settings.time_zone') }} as mql_on,
        min(coalesce(answers.decision, 'pending')) as decision
    from {{ ref('int_handoffs_delivered') }} as handoffs
    cross join {{ source('control', 'settings') }} as settings
    left join {{ ref('int_handoff_answers') }} as answers
        on handoffs.handoff_id = answers.handoff_id
    group by 1, 2

),

activities as (

    select * from {{ ref('int_activities_classified') }}

),

rulings_told as (

    select
        rulings.ruling_id,
        rulings.ruling,
        agreement_versions.agreement_version,
        case
            when rulings_keyed.ruling_id is null then 'unknown'
            when rulings.ruling in ('counts_as_touch', 'does_not_count')
                then case when activities.is_human_outbound then 'touch' else 'no_touch' end
            when rulings.ruling in ('was_accepted', 'was_rejected')
                then coalesce(decisions.decision, 'no_handoff')
            when mql_events.is_declared = 1 and mql_events.is_scored = 1 then 'declared_and_scored'
            when mql_events.is_declared = 1 then 'declared'
            when mql_events.is_scored = 1 then 'scored'
            else 'no_mql'
        end as found
    from rulings
    left join rulings_keyed
        on rulings.ruling_id = rulings_keyed.ruling_id
    left join agreement_versions
        on rulings.ruled_at >= agreement_versions.starts_at
        and coalesce(rulings.ruled_at < agreement_versions.ends_at, true)
    left join mql_events
        on rulings_keyed.person_id = mql_events.person_id
        and rulings_keyed.mql_on = mql_events.mql_on
    left join decisions
        on rulings_keyed.person_id = decisions.person_id
        and rulings_keyed.mql_on = decisions.mql_on
    left join activities
        on rulings_keyed.activity_id = activities.activity_id

),

rulings_checked as (

    select
        ruling_id,
        agreement_version,
        case
            when found = 'unknown' then null
            when ruling = 'is_mql' then found <> 'no_mql'
            when ruling = 'is_not_mql' then found = 'no_mql'
            when ruling = 'was_accepted' then found = 'accepted'
            when ruling = 'was_rejected' then found = 'rejected'
            when ruling = 'counts_as_touch' then found = 'touch'
            when ruling = 'does_not_count' then found = 'no_touch'
        end as is_met,
        found
    from rulings_told

)

select * from rulings_checked
