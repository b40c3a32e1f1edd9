with

landed_activities as (

    {{ landed('eloqua', 'activity') }}

),

-- an id is of one type alone, and what is still pending has none
activities_read as (

    select
        -- keys
        coalesce(
            lower(activity_type) || ':' || id,
            {{ stable_hash([
                'lower(activity_type)', 'activity_date', 'contact_id', 'lower(email_address)', 'asset_id',
                'asset_name', 'url'
            ]) }}
        ) as activity_id,
        {{ eloqua_contact_id('contact_id') }} as contact_id,
        campaign_id,

        -- attributes: what stands behind a page's address may name a person
        lower(email_address) as email,
        activity_type,
        asset_type,
        coalesce(
            asset_name, subject_line, {{ regex_replace('url', '[?#].*$', '') | indent(12) }}, asset_id
        ) as asset,
        campaign_name,

        -- flags
        lower(activity_type) in ('emailautoopen', 'emailautoclick') as is_automated,
        activity_date_has_time as occurred_has_time,

        -- times
        activity_date as occurred_at,

        -- where it was read
        _exported_at,
        _row,
        _file

    from landed_activities

),

activities_ranked as (

    select
        activities_read.*,
        row_number() over (
            partition by activity_id
            order by _exported_at desc, _row desc, _file desc
        ) as recency
    from activities_read

)

select * from activities_ranked
where recency = 1
