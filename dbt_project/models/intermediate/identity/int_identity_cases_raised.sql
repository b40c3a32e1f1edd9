with

records_numbered as (

    select * from {{ ref('int_person_records_numbered') }}

),

identity_components as (

    select * from {{ ref('int_identity_components') }}

),

identity_edges as (

    select * from {{ ref('int_identity_edges') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

components_measured as (

    select
        identity_components.email_component_number,
        sum(case when records_numbered.is_landed then 1 else 0 end) as record_count
    from identity_components
    inner join records_numbered
        on identity_components.record_number = records_numbered.record_number
    group by identity_components.email_component_number

),

components_oversize as (

    select components_measured.email_component_number
    from components_measured
    inner join settings
        on components_measured.record_count > settings.identity_max_records

),

pairs_kept_apart as (

    select distinct
        least(identity_edges.record_number, identity_edges.linked_record_number) as record_number,
        greatest(identity_edges.record_number, identity_edges.linked_record_number)
            as linked_record_number,
        case
            when components.id_component_number = linked_components.id_component_number
                then 'different_joined_by_id'
            else 'different_blocked'
        end as reason
    from identity_edges
    inner join identity_components as components
        on identity_edges.record_number = components.record_number
    inner join identity_components as linked_components
        on identity_edges.linked_record_number = linked_components.record_number
    where
        identity_edges.edge_kind = 'different'
        and components.email_component_number = linked_components.email_component_number

),

records_of_cases as (

    select
        'component:' || cast(components_oversize.email_component_number as varchar) as case_name,
        'oversize' as reason,
        identity_components.record_number
    from components_oversize
    inner join identity_components
        on components_oversize.email_component_number = identity_components.email_component_number

    union

    select
        'pair:' || cast(pairs_kept_apart.record_number as varchar)
        || ':' || cast(pairs_kept_apart.linked_record_number as varchar) as case_name,
        pairs_kept_apart.reason,
        pairs_kept_apart.record_number
    from pairs_kept_apart

    union

    select
        'pair:' || cast(pairs_kept_apart.record_number as varchar)
        || ':' || cast(pairs_kept_apart.linked_record_number as varchar) as case_name,
        pairs_kept_apart.reason,
        pairs_kept_apart.linked_record_number as record_number
    from pairs_kept_apart

),

cases_raised as (

    select
        records_of_cases.case_name,
        records_of_cases.reason,
        records_numbered.record_key
    from records_of_cases
    inner join records_numbered
        on records_of_cases.record_number = records_numbered.record_number

)

select * from cases_raised
