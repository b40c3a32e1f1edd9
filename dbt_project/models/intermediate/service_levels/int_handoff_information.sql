{{ config(materialized='table') }}

with

handoffs as (

    select * from {{ ref('int_handoffs_delivered') }}

),

dimensions as (

    select * from {{ ref('int_lead_dimensions') }}

),

required_information as (

    select * from {{ ref('required_information') }}

),

attributes_known as (

    select * from {{ ref('int_attributes_known') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

fields as (

    select
        agreement_version,
        {{ folded('segment') }} as segment,
        trim(field) as field
    from required_information

),

segments_with_rows as (

    select distinct
        agreement_version,
        segment
    from fields

),

handoffs_of_segments as (

    select
        handoffs.*,
        coalesce(segments_with_rows.segment, '*') as required_segment
    from handoffs
    inner join dimensions
        on handoffs.lead_id = dimensions.lead_id
    left join segments_with_rows
        on handoffs.agreement_version = segments_with_rows.agreement_version
        and {{ folded('dimensions.segment') }} = segments_with_rows.segment

),

fields_required as (

    select
        handoffs_of_segments.handoff_id,
        handoffs_of_segments.person_id,
        handoffs_of_segments.handed_off_has_time,
        handoffs_of_segments.handed_off_at,
        fields.field
    from handoffs_of_segments
    inner join fields
        on handoffs_of_segments.agreement_version = fields.agreement_version
        and handoffs_of_segments.required_segment = fields.segment

),

values_compared as (

    select
        fields_required.handoff_id,
        fields_required.field,
        fields_required.handed_off_at,
        attributes_known.is_from_history,
        {{ elapsed_days(
            'attributes_known.known_from', 'true', 'fields_required.handed_off_at',
            'fields_required.handed_off_has_time', 'settings.time_zone'
        ) }} >= 0 as is_begun,
        attributes_known.known_until is null
        or {{ elapsed_days(
            'fields_required.handed_off_at', 'fields_required.handed_off_has_time',
            'attributes_known.known_until', 'true', 'settings.time_zone'
        ) }} > 0 as is_lasting,
        row_number() over (
            partition by fields_required.handoff_id, fields_required.field
            order by attributes_known.known_from
        ) as place
    from fields_required
    cross join settings
    left join attributes_known
        on fields_required.person_id = attributes_known.person_id
        and fields_required.field = attributes_known.attribute

),

-- what only an export of after the handoff shows may have been there, or not
handoff_information as (

    select
        handoff_id,
        field,
        case
            when max(case when is_begun and is_lasting then 1 else 0 end) = 1 then 'present'
            when max(handed_off_at) is null then 'not_measurable'
            when max(case when place = 1 and not is_begun and not is_from_history then 1 else 0 end) = 1
                then 'not_measurable'
            else 'missing'
        end as field_state
    from values_compared
    group by handoff_id, field

)

select * from handoff_information
