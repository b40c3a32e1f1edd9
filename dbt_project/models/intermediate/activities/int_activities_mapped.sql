with

marketing_activities as (

    select * from {{ ref('int_marketing_activities_unioned') }}

),

sales_activities as (

    select * from {{ ref('int_sales_activities_unioned') }}

),

activity_mapping as (

    select * from {{ ref('activity_mapping') }}

),

activities as (

    -- what a marketing tool records has happened, at one time
    select
        marketing_activities.activity_key,
        marketing_activities.record_key,
        cast(null as varchar) as user_key,
        marketing_activities.system,
        marketing_activities.object,
        marketing_activities.activity_type,
        marketing_activities.detail,
        marketing_activities.asset,
        marketing_activities.source,
        marketing_activities.campaign,
        cast(null as varchar) as direction,
        false as is_sales_activity,
        true as is_done,
        coalesce(marketing_activities.is_automated, false) as is_automated,
        false as is_in_sequence,
        marketing_activities.has_time as created_has_time,
        marketing_activities.has_time as completed_has_time,
        marketing_activities.occurred_at as created_at,
        cast(null as timestamp) as modified_at,
        cast(null as timestamp) as started_at,
        marketing_activities.occurred_at as completed_at,
        cast(null as date) as due_on
    from marketing_activities
    -- a form whose e-mail no record has is nobody's
    where marketing_activities.record_key is not null

    union all

    select
        sales_activities.activity_key,
        sales_activities.record_key,
        sales_activities.user_key,
        sales_activities.system,
        sales_activities.object,
        sales_activities.activity_type,
        sales_activities.detail,
        cast(null as varchar) as asset,
        cast(null as varchar) as source,
        cast(null as varchar) as campaign,
        sales_activities.direction,
        true as is_sales_activity,
        coalesce(sales_activities.is_done, false) as is_done,
        coalesce(sales_activities.is_automated, false) as is_automated,
        coalesce(sales_activities.is_in_sequence, false) as is_in_sequence,
        sales_activities.created_has_time,
        sales_activities.completed_has_time,
        sales_activities.created_at,
        sales_activities.modified_at,
        sales_activities.started_at,
        sales_activities.completed_at,
        sales_activities.due_on
    from sales_activities
    -- one that names only a company or an opportunity is nobody's
    where sales_activities.record_key is not null

),

activities_folded as (

    select
        activities.*,
        {{ folded('activities.activity_type') }} as folded_type,
        {{ folded('activities.detail') }} as folded_detail
    from activities

),

kinds as (

    select
        activity_mapping.*,
        {{ folded('activity_mapping.activity_type') }} as folded_type,
        {{ folded('activity_mapping.detail') }} as folded_detail
    from activity_mapping

),

-- one join for each degree of exactness: the best of them counts, and each is a join on equal keys
activities_mapped as (

    select
        activities_folded.activity_key,
        activities_folded.record_key,
        activities_folded.user_key,
        activities_folded.system,
        activities_folded.object,
        activities_folded.activity_type,
        activities_folded.detail,
        activities_folded.asset,
        activities_folded.source,
        activities_folded.campaign,
        activities_folded.direction,
        {%- for column in ['activity_kind', 'is_marketing', 'is_inquiry', 'is_human_outbound'] %}
        case
            when exact_kinds.activity_kind is not null then exact_kinds.{{ column }}
            when type_kinds.activity_kind is not null then type_kinds.{{ column }}
            when detail_kinds.activity_kind is not null then detail_kinds.{{ column }}
            else any_kinds.{{ column }}
        end as {{ column }},
        {%- endfor %}
        activities_folded.is_sales_activity,
        activities_folded.is_done,
        {%- for column in [
            'is_automated', 'is_in_sequence', 'created_has_time', 'completed_has_time', 'created_at',
            'modified_at', 'started_at', 'completed_at'
        ] %}
        activities_folded.{{ column }},
        {%- endfor %}
        activities_folded.due_on
    from activities_folded
    {%- for degree, type, detail in [
        ('exact', 'activities_folded.folded_type', 'activities_folded.folded_detail'),
        ('type', 'activities_folded.folded_type', "'*'"),
        ('detail', "'*'", 'activities_folded.folded_detail'),
        ('any', "'*'", "'*'"),
    ] %}
    left join kinds as {{ degree }}_kinds
        on activities_folded.system = {{ degree }}_kinds.system
        and activities_folded.object = {{ degree }}_kinds.object
        and {{ degree }}_kinds.folded_type = {{ type }}
        and {{ degree }}_kinds.folded_detail = {{ detail }}
    {%- endfor %}

)

select * from activities_mapped
