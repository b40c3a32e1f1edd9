{{ config(alias='index_weights') }}

with

index_weights as (

    select * from {{ ref('index_weights') }}

),

index_weights_published as (

    select
        index_weights.agreement_version,
        index_weights.metric,
        index_weights.weight,
        index_weights.floor_value,
        index_weights.ceiling_value
    from index_weights

)

select * from index_weights_published
