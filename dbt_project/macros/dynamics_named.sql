{#-
  The one record of each name: a list exported to Excel has the name of a record where the API has its id. Of
  a name that several records bear, nobody knows which is meant.
-#}
{% macro dynamics_named(relation, id, name) -%}
    select
        {{ folded(name) }} as folded_name,
        min({{ id }}) as named_id
    from {{ relation }}
    where {{ name }} is not null
    group by {{ folded(name) }}
    having count(distinct {{ id }}) = 1
{%- endmacro %}


{#-
  Every record that an activity may be about, by its id and, where it is the only one, by its name, with the
  person-like record whose activity it then is: of an opportunity, its contact or the lead that it was made
  from. A lead and its contact of one name and e-mail are one person: the contact stands for both. The model
  that calls it has the newest versions `leads`, `contacts` and `opportunities`.
-#}
{% macro dynamics_records_told() -%}
    with

    people_told as (
        {% for object, rank in [('contact', 0), ('lead', 1)] %}
        select
            {{ object }}_id as told_id,
            '{{ this_system() }}:{{ object }}:' || {{ object }}_id as record_key,
            {{ folded('full_name') }} as folded_name,
            coalesce(lower(email), {{ object }}_id) as person,
            {{ rank }} as object_rank
        from {{ object }}s
        {{ 'union all' if not loop.last }}
        {%- endfor %}
    ),

    people_ranked as (

        select
            people_told.*,
            min(person) over (partition by folded_name) as first_person,
            max(person) over (partition by folded_name) as last_person,
            row_number() over (partition by folded_name order by object_rank, told_id) as name_rank
        from people_told
        where folded_name is not null

    ),

    people_named as (

        select
            folded_name,
            record_key
        from people_ranked
        where name_rank = 1 and first_person = last_person

    ),

    opportunities_told as (

        select
            opportunities.opportunity_id as told_id,
            {{ folded('opportunities.opportunity_name') }} as folded_name,
            coalesce(
                '{{ this_system() }}:contact:' || opportunities.contact_id,
                '{{ this_system() }}:lead:' || opportunities.originating_lead_id,
                people_named.record_key
            ) as record_key,
            count(*) over (partition by {{ folded('opportunities.opportunity_name') }}) as namesakes
        from opportunities
        left join people_named
            on {{ folded('coalesce(opportunities.contact_name, opportunities.originating_lead_name)') }}
            = people_named.folded_name

    )

    select
        told_id as told_by,
        record_key
    from people_told
    union all
    select
        told_id as told_by,
        record_key
    from opportunities_told
    union all
    select
        folded_name as told_by,
        record_key
    from people_named
    union all
    select
        opportunities_told.folded_name as told_by,
        opportunities_told.record_key
    from opportunities_told
    left join people_named
        on opportunities_told.folded_name = people_named.folded_name
    where opportunities_told.namesakes = 1 and people_named.folded_name is null
{%- endmacro %}
