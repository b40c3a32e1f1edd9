with

rules as (

    select * from {{ ref('alert_rules') }}

),

changes as (

    select * from {{ ref('int_watched_changes') }}

),

-- a rule watches the periods of its version, once they are mature
changes_judged as (

    select
        changes.*,
        rules.metric,
        rules.comparison,
        rules.threshold,
        case rules.comparison
            when 'below' then changes.value < rules.threshold
            when 'above' then changes.value > rules.threshold
            when 'changed' then abs(changes.change) > rules.threshold * changes.usual_variation
        end as is_past,
        case rules.comparison
            when 'below' then changes.value < rules.threshold / 2
            when 'above' then changes.value > rules.threshold * 2
            when 'changed' then abs(changes.change) > rules.threshold * 2 * changes.usual_variation
        end as is_far_past
    from changes
    inner join rules
        on changes.rule_version = rules.agreement_version
        and changes.rule_code = rules.rule_code
        and changes.agreement_version = rules.agreement_version
    where changes.is_watched and changes.is_mature and changes.members >= rules.min_members

),

-- of a count its change, of a rate that of the numerator at the rate before
parts as (

    select
        changes_judged.rule_code,
        changes_judged.period_grain,
        changes_judged.period_start,
        changes.dimension,
        changes.dimension_value,
        {{ true_divide(
            "case when changes.unit = 'rate'"
            ~ ' then changes.numerator - changes_judged.previous_value * changes.members'
            ~ ' else changes.value - coalesce(changes.previous_value, 0) end',
            "case when changes.unit = 'rate'"
            ~ ' then changes_judged.numerator - changes_judged.previous_value * changes_judged.members'
            ~ ' else changes_judged.value - changes_judged.previous_value end'
        ) }} as part
    from changes_judged
    inner join changes
        on changes_judged.rule_version = changes.rule_version
        and changes_judged.rule_code = changes.rule_code
        and changes_judged.period_start = changes.period_start
    where
        changes_judged.is_past
        and changes_judged.dimension = 'all'
        and changes_judged.unit <> 'median'
        and not changes.is_watched

),

parts_ranked as (

    select
        parts.*,
        row_number() over (
            partition by rule_code, period_grain, period_start
            order by {{ round_to('part', 9) }} desc, dimension asc, dimension_value asc
        ) as part_rank
    from parts
    where part is not null

),

alerts as (

    select
        -- keys
        changes_judged.rule_code,
        changes_judged.period_grain,
        changes_judged.period_start,
        changes_judged.dimension,
        changes_judged.dimension_value,

        -- attributes
        changes_judged.metric,
        changes_judged.comparison,
        case when changes_judged.is_far_past then 'high' else 'normal' end as severity,
        parts_ranked.dimension || ': ' || parts_ranked.dimension_value as what_is_behind,
        changes_judged.agreement_version,

        -- measures
        changes_judged.value,
        changes_judged.previous_value,
        changes_judged.usual_variation,
        changes_judged.threshold,
        cast(changes_judged.members as bigint) as members,
        parts_ranked.part as part_behind,

        -- flags
        changes_judged.is_mature,
        changes_judged.has_version_change

    from changes_judged
    left join parts_ranked
        on changes_judged.rule_code = parts_ranked.rule_code
        and changes_judged.period_grain = parts_ranked.period_grain
        and changes_judged.period_start = parts_ranked.period_start
        and changes_judged.dimension = 'all'
        and parts_ranked.part_rank = 1
    where changes_judged.is_past

)

select * from alerts
