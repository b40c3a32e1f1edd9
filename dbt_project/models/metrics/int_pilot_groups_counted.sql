with

pilots as (

    select * from {{ ref('int_pilots_in_force') }}

),

handoffs as (

    select * from {{ ref('int_handoffs_aged') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

handoffs_dated as (

    select
        handoffs.*,
        {{ local_date('handoffs.handed_off_at', 'settings.time_zone') }} as handed_off_on
    from handoffs
    cross join settings

),

-- only who is old enough counts, and of a share of the decided only who is decided
handoffs_grouped as (

    select
        pilots.pilot_code,
        coalesce(
            case pilots.subject
                when 'segment' then handoffs_dated.segment
                when 'campaign' then handoffs_dated.campaign
                when 'source' then handoffs_dated.source
                when 'country' then handoffs_dated.country
                when 'owner' then handoffs_dated.owner_id
            end, '(unknown)'
        ) as member_value,
        pilots.folded_value,
        case when handoffs_dated.handed_off_on < pilots.starts_on then 'before' else 'during' end
            as phase,
        handoffs_dated.is_matured,
        handoffs_dated.is_matured
        and (pilots.metric <> 'acceptance_rate_decided' or handoffs_dated.decision <> 'pending')
            as is_member,
        case pilots.metric
            when 'matured_acceptance_rate'
                then
                    handoffs_dated.has_dated_acceptance
                    and handoffs_dated.observed_days <= handoffs_dated.window_days
            when 'decision_coverage' then handoffs_dated.decision <> 'pending'
            else handoffs_dated.decision = 'accepted'
        end as is_success
    from pilots
    inner join handoffs_dated
        on pilots.compared_from <= handoffs_dated.handed_off_on
        and pilots.ends_on >= handoffs_dated.handed_off_on

),

groups_counted as (

    select
        pilot_code,
        case when {{ folded('member_value') }} = folded_value then 'pilot' else 'rest' end
            as group_name,
        phase,
        cast(sum(case when is_member then 1 else 0 end) as bigint) as members,
        cast(sum(case when is_member and is_success then 1 else 0 end) as bigint) as successes,
        min(case when is_matured then 1 else 0 end) = 1 as is_matured
    from handoffs_grouped
    group by 1, 2, 3

),

-- each of the four is told, whoever is in it
groups_named as (
    {% for group_name in ['pilot', 'rest'] %}
    {%- set is_last_group = loop.last %}
    {%- for phase in ['before', 'during'] %}
    select
        pilot_code,
        '{{ group_name }}' as group_name,
        '{{ phase }}' as phase
    from pilots
    {{ 'union all' if not (is_last_group and loop.last) }}
    {%- endfor %}
    {%- endfor %}

),

pilot_groups_counted as (

    select
        -- keys
        groups_named.pilot_code,
        groups_named.group_name,
        groups_named.phase,

        -- measures
        coalesce(groups_counted.members, 0) as members,
        coalesce(groups_counted.successes, 0) as successes,

        -- flags
        coalesce(groups_counted.is_matured, true) as is_matured

    from groups_named
    left join groups_counted
        on groups_named.pilot_code = groups_counted.pilot_code
        and groups_named.group_name = groups_counted.group_name
        and groups_named.phase = groups_counted.phase

)

select * from pilot_groups_counted
