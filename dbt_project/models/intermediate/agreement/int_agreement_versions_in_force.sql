with

agreement_versions as (

    select * from {{ ref('agreement_versions') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

versions_signed as (

    select
        agreement_versions.agreement_version,
        {{ from_zone(
            'cast(greatest(agreement_versions.effective_from, '
            ~ 'agreement_versions.marketing_signed_on, '
            ~ 'agreement_versions.sales_signed_on) as timestamp)',
            'settings.time_zone'
        ) }} as starts_at
    from agreement_versions
    cross join settings
    where
        agreement_versions.marketing_signed_on is not null
        and agreement_versions.sales_signed_on is not null

),

-- two versions that start at one moment: the higher number is the one in force
versions_ordered as (

    select
        versions_signed.agreement_version,
        versions_signed.starts_at,
        row_number() over (
            partition by versions_signed.starts_at
            order by versions_signed.agreement_version desc
        ) as preference
    from versions_signed

),

-- what would be in force when a back-test's span is over
versions_resumed as (

    select
        versions_ordered.agreement_version,
        settings.backtest_until as starts_at,
        row_number() over (order by versions_ordered.starts_at desc) as recency
    from versions_ordered
    inner join settings
        on versions_ordered.starts_at <= settings.backtest_until
    where
        settings.backtest_version is not null
        and versions_ordered.preference = 1

),

-- within the span of a back-test the version under test is in force, signed or not
starts as (

    select
        versions_ordered.agreement_version,
        versions_ordered.starts_at
    from versions_ordered
    cross join settings
    where
        versions_ordered.preference = 1
        and (
            settings.backtest_version is null
            or versions_ordered.starts_at < settings.backtest_from
            or versions_ordered.starts_at > settings.backtest_until
        )

    union all

    select
        settings.backtest_version as agreement_version,
        settings.backtest_from as starts_at
    from settings
    where settings.backtest_version is not null

    union all

    select
        versions_resumed.agreement_version,
        versions_resumed.starts_at
    from versions_resumed
    where versions_resumed.recency = 1

),

starts_compared as (

    select
        starts.*,
        lag(starts.agreement_version) over (order by starts.starts_at) as previous_version
    from starts

),

-- a version that goes on does not start anew
versions_in_force as (

    select
        starts_compared.agreement_version,
        agreement_versions.mql_basis,
        agreement_versions.fit_threshold,
        agreement_versions.engagement_threshold,
        starts_compared.starts_at,
        lead(starts_compared.starts_at) over (order by starts_compared.starts_at) as ends_at
    from starts_compared
    inner join agreement_versions
        on starts_compared.agreement_version = agreement_versions.agreement_version
    where
        starts_compared.previous_version is null
        or starts_compared.agreement_version <> starts_compared.previous_version

)

select * from versions_in_force
