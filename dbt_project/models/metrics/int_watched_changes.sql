{{ config(materialized='table') }}

{%- set series = ['rule_version', 'rule_code', 'dimension', 'dimension_value'] -%}
with

cells as (

    select * from {{ ref('int_watched_cells') }}

),

changes as (

    select
        cells.*,
        previous_cells.value as previous_value,
        case when cells.is_mature and previous_cells.is_mature then cells.value - previous_cells.value end
            as change
    from cells
    left join cells as previous_cells
        on
        {%- for key in series %}
        {{ 'and ' if not loop.first }}cells.{{ key }} = previous_cells.{{ key }}
        {%- endfor %}
        and cells.period_start = previous_cells.next_period_start

),

changes_numbered as (

    select
        {{ series | join(',\n        ') }},
        period_start,
        abs(change) as variation,
        row_number() over (partition by {{ series | join(', ') }} order by period_start) as change_number
    from changes
    where change is not null and is_watched

),

-- what is usual is told by the twelve changes before
variations as (

    select
        {%- for key in series %}
        changes_numbered.{{ key }},
        {%- endfor %}
        changes_numbered.period_start,
        {{ percentile('changes_before.variation', 0.5) }} as usual_variation
    from changes_numbered
    inner join changes_numbered as changes_before
        on
        {%- for key in series %}
        {{ 'and ' if not loop.first }}changes_numbered.{{ key }} = changes_before.{{ key }}
        {%- endfor %}
        and changes_numbered.change_number > changes_before.change_number
        and changes_numbered.change_number <= changes_before.change_number + 12
    group by
        {%- for key in series %}
        changes_numbered.{{ key }},
        {%- endfor %}
        changes_numbered.period_start
    having count(*) = 12

),

watched_changes as (

    select
        changes.*,
        variations.usual_variation
    from changes
    left join variations
        on
        {%- for key in series %}
        {{ 'and ' if not loop.first }}changes.{{ key }} = variations.{{ key }}
        {%- endfor %}
        and changes.period_start = variations.period_start

)

select * from watched_changes
