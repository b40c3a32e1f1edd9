with

sources_mapped as (

    select * from {{ ref('int_sources_mapped') }}

),

-- a text without a mapping in one tool may be an agreed source of another: the agreed channel counts
sources_published as (

    select
        sources_mapped.source,
        coalesce(
            min(case when sources_mapped.is_mapped then sources_mapped.channel end), '(unmapped)'
        ) as channel,
        count(*) as raw_source_count,
        max(case when sources_mapped.is_mapped then 1 else 0 end) = 1 as is_mapped
    from sources_mapped
    group by sources_mapped.source

)

select * from sources_published
