{{ config(alias='required_information') }}

with

required_information as (

    select * from {{ ref('required_information') }}

),

required_information_published as (

    select
        required_information.agreement_version,
        required_information.segment,
        required_information.field,
        required_information.name_en,
        required_information.name_fr
    from required_information

)

select * from required_information_published
