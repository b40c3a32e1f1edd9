{#- What the difference in differences takes each group with: the pilot's change less the rest's. -#}
{%- set sign -%}
    case when group_name = 'pilot' then 1 else -1 end * case when phase = 'during' then 1 else -1 end
{%- endset -%}
with

pilots as (

    select * from {{ ref('int_pilots_in_force') }}

),

groups_counted as (

    select * from {{ ref('int_pilot_groups_counted') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

groups_rated as (

    select
        groups_counted.*,
        {{ true_divide('successes', 'members') }} as group_rate
    from groups_counted

),

effects as (

    select
        pilot_code,
        min(members) as fewest_members,
        case when min(members) > 0 then sum({{ sign }} * group_rate) end as effect,
        case
            when min(members) > 0
                then 1.96 * sqrt(sum(group_rate * (1 - group_rate) / nullif(members, 0)))
        end as margin
    from groups_rated
    group by pilot_code

),

effects_judged as (

    select
        pilot_code,
        'pilot' as group_name,
        'during' as phase,
        {{ round_to('effect', 12) }} as effect,
        {{ round_to('effect - margin', 12) }} as effect_low,
        {{ round_to('effect + margin', 12) }} as effect_high,
        case
            when fewest_members < 30 then 'too_few'
            when effect - margin > 0 then 'better'
            when effect + margin < 0 then 'worse'
            else 'none_shown'
        end as verdict
    from effects

),

pilot_effects as (

    select
        -- keys
        pilots.pilot_code,
        pilots.metric,
        groups_rated.group_name,
        groups_rated.phase,

        -- attributes
        pilots.pilot_name,
        pilots.subject,
        pilots.subject_value,
        effects_judged.verdict,
        'cohort' as basis,
        pilots.agreement_version,

        -- measures
        groups_rated.members,
        groups_rated.group_rate as value,
        {{ wilson_low('groups_rated.successes', 'groups_rated.members') }} as low,
        {{ wilson_high('groups_rated.successes', 'groups_rated.members') }} as high,
        effects_judged.effect,
        effects_judged.effect_low,
        effects_judged.effect_high,

        -- flags
        groups_rated.is_matured
        and {{ local_date('settings.as_of', 'settings.time_zone') }} > case
            when groups_rated.phase = 'during' then pilots.ends_on
            else {{ dbt.dateadd('day', -1, 'pilots.starts_on') }}
        end as is_mature,

        -- times
        case when groups_rated.phase = 'during' then pilots.starts_on else pilots.compared_from end
            as starts_on,
        case
            when groups_rated.phase = 'during' then pilots.ends_on
            else cast({{ dbt.dateadd('day', -1, 'pilots.starts_on') }} as date)
        end as ends_on

    from pilots
    cross join settings
    inner join groups_rated
        on pilots.pilot_code = groups_rated.pilot_code
    left join effects_judged
        on groups_rated.pilot_code = effects_judged.pilot_code
        and groups_rated.group_name = effects_judged.group_name
        and groups_rated.phase = effects_judged.phase

)

select * from pilot_effects
