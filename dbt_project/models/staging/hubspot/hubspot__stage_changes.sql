{#- the stage-bearing fields of each object, and the columns that histories name them by -#}
{%- set fields = {
    'contact': {'lifecyclestage': 'lifecyclestage', 'hs_lead_status': 'hs_lead_status',
                'rejection_reason': 'rejection_reason'},
    'lead': {'lead_stage': 'hs_pipeline_stage', 'rejection_reason': 'hs_lead_disqualification_reason'},
} -%}
{%- set dated_by = {'contact': 'lifecycle_stage', 'lead': 'stage'} -%}
with

contact_property_histories as (

    select * from {{ ref('stg_hubspot__contact_property_histories') }}

),

list_memberships as (

    select * from {{ ref('stg_hubspot__list_memberships') }}

),

lists as (

    select * from {{ ref('stg_hubspot__lists') }}

),
{% for object in fields %}
{{ object }}_property_versions as (

    select * from {{ ref('stg_hubspot__' ~ object ~ '_property_versions') }}

),

{{ object }}_stage_dates as (

    select * from {{ ref('stg_hubspot__' ~ object ~ '_stage_dates') }}

),

{{ object }}_snapshots as (

    select * from {{ ref('stg_hubspot__' ~ object ~ '_stage_snapshots') }}

),

{{ object }}_property_changes as (

    {{ hubspot_property_changes(
        ['contact_property_histories', 'contact_property_versions'] if object == 'contact'
        else ['lead_property_versions'],
        object ~ '_id'
    ) }}

),
{% endfor %}
opportunity_people as (

    select * from {{ ref('hubspot__opportunity_people') }}

),

status_mapping as (

    select * from {{ ref('status_mapping') }}
    where system = 'hubspot' and object = 'contact'

),

history as (
{% for object, columns in fields.items() %}
{% for field, column in columns.items() %}
    select
        '{{ object }}' as object,
        {{ object }}_id as record_id,
        '{{ field }}' as field,
        old_value,
        value as new_value,
        has_time,
        changed_at
    from {{ object }}_property_changes
    where {{ names_column('property', 'hubspot', object ~ 's', [column]) }}
    union all
{% endfor %}
{% endfor %}
    select
        'contact' as object,
        list_memberships.contact_id as record_id,
        'list' as field,
        cast(null as {{ dbt.type_string() }}) as old_value,
        coalesce(lists.list_name, list_memberships.list_id) as new_value,
        list_memberships.added_has_time as has_time,
        list_memberships.added_at as changed_at
    from list_memberships
    left join lists
        on list_memberships.list_id = lists.list_id

),
{% for name, relation in [('dated', '_stage_dates'), ('observed', '_snapshots')] %}
{{ name }} as (
{% for object, columns in fields.items() %}
    select
        '{{ object }}' as object,
        {{ object }}_id as record_id,
        {%- if name == 'dated' %}
        '{{ columns | first }}' as field,
        {{ dated_by[object] }} as new_value,
        entered_has_time as has_time,
        entered_at as changed_at
        {%- else %}
        {{ object }}_snapshots.*
        {%- endif %}
    from {{ object }}{{ relation }}
    {{ 'union all' if not loop.last }}
{% endfor %}
),
{% endfor %}
changes as (

    {{ changes_by_evidence(
        ["'hubspot:' || object || ':' || record_id as record_key",
         "'hubspot' as system", 'object', 'field'],
        'history', 'dated', 'observed'
    ) }}

),

-- HubSpot moves a contact's lifecycle with its deals, and moves every contact of the deal: where there
-- is a deal, the deal itself says what was an opportunity, and won
deal_stage_changes as (

    select distinct
        opportunity_people.record_key,
        status_mapping.field,
        {{ folded('status_mapping.value') }} as mapped_value
    from opportunity_people
    cross join status_mapping
    where status_mapping.stage in {{ stages_with('is_of_a_deal') }}

)

select changes.*
from changes
left join deal_stage_changes
    on changes.record_key = deal_stage_changes.record_key
    and changes.field = deal_stage_changes.field
    and {{ folded('changes.new_value') }} = deal_stage_changes.mapped_value
where deal_stage_changes.record_key is null
