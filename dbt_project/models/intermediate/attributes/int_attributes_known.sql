{{ config(materialized='table') }}

with

spans as (

    select * from {{ ref('int_attribute_spans') }}

),

contested as (

    select * from {{ ref('int_attributes_contested') }}

),

people as (

    select * from {{ ref('int_people_resolved') }}

),

compared as (

    select * from {{ ref('int_attributes_compared') }}

),

values_followed as (

    select
        contested.*,
        lead(contested.moment) over (
            partition by contested.person_number, contested.attribute order by contested.moment
        ) as next_moment
    from contested

),

periods as (

    select
        values_followed.person_number,
        values_followed.attribute,
        values_followed.value,
        values_followed.is_from_history,
        values_followed.moment as known_from,
        values_followed.next_moment as known_until
    from values_followed
    where values_followed.value is not null

    union all

    select
        spans.person_number,
        spans.attribute,
        spans.value,
        spans.is_from_history,
        spans.known_from,
        spans.known_until
    from spans
    inner join compared
        on spans.person_number = compared.person_number
        and spans.attribute = compared.attribute
    where not compared.is_agreed and not compared.is_contested

),

-- what stays the same from one place to the next is one period
periods_compared as (

    select
        periods.*,
        case
            when
                lag(value) over in_order = value
                and lag(known_until) over in_order = known_from
                then 0
            else 1
        end as is_other
    from periods
    window in_order as (partition by person_number, attribute order by known_from)

),

periods_numbered as (

    select
        periods_compared.*,
        sum(is_other) over (
            partition by person_number, attribute
            order by known_from
            rows between unbounded preceding and current row
        ) as period_number
    from periods_compared

),

periods_united as (

    select
        person_number,
        attribute,
        min(value) as value,
        min(known_from) as known_from,
        case when count(*) = count(known_until) then max(known_until) end as known_until,
        max(case when is_other = 1 and is_from_history then 1 else 0 end) = 1 as is_from_history
    from periods_numbered
    group by person_number, attribute, period_number

    union all

    -- most attributes of most people are the same for good wherever they stand
    select
        person_number,
        attribute,
        value,
        known_from,
        cast(null as timestamp) as known_until,
        is_from_history
    from compared
    where is_agreed

),

attributes_known as (

    select
        people.person_id,
        periods_united.attribute,
        periods_united.value,
        periods_united.known_from,
        periods_united.known_until,
        periods_united.is_from_history
    from periods_united
    inner join people
        on periods_united.person_number = people.person_number

)

select * from attributes_known
