{{ config(materialized='table') }}

with

stage_events as (

    select * from {{ ref('int_stage_events') }}
    where stage = 'mql'

),

scored_mqls as (

    select * from {{ ref('int_scores_judged') }}
    where is_qualified

),

rulings as (

    select rulings.*
    from {{ ref('int_rulings_keyed') }} as rulings
    cross join {{ source('control', 'settings') }} as settings
    where
        rulings.mql_on is not null
        and rulings.ruled_on <= {{ local_date('settings.as_of', 'settings.time_zone') }}

),

agreement_versions as (

    select * from {{ ref('int_agreement_versions_in_force') }}

),

people as (

    select * from {{ ref('int_people_resolved') }}
    where exclusion_reason is null

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- a score is of the lead that is open, and opens none; what is ruled counts as what a tool's history says
mqls_gathered as (

    select
        stage_events.stage_event_id as event_id,
        stage_events.person_id,
        stage_events.record_key,
        stage_events.system,
        'stage' as event_kind,
        stage_events.evidence,
        stage_events.evidence_rank,
        true as can_open,
        coalesce(agreement_versions.mql_basis <> 'scored', true) as is_agreed,
        stage_events.is_observed,
        stage_events.has_time,
        stage_events.reached_at
    from stage_events
    left join agreement_versions
        on stage_events.known_at >= agreement_versions.starts_at
        and coalesce(stage_events.known_at < agreement_versions.ends_at, true)

    union all

    select
        score_id as event_id,
        person_id,
        cast(null as varchar) as record_key,
        cast(null as varchar) as system,
        'score' as event_kind,
        'score' as evidence,
        5 as evidence_rank,
        false as can_open,
        makes_mql as is_agreed,
        is_observed,
        has_time,
        judged_at as reached_at
    from scored_mqls

    union all

    select
        {{ stable_hash(['rulings.ruling_id', "'ruling'"]) }} as event_id,
        rulings.person_id,
        rulings.record_key,
        rulings.system,
        'stage' as event_kind,
        'ruling' as evidence,
        1 as evidence_rank,
        true as can_open,
        true as is_agreed,
        false as is_observed,
        false as has_time,
        {{ from_zone('cast(rulings.mql_on as timestamp)', 'settings.time_zone') }} as reached_at
    from rulings
    cross join settings
    where rulings.ruling = 'is_mql'

),

mqls_taken_back as (

    select distinct
        person_id,
        mql_on
    from rulings
    where ruling = 'is_not_mql'

),

-- what is ruled to be none opens nothing, and stands in the lead of which it was
mql_events as (

    select
        mqls_gathered.event_id,
        mqls_gathered.person_id,
        mqls_gathered.record_key,
        mqls_gathered.system,
        case when mqls_taken_back.person_id is null then mqls_gathered.event_kind else 'taken_back' end
            as event_kind,
        'mql' as stage,
        mqls_gathered.evidence,
        mqls_gathered.evidence_rank,
        false as is_first_known,
        mqls_gathered.can_open and mqls_taken_back.person_id is null as can_open,
        mqls_gathered.is_agreed and mqls_gathered.evidence <> 'ruling' as is_agreed_without_ruling,
        mqls_gathered.is_agreed and mqls_taken_back.person_id is null as is_agreed,
        mqls_gathered.reached_at is null as is_undated,
        mqls_gathered.is_observed,
        mqls_gathered.has_time,
        mqls_gathered.reached_at
    from mqls_gathered
    cross join settings
    inner join people
        on mqls_gathered.person_id = people.person_id
    left join mqls_taken_back
        on mqls_gathered.person_id = mqls_taken_back.person_id
        and {{ local_date('mqls_gathered.reached_at', 'settings.time_zone') }} = mqls_taken_back.mql_on

)

select * from mql_events
