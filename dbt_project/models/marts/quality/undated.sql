with

stages as (

    select * from {{ ref('int_lead_stages') }}

),

episodes as (

    select * from {{ ref('int_lead_episodes') }}

),

stages_gathered as (

    select
        lead_id,
        cast(null as varchar) as record_key,
        'inquiry' as stage,
        false as is_imputed,
        opened_at as placed_at
    from episodes
    where inquiry_at is null

    union all

    select
        lead_id,
        record_key,
        stage,
        is_imputed,
        placed_at
    from stages
    where is_undated

),

undated_stages as (

    select
        -- keys
        {{ stable_hash(['stages_gathered.lead_id', 'stages_gathered.stage']) }} as undated_id,
        stages_gathered.lead_id,
        episodes.person_id,
        stages_gathered.record_key,

        -- attributes
        stages_gathered.stage,

        -- flags
        stages_gathered.is_imputed,

        -- times
        stages_gathered.placed_at as known_at

    from stages_gathered
    inner join episodes
        on stages_gathered.lead_id = episodes.lead_id

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
