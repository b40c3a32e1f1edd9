with

campaign_members as (

    select * from {{ ref('stg_salesforce__campaign_members') }}

),

campaigns as (

    select * from {{ ref('stg_salesforce__campaigns') }}

),

leads as (

    select * from {{ ref('stg_salesforce__leads') }}

),

contacts as (

    select * from {{ ref('stg_salesforce__contacts') }}

),

memberships_at_creation as (
{% for object in ['lead', 'contact'] %}
    select
        'salesforce:{{ object }}:' || {{ object }}s.{{ object }}_id as record_key,
        coalesce(campaigns.campaign_name, campaign_members.campaign_id) as campaign,
        row_number() over (
            partition by {{ object }}s.{{ object }}_id
            order by campaign_members.created_at, campaign_members.campaign_member_id
        ) as position
    from campaign_members
    inner join {{ object }}s
        on campaign_members.{{ object }}_id = {{ object }}s.{{ object }}_id
    left join campaigns
        on campaign_members.campaign_id = campaigns.campaign_id
    -- a campaign joined later did not bring the record
    where cast(campaign_members.created_at as date) <= cast({{ object }}s.created_at as date)
    {{ 'union all' if not loop.last }}
{% endfor %}
),

first_campaigns as (

    select
        record_key,
        campaign
    from memberships_at_creation
    where position = 1

)

select * from first_campaigns
