with

versions_in_force as (

    select * from {{ ref('int_agreement_versions_in_force') }}

),

agreement_versions as (

    select * from {{ ref('agreement_versions') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- what starts after the data cut-off has not happened, nor has the end that it puts to another
versions_published as (

    select
        versions_in_force.agreement_version,
        agreement_versions.marketing_signed_by,
        agreement_versions.marketing_signed_on,
        agreement_versions.sales_signed_by,
        agreement_versions.sales_signed_on,
        agreement_versions.content_hash,
        {{ local_date('versions_in_force.starts_at', 'settings.time_zone') }} as in_force_from,
        case
            when versions_in_force.ends_at <= settings.as_of
                then {{ local_date('versions_in_force.ends_at', 'settings.time_zone') }}
        end as in_force_until
    from versions_in_force
    cross join settings
    left join agreement_versions
        on versions_in_force.agreement_version = agreement_versions.agreement_version
    where versions_in_force.starts_at <= settings.as_of

)

select * from versions_published
