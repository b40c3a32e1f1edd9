with

contact_versions as (

    select * from {{ ref('stg_salesforce__contact_versions') }}

),

newest_contacts as (

    {{ newest_version('contact_versions', 'contact_id', 'modified_at') }}

)

select * from newest_contacts
