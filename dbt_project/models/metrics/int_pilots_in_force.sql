with

pilots as (

    select * from {{ ref('pilots') }}

),

versions as (

    select * from {{ ref('int_agreement_versions_in_force') }}

),

known_names as (

    select * from {{ source('reference', 'countries') }}

),

users as (

    select * from {{ ref('dim_users') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

-- a pilot is what the latest version that has come into force says of it
pilots_ranked as (

    select
        pilots.*,
        row_number() over (
            partition by pilots.pilot_code
            order by versions.starts_at desc, versions.agreement_version desc
        ) as recency
    from pilots
    cross join settings
    inner join versions
        on pilots.agreement_version = versions.agreement_version
    where versions.starts_at <= settings.as_of

),

pilots_in_force as (

    select
        -- keys
        pilots_ranked.pilot_code,

        -- attributes
        pilots_ranked.agreement_version,
        pilots_ranked.name as pilot_name,
        pilots_ranked.metric,
        pilots_ranked.subject,
        pilots_ranked.value as subject_value,
        -- a country by any of its names, an owner by key or e-mail
        {{ folded('max(coalesce(known_names.country, users.user_id, pilots_ranked.value))') }}
            as folded_value,
        pilots_ranked.starts_on,
        pilots_ranked.ends_on,
        cast({{ dbt.dateadd('day', '-pilots_ranked.before_days', 'pilots_ranked.starts_on') }} as date)
            as compared_from

    from pilots_ranked
    left join known_names
        on case when pilots_ranked.subject = 'country' then {{ folded_name('pilots_ranked.value') }} end
        = {{ folded_name('known_names.name') }}
    left join users
        on case when pilots_ranked.subject = 'owner' then {{ folded('pilots_ranked.value') }} end
        = {{ folded('users.email') }}
    where pilots_ranked.recency = 1
    group by
        pilots_ranked.pilot_code,
        pilots_ranked.agreement_version,
        pilots_ranked.name,
        pilots_ranked.metric,
        pilots_ranked.subject,
        pilots_ranked.value,
        pilots_ranked.starts_on,
        pilots_ranked.ends_on,
        pilots_ranked.before_days

)

select * from pilots_in_force
