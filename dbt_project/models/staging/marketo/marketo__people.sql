with

lead_versions as (

    select * from {{ ref('stg_marketo__lead_versions') }}

),

programs as (

    select * from {{ ref('stg_marketo__programs') }}

),

leads as (

    {{ newest_version('lead_versions', 'lead_id', 'modified_at') }}

),

first_known_of_leads as (

    {{ first_known(
        'lead_versions',
        'lead_id',
        ['lead_source', 'country', 'segment', 'acquisition_program', 'acquisition_program_id']
    ) }}

),

people as (

    select
        -- keys
        'marketo:lead:' || leads.lead_id as record_key,
        'marketo' as system,
        'lead' as object,
        leads.lead_id as record_id,

        -- attributes
        leads.email,
        leads.first_name,
        leads.last_name,
        leads.job_title,
        leads.company_name,
        leads.website,
        leads.country,
        leads.segment,
        leads.employees,
        first_known_of_leads.first_lead_source as first_source,
        coalesce(
            first_known_of_leads.first_acquisition_program,
            programs.program_name,
            first_known_of_leads.first_acquisition_program_id
        ) as first_campaign,
        first_known_of_leads.first_country,
        first_known_of_leads.first_segment,
        leads.rejection_reason,
        leads.lead_status as status,

        -- flags: extracts hold what changed, so a missing person is not a deleted one
        false as is_test,
        leads._is_ended as is_deleted,
        leads.created_has_time,

        -- times
        leads.created_at,
        leads.modified_at,
        case when leads._is_ended then leads._exported_at end as deleted_at

    from leads
    left join first_known_of_leads
        on leads.lead_id = first_known_of_leads.record_id
    left join programs
        on first_known_of_leads.first_acquisition_program_id = programs.program_id

)

select * from people
