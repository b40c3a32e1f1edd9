with

versions as (

    select versions.*
    from {{ ref('int_agreement_versions_in_force') }} as versions
    cross join {{ source('control', 'settings') }} as settings
    where
        versions.mql_basis in ('scored', 'either')
        and versions.starts_at <= settings.as_of
        and coalesce(versions.ends_at > settings.as_of, true)

),

mql_rules as (

    select * from {{ ref('mql_rules') }}

),

rules as (

    select
        versions.agreement_version,
        mql_rules.rule_code,
        mql_rules.kind,
        mql_rules.points,
        case when mql_rules.kind = 'fit' and mql_rules.points > 0 then mql_rules.points else 0 end
            as most_fit_points,
        case
            when mql_rules.kind = 'engagement' and mql_rules.points > 0
                then mql_rules.points * (mql_rules.within_days + 1)
            else 0
        end as most_engagement_points
    from versions
    inner join mql_rules
        on versions.agreement_version = mql_rules.agreement_version

),

-- a threshold beyond what all rules give together is none that anybody may agree on
reaches as (

    select
        agreement_version,
        sum(most_fit_points) as most_fit_points,
        sum(most_engagement_points) as most_engagement_points
    from rules
    group by agreement_version

),

adjustments_listed as (
    {% for threshold in ['fit', 'engagement'] %}
    {%- for step in [-10, -5, 5, 10] %}
    select
        versions.agreement_version,
        '{{ 'raise' if step > 0 else 'lower' }}_threshold' as kind,
        '{{ threshold }}_threshold' as subject,
        cast(null as {{ dbt.type_string() }}) as rule_code,
        versions.{{ threshold }}_threshold as from_value,
        versions.{{ threshold }}_threshold + {{ step }} as to_value,
        versions.fit_threshold{{ ' + ' ~ step if threshold == 'fit' }} as fit_threshold,
        versions.engagement_threshold{{ ' + ' ~ step if threshold == 'engagement' }} as engagement_threshold,
        reaches.most_fit_points,
        reaches.most_engagement_points,
        versions.starts_at
    from versions
    inner join reaches
        on versions.agreement_version = reaches.agreement_version

    union all
    {% endfor %}
    {%- endfor %}
    -- a rule that takes points away keeps out who would be let in without it, which is another question
    select
        versions.agreement_version,
        'drop_rule' as kind,
        rules.rule_code as subject,
        rules.rule_code,
        rules.points as from_value,
        cast(null as integer) as to_value,
        versions.fit_threshold,
        versions.engagement_threshold,
        reaches.most_fit_points - rules.most_fit_points as most_fit_points,
        reaches.most_engagement_points - rules.most_engagement_points as most_engagement_points,
        versions.starts_at
    from versions
    inner join reaches
        on versions.agreement_version = reaches.agreement_version
    inner join rules
        on versions.agreement_version = rules.agreement_version
    where rules.kind = 'exclusion' or rules.points > 0

),

adjustments_tried as (

    select
        -- keys
        'v' || cast(agreement_version as {{ dbt.type_string() }}) || ':' || kind || ':' || subject
        || coalesce(':' || cast(to_value as {{ dbt.type_string() }}), '') as proposal_id,
        agreement_version,
        rule_code,

        -- attributes
        kind,
        subject,

        -- measures
        from_value,
        to_value,
        fit_threshold,
        engagement_threshold,

        -- times
        starts_at

    from adjustments_listed
    where
        coalesce(to_value > 0, true)
        and fit_threshold <= most_fit_points
        and engagement_threshold <= most_engagement_points

)

select * from adjustments_tried
