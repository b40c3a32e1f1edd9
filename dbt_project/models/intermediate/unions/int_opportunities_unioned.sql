{{ config(materialized='table') }}

with

opportunities_of_tools as (

    {{ union_shape('opportunities', user_keys=['owner_key']) | indent(4) }}

),

systems as (

    select * from {{ ref('int_systems_declared') }}

),

opportunities_of_crms as (

    select count(*) as opportunity_count
    from opportunities_of_tools
    inner join systems
        on opportunities_of_tools.system = systems.system
    where systems.is_crm

),

-- what an automation tool has are copies of the CRM's: they count where no CRM exports its own
opportunities as (

    select opportunities_of_tools.*
    from opportunities_of_tools
    cross join opportunities_of_crms
    inner join systems
        on opportunities_of_tools.system = systems.system
    where systems.is_crm or opportunities_of_crms.opportunity_count = 0

)

select * from opportunities
