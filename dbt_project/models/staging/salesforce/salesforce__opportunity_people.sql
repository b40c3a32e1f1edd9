with

lead_versions as (

    select * from {{ ref('stg_salesforce__lead_versions') }}

),

opportunity_versions as (

    select * from {{ ref('stg_salesforce__opportunity_versions') }}

),

opportunity_contact_roles as (

    select * from {{ ref('stg_salesforce__opportunity_contact_roles') }}

),

account_versions as (

    select * from {{ ref('stg_salesforce__account_versions') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

leads as (

    {{ newest_version('lead_versions', 'lead_id', 'modified_at') }}

),

opportunities as (

    {{ newest_version('opportunity_versions', 'opportunity_id', 'modified_at') }}

),

accounts as (

    {{ newest_version('account_versions', 'account_id', 'modified_at') }}

),

-- a contact may have several roles in one opportunity
contact_roles as (

    select
        opportunity_id,
        contact_id,
        min(created_at) as linked_at,
        min(case when created_has_time then 1 else 0 end) = 1 as linked_has_time
    from opportunity_contact_roles
    where not _is_deleted and not _is_missing
    group by opportunity_id, contact_id

),

opportunity_people as (

    select
        'salesforce:opportunity:' || leads.converted_opportunity_id as opportunity_key,
        'salesforce:lead:' || leads.lead_id as record_key,
        'conversion' as link_method,
        false as linked_has_time,
        {{ from_zone('cast(leads.converted_on as timestamp)', 'settings.time_zone') }} as linked_at
    from leads
    cross join settings
    where leads.converted_opportunity_id is not null

    union all

    select
        'salesforce:opportunity:' || opportunity_id as opportunity_key,
        'salesforce:contact:' || contact_id as record_key,
        'contact_role' as link_method,
        linked_has_time,
        linked_at
    from contact_roles

    union all

    select
        'salesforce:opportunity:' || opportunity_id as opportunity_key,
        'salesforce:contact:' || contact_id as record_key,
        'primary_contact' as link_method,
        false as linked_has_time,
        cast(null as timestamp) as linked_at
    from opportunities
    where contact_id is not null

    union all

    -- the account of a deal may be a person
    select
        'salesforce:opportunity:' || opportunities.opportunity_id as opportunity_key,
        'salesforce:contact:' || accounts.person_contact_id as record_key,
        'primary_contact' as link_method,
        false as linked_has_time,
        cast(null as timestamp) as linked_at
    from opportunities
    inner join accounts
        on opportunities.account_id = accounts.account_id
    where
        accounts.person_contact_id is not null
        and accounts.person_contact_id is distinct from opportunities.contact_id

)

select * from opportunity_people
