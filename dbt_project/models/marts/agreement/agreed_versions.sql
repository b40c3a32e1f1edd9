{{ config(alias='agreement_versions') }}

with

agreement_versions as (

    select * from {{ ref('agreement_versions') }}

),

agreement_versions_published as (

    select
        agreement_versions.agreement_version,
        agreement_versions.effective_from,
        agreement_versions.owner,
        agreement_versions.acceptance_rule,
        agreement_versions.mql_basis,
        agreement_versions.fit_threshold,
        agreement_versions.engagement_threshold,
        agreement_versions.marketing_signed_by,
        agreement_versions.marketing_signed_on,
        agreement_versions.sales_signed_by,
        agreement_versions.sales_signed_on,
        agreement_versions.content_hash
    from agreement_versions

)

select * from agreement_versions_published
