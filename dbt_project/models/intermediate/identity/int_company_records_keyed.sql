{{ config(materialized='table') }}

with recursive

companies as (

    select * from {{ ref('int_companies_unioned') }}

),

-- a survivor that did not land cannot be an account: then the last one that did is
merges_known as (

    select
        companies.company_key,
        survivors.company_key as merged_into_key
    from companies
    inner join companies as survivors
        on companies.merged_into_key = survivors.company_key
    where companies.company_key <> survivors.company_key

),

-- `union` drops repeated rows, so that two records which name each other end the walk
merges_followed as (

    select
        companies.company_key,
        companies.company_key as reached_key
    from companies

    union

    select
        merges_followed.company_key,
        merges_known.merged_into_key as reached_key
    from merges_followed
    inner join merges_known
        on merges_followed.reached_key = merges_known.company_key

),

survivors_found as (

    select
        merges_followed.company_key,
        coalesce(
            min(case when merges_known.company_key is null then merges_followed.reached_key end),
            min(merges_followed.reached_key)
        ) as surviving_company_key
    from merges_followed
    left join merges_known
        on merges_followed.reached_key = merges_known.company_key
    group by merges_followed.company_key

),

companies_keyed as (

    select
        survivors_found.company_key,
        survivors_found.surviving_company_key,
        {{ stable_hash(['survivors_found.surviving_company_key']) }} as account_id
    from survivors_found

)

select * from companies_keyed
