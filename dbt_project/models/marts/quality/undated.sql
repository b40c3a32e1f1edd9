with

stages as (

    select * from {{ ref('int_lead_stages') }}

),

episodes as (

    select * from {{ ref('int_lead_episodes') }}

),

undated_stages as (

    select
        -- keys
        {{ stable_hash(['stages.lead_id', 'stages.stage']) }} as undated_id,
        stages.lead_id,
        episodes.person_id,
        stages.record_key,

        -- attributes
        stages.stage,

        -- flags
        stages.is_imputed,

        -- times
        stages.placed_at as known_at

    from stages
    inner join episodes
        on stages.lead_id = episodes.lead_id
    where stages.is_undated

)

select
    undated_id,
    lead_id,
    person_id,
    record_key,
    stage,
    is_imputed,
    known_at
from undated_stages
