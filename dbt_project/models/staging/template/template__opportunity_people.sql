with

opportunity_versions as (

    select * from {{ ref('stg_template__opportunities') }}

),

-- a person may stand on any row of the opportunity, in any export
opportunity_people as (

    select distinct
        'template:opportunity:' || opportunity_id as opportunity_key,
        'template:person:' || person_id as record_key,
        'association' as link_method
    from opportunity_versions
    where person_id is not null

)

select * from opportunity_people
