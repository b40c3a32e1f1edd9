{{ config(materialized='table') }}

with

attribute_changes as (

    select * from {{ ref('int_attribute_changes_unioned') }}
    where attribute = 'source'

),

people as (

    select * from {{ ref('int_people_unioned') }}

),

marketing_activities as (

    select * from {{ ref('int_marketing_activities_unioned') }}

),

opportunities as (

    select * from {{ ref('int_opportunities_unioned') }}

),

source_mapping as (

    select * from {{ ref('source_mapping') }}

),

rows_told as (

    select
        people.system,
        people.first_source as raw_source
    from people

    union all

    select
        marketing_activities.system,
        marketing_activities.source as raw_source
    from marketing_activities

    union all

    select
        opportunities.system,
        opportunities.source as raw_source
    from opportunities

    union all

    -- what a history alone shows
    select
        attribute_changes.system,
        attribute_changes.old_value as raw_source
    from attribute_changes
    where attribute_changes.evidence = 'history'

),

sources_written as (

    select
        system,
        raw_source,
        count(*) as row_count
    from rows_told
    where raw_source is not null
    group by system, raw_source

),

sources_matched as (

    select
        sources_written.system,
        sources_written.raw_source,
        sources_written.row_count,
        source_mapping.source,
        source_mapping.channel,
        row_number() over (
            partition by sources_written.system, sources_written.raw_source
            order by
                case when source_mapping.system = '*' then 1 else 0 end,
                source_mapping.source,
                source_mapping.channel
        ) as match_rank
    from sources_written
    left join source_mapping
        on {{ folded('sources_written.raw_source') }} = {{ folded('source_mapping.raw_source') }}
        and source_mapping.system in (sources_written.system, '*')

),

sources_named as (

    select
        sources_matched.system,
        sources_matched.raw_source,
        coalesce(sources_matched.source, trim(sources_matched.raw_source)) as source,
        coalesce(sources_matched.channel, '(unmapped)') as channel,
        sources_matched.row_count,
        sources_matched.source is not null as is_mapped
    from sources_matched
    where sources_matched.match_rank = 1

)

select * from sources_named
