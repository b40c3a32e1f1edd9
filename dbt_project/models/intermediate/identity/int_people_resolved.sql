{{ config(materialized='table') }}

{%- set newest = [
    'email', 'first_name', 'last_name', 'job_title', 'company_name', 'country', 'segment', 'employees'
] -%}
{%- set earliest = ['first_source', 'first_campaign', 'first_country', 'first_segment'] %}

with

records_ranked as (

    select * from {{ ref('int_person_records_ranked') }}

),

people_accounts_matched as (

    select * from {{ ref('int_people_accounts_matched') }}

),

accounts as (

    select * from {{ ref('int_accounts_resolved') }}

),

segment_rules as (

    select * from {{ ref('segment_rules') }}

),

-- for each attribute the rank of the first record that has one
ranks_found as (

    select
        records_ranked.person_id,
        {%- for column in newest %}
        min(case when records_ranked.{{ column }} is not null then records_ranked.precedence end)
            as {{ column }}_rank,
        {%- endfor %}
        {%- for column in earliest %}
        min(case when records_ranked.{{ column }} is not null then records_ranked.creation_rank end)
            as {{ column }}_rank,
        {%- endfor %}
        -- a mark as a test record says more than a domain; `test` sorts after `internal`
        max(records_ranked.exclusion_reason) as exclusion_reason,
        count(*) as record_count
    from records_ranked
    group by records_ranked.person_id

),

attributes_chosen as (

    select
        ranks_found.person_id,
        {%- for column in newest %}
        max(
            case when records_ranked.precedence = ranks_found.{{ column }}_rank
                then records_ranked.{{ column }} end
        ) as {{ column }},
        {%- endfor %}
        {%- for column in earliest %}
        max(
            case when records_ranked.creation_rank = ranks_found.{{ column }}_rank
                then records_ranked.{{ column }} end
        ) as {{ column }},
        {%- endfor %}
        max(
            case when records_ranked.creation_rank = ranks_found.first_source_rank
                then records_ranked.first_channel end
        ) as first_channel,
        ranks_found.exclusion_reason,
        ranks_found.record_count
    from ranks_found
    inner join records_ranked
        on ranks_found.person_id = records_ranked.person_id
    group by ranks_found.person_id, ranks_found.exclusion_reason, ranks_found.record_count

),

attributes_completed as (

    select
        attributes_chosen.*,
        people_accounts_matched.account_id,
        people_accounts_matched.account_match_method,
        accounts.segment as account_segment,
        coalesce(attributes_chosen.employees, accounts.employees) as known_employees
    from attributes_chosen
    left join people_accounts_matched
        on attributes_chosen.person_id = people_accounts_matched.person_id
    left join accounts
        on people_accounts_matched.account_id = accounts.account_id

),

people_resolved as (

    select
        -- keys
        attributes_completed.person_id,
        attributes_completed.account_id,

        -- attributes
        attributes_completed.account_match_method,
        attributes_completed.email,
        attributes_completed.first_name,
        attributes_completed.last_name,
        attributes_completed.job_title,
        attributes_completed.company_name,
        attributes_completed.country,
        coalesce(
            attributes_completed.segment,
            attributes_completed.account_segment,
            segment_rules.segment
        ) as segment,
        attributes_completed.known_employees as employees,
        attributes_completed.first_source,
        attributes_completed.first_channel,
        attributes_completed.first_campaign,
        attributes_completed.first_country,
        coalesce(
            attributes_completed.first_segment,
            attributes_completed.account_segment,
            segment_rules.segment
        ) as first_segment,
        attributes_completed.exclusion_reason,
        first_records.system as first_known_system,

        -- measures
        attributes_completed.record_count,

        -- flags
        first_records.created_has_time as first_known_has_time,
        first_crm_records.created_has_time as crm_first_created_has_time,

        -- times
        first_records.created_at as first_known_at,
        first_crm_records.created_at as crm_first_created_at

    from attributes_completed
    inner join records_ranked as first_records
        on attributes_completed.person_id = first_records.person_id
        and first_records.creation_rank = 1
    left join records_ranked as first_crm_records
        on attributes_completed.person_id = first_crm_records.person_id
        and first_crm_records.crm_creation_rank = 1
    left join segment_rules
        on attributes_completed.known_employees >= segment_rules.min_employees
        and attributes_completed.known_employees
        <= coalesce(segment_rules.max_employees, attributes_completed.known_employees)

)

select * from people_resolved
