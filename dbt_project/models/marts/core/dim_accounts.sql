with

accounts as (

    select * from {{ ref('int_accounts_resolved') }}

),

people as (

    select * from {{ ref('int_people_resolved') }}

),

people_counted as (

    select
        people.account_id,
        count(*) as people_count
    from people
    where
        people.account_id is not null
        and people.exclusion_reason is null
    group by people.account_id

),

accounts_published as (

    select
        -- keys
        accounts.account_id,
        accounts.company_key,
        accounts.owner_key as owner_id,

        -- attributes
        accounts.system,
        accounts.company_name,
        accounts.website_domain,
        accounts.country,
        accounts.industry,
        coalesce(accounts.segment, {{ custom_segment('custom_values') }} accounts.segment_by_size)
            as segment,
        accounts.employees,

        -- measures
        accounts.record_count,
        coalesce(people_counted.people_count, 0) as people_count,

        -- flags
        accounts.is_deleted,

        -- times
        accounts.created_at,
        accounts.modified_at
        {{- custom_values('dim_accounts') }}

    from accounts
    left join people_counted
        on accounts.account_id = people_counted.account_id
    {{- custom_values_joined(
        'dim_accounts', 'accounts.company_key', told_by='int_attribute_values', told_of='record_key',
        segments=ref('segment_values')
    ) }}

)

select * from accounts_published
