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
        lead(versions_signed.starts_at) over (
            order by versions_signed.starts_at, versions_signed.agreement_version
        ) as ends_at
    from versions_signed

),

versions_in_force as (

    select
        versions_ordered.agreement_version,
        versions_ordered.starts_at,
        versions_ordered.ends_at
    from versions_ordered
    where
        versions_ordered.ends_at is null
        or versions_ordered.ends_at > versions_ordered.starts_at

)

select * from versions_in_force
