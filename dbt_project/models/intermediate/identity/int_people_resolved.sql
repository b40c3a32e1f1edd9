{{ config(materialized='table') }}

{#- what one record of several says of a person: the first by trust that says it, or the earliest -#}
{%- set chosen_by = {
    'precedence': ['email', 'first_name', 'last_name', 'job_title', 'company_name', 'country', 'segment',
                   'employees'],
    'record_number': ['first_source', 'first_campaign', 'first_country', 'first_segment'],
} %}

with

records_ranked as (

    select * from {{ ref('int_person_records_ranked') }}

),

person_records_keyed as (

    select * from {{ ref('int_person_records_keyed') }}

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

-- for each attribute the place of the first record that has one
places_found as (

    select
        records_ranked.person_number
        {%- for order, columns in chosen_by.items() %}
        {%- for column in columns %},
        min(case when records_ranked.{{ column }} is not null then records_ranked.{{ order }} end)
            as {{ column }}_place
        {%- endfor %}{%- endfor %}
    from records_ranked
    group by records_ranked.person_number

),

attributes_chosen as (

    select
        places_found.person_number,
        {%- for order, columns in chosen_by.items() %}
        {%- for column in columns %}
        max(case when records_ranked.{{ order }} = places_found.{{ column }}_place
            then records_ranked.{{ column }} end) as {{ column }},
        {%- endfor %}{%- endfor %}
        max(case when records_ranked.record_number = places_found.first_source_place
            then records_ranked.first_channel end) as first_channel,
        -- a mark as a test record says more than a domain; `test` sorts after `internal`
        max(records_ranked.exclusion_reason) as exclusion_reason,
        min(case when records_ranked.is_crm then records_ranked.record_number end)
            as first_crm_record_number,
        count(*) as record_count
    from places_found
    inner join records_ranked
        on places_found.person_number = records_ranked.person_number
    group by places_found.person_number

),

attributes_completed as (

    select
        attributes_chosen.*,
        people_accounts_matched.account_id,
        people_accounts_matched.account_match_method,
        coalesce(attributes_chosen.segment, accounts.segment) as known_segment,
        coalesce(attributes_chosen.first_segment, accounts.segment) as known_first_segment,
        accounts.segment_by_size as sized_segment,
        coalesce(attributes_chosen.employees, accounts.employees) as known_employees
    from attributes_chosen
    left join people_accounts_matched
        on attributes_chosen.person_number = people_accounts_matched.person_number
    left join accounts
        on people_accounts_matched.account_id = accounts.account_id

),

people_resolved as (

    select
        -- keys
        person_records_keyed.person_id,
        attributes_completed.person_number,
        attributes_completed.account_id,

        -- attributes
        attributes_completed.account_match_method,
        attributes_completed.email,
        attributes_completed.first_name,
        attributes_completed.last_name,
        attributes_completed.job_title,
        attributes_completed.company_name,
        attributes_completed.country,
        attributes_completed.known_segment as segment,
        coalesce(attributes_completed.sized_segment, segment_rules.segment) as segment_by_size,
        attributes_completed.known_employees as employees,
        attributes_completed.first_source,
        attributes_completed.first_channel,
        attributes_completed.first_campaign,
        attributes_completed.first_country,
        attributes_completed.known_first_segment as first_segment,
        attributes_completed.exclusion_reason,
        first_records.system as first_known_system,

        -- measures
        attributes_completed.record_count,

        -- flags
        attributes_completed.first_crm_record_number is not null as is_in_crm,
        first_records.created_has_time as first_known_has_time,
        first_crm_records.created_has_time as crm_first_created_has_time,

        -- times
        first_records.created_at as first_known_at,
        first_crm_records.created_at as crm_first_created_at

    from attributes_completed
    inner join records_ranked as first_records
        on attributes_completed.person_number = first_records.record_number
    inner join person_records_keyed
        on first_records.record_key = person_records_keyed.record_key
    left join records_ranked as first_crm_records
        on attributes_completed.first_crm_record_number = first_crm_records.record_number
    left join segment_rules
        on attributes_completed.known_employees between segment_rules.min_employees
        and coalesce(segment_rules.max_employees, attributes_completed.known_employees)

)

select * from people_resolved
