with

cases_raised as (

    select * from {{ ref('int_identity_cases_raised') }}

),

person_records_keyed as (

    select * from {{ ref('int_person_records_keyed') }}

),

-- numbers change from night to night: a case is named by its records
cases_identified as (

    select
        cases_raised.case_name,
        min(cases_raised.record_key) as first_record_key,
        max(cases_raised.record_key) as last_record_key,
        count(*) as record_count
    from cases_raised
    group by cases_raised.case_name

),

records_to_review as (

    select
        -- keys
        {{ stable_hash([
            'cases_raised.reason',
            'cases_identified.first_record_key',
            'cases_identified.last_record_key',
        ]) }} as case_id,
        cases_raised.record_key,
        person_records_keyed.person_id,

        -- attributes
        cases_raised.reason,

        -- measures
        cases_identified.record_count

    from cases_raised
    inner join cases_identified
        on cases_raised.case_name = cases_identified.case_name
    left join person_records_keyed
        on cases_raised.record_key = person_records_keyed.record_key

)

select * from records_to_review
