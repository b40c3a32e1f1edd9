{{ config(alias='commitments') }}

with

commitments as (

    select * from {{ ref('commitments') }}

),

commitments_published as (

    select
        commitments.agreement_version,
        commitments.commitment_code,
        commitments.team,
        commitments.measure,
        commitments.segment,
        commitments.period_grain,
        commitments.comparison,
        commitments.target
    from commitments

)

select * from commitments_published
