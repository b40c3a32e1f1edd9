with

opportunity_versions as (

    select * from {{ ref('stg_salesforce__opportunity_versions') }}

),

newest_opportunities as (

    {{ newest_version('opportunity_versions', 'opportunity_id', 'modified_at') }}

)

select * from newest_opportunities
