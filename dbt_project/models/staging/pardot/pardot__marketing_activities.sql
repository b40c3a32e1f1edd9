with

visitor_activities as (

    select * from {{ ref('stg_pardot__visitor_activities') }}

),

list_memberships as (

    select * from {{ ref('stg_pardot__list_memberships') }}

),

lists as (

    select * from {{ ref('stg_pardot__lists') }}

),

campaigns as (

    select * from {{ ref('stg_pardot__campaigns') }}

),

activities as (

    {{ newest_version('visitor_activities', 'activity_id') }}

),

-- a prospect is added to a list, and may want none of its mail later
memberships_told as (
{% for type, at, has_time, condition in [
    ('added', 'added_at', 'added_has_time', 'added_at is not null'),
    ('opted_out', 'modified_at', 'modified_has_time', 'is_opted_out and modified_at is not null'),
] %}
    select
        '{{ type }}' as activity_type,
        membership_id,
        list_id,
        prospect_id,
        {{ has_time }} as has_time,
        {{ at }} as occurred_at
    from list_memberships
    where {{ condition }}
    {{ 'union all' if not loop.last }}
{% endfor %}
),

marketing_activities as (

    select
        -- keys
        'pardot:visitor_activity:' || activities.activity_id as activity_key,
        'pardot:prospect:' || activities.prospect_id as record_key,
        'pardot' as system,
        'visitor_activity' as object,

        -- attributes
        cast(activities.activity_type_id as {{ dbt.type_string() }}) as activity_type,
        activities.type_name as detail,
        activities.details as asset,
        coalesce(activities.campaign, campaigns.campaign_name, activities.campaign_id) as campaign,

        -- flags
        false as is_automated,
        activities.occurred_has_time as has_time,

        -- times
        activities.occurred_at

    from activities
    left join campaigns
        on activities.campaign_id = campaigns.campaign_id
    -- a visitor whom the tool does not know yet is nobody's record
    where activities.prospect_id is not null

    union all

    select
        'pardot:list_membership:' || memberships_told.membership_id
        || case when memberships_told.activity_type = 'added' then '' else ':opted_out' end
            as activity_key,
        'pardot:prospect:' || memberships_told.prospect_id as record_key,
        'pardot' as system,
        'list_membership' as object,
        memberships_told.activity_type,
        coalesce(lists.list_name, memberships_told.list_id) as detail,
        coalesce(lists.list_name, memberships_told.list_id) as asset,
        cast(null as {{ dbt.type_string() }}) as campaign,
        false as is_automated,
        memberships_told.has_time,
        memberships_told.occurred_at
    from memberships_told
    left join lists
        on memberships_told.list_id = lists.list_id

)

select * from marketing_activities
