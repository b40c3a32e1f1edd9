with

opportunity_prospects as (

    select * from {{ ref('stg_pardot__opportunity_prospects') }}

),

opportunity_people as (

    select distinct
        'pardot:opportunity:' || opportunity_id as opportunity_key,
        'pardot:prospect:' || prospect_id as record_key,
        'association' as link_method
    from opportunity_prospects

)

select * from opportunity_people
