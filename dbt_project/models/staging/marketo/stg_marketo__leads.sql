with

lead_versions as (

    select * from {{ ref('stg_marketo__lead_versions') }}

),

newest_leads as (

    {{ newest_version('lead_versions', 'lead_id', 'modified_at') }}

)

select * from newest_leads
