with

users as (

    select * from {{ ref('int_users_unioned') }}

),

time_zone_names as (

    select * from {{ ref('time_zone_names') }}

),

time_zones as (

    {{ known_time_zones() }}

),

texts as (

    select distinct users.time_zone as time_zone_text
    from users
    where users.time_zone is not null

),

-- as it is; in brackets behind a label; behind an offset; with the slash as HubSpot spells it
texts_tried as (
{% for tried in [
    'time_zone_text',
    regex_replace('time_zone_text', '^.*[(]([A-Za-z_]+/[A-Za-z0-9_/+-]+)[)] *$', '\\1'),
    regex_replace('time_zone_text', '^ *[(](GMT|UTC)[^()]*[)] *', ''),
    "replace(time_zone_text, '_slash_', '/')",
] %}
    select
        time_zone_text,
        replace({{ folded(tried) }}, '_', '') as tried_text,
        {{ loop.index }} as try_rank
    from texts
    {{ 'union all' if not loop.last }}
{% endfor %}
),

-- three letters mean different zones to different people, unless the seed names them
names as (

    select
        replace({{ folded('time_zone') }}, '_', '') as name,
        time_zone,
        1 as name_rank
    from time_zones
    where not {{ regex_matches('time_zone', '^[A-Z]{3}$') }}

    union all

    select
        replace({{ folded('name') }}, '_', '') as name,
        time_zone,
        2 as name_rank
    from time_zone_names

    union all

    select
        replace({{ folded(
            regex_replace('time_zone', '^.*/', '')
        ) }}, '_', '') as name,
        min(time_zone) as time_zone,
        3 as name_rank
    from time_zones
    where {{ regex_matches(
        'time_zone', '^(Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)/'
    ) }}
    group by 1
    having count(*) = 1

),

names_found as (

    select
        texts_tried.time_zone_text,
        names.time_zone,
        row_number() over (
            partition by texts_tried.time_zone_text
            order by texts_tried.try_rank, names.name_rank, names.time_zone
        ) as find_rank
    from texts_tried
    inner join names
        on texts_tried.tried_text = names.name
    inner join time_zones
        on names.time_zone = time_zones.time_zone

),

time_zones_read as (

    select
        time_zone_text,
        time_zone
    from names_found
    where find_rank = 1

)

select * from time_zones_read
