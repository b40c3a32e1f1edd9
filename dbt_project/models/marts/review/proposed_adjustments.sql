{#- what is counted of the MQLs as they are and as they would be, of those who move and of the others -#}
{%- set counts = [
    'mqls_before', 'mqls_after', 'entering', 'leaving', 'matured_before', 'accepted_before', 'matured_after',
    'accepted_after', 'matured_moved', 'accepted_moved', 'matured_unmoved', 'accepted_unmoved', 'sqls_before',
    'sqls_after', 'won_before', 'won_after', 'revenue_before', 'revenue_after',
] -%}
{%- set moved = ['proposals.accepted_moved', 'proposals.matured_moved'] -%}
{%- set unmoved = ['proposals.accepted_unmoved', 'proposals.matured_unmoved'] -%}
{%- set text = dbt.type_string() -%}
with

proposals as (

    select * from {{ ref('int_proposals_gathered') }}

),

mql_rules as (

    select * from {{ ref('mql_rules') }}

),

agreement_versions as (

    select * from {{ ref('agreement_versions') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

versions_counted as (

    select max(agreement_version) + 1 as next_version from agreement_versions

),

proposals_rated as (

    select
        proposals.*,
        {%- for side in ['before', 'after', 'moved', 'unmoved'] %}
        {{ true_divide('proposals.accepted_' ~ side, 'proposals.matured_' ~ side) }} as acceptance_{{ side }},
        {%- endfor %}
        {{ newcombe_low(moved[0], moved[1], unmoved[0], unmoved[1]) }} as difference_low,
        {{ newcombe_high(moved[0], moved[1], unmoved[0], unmoved[1]) }} as difference_high
    from proposals

),

proposals_judged as (

    select
        -- keys
        proposals_rated.proposal_id,

        -- attributes
        proposals_rated.kind,
        proposals_rated.subject,
        proposals_rated.agreement_version,
        mql_rules.kind as rule_kind,
        mql_rules.subject as rule_subject,
        mql_rules.operator as rule_operator,
        mql_rules.value as rule_value,
        proposals_rated.edited_file,
        case
            when proposals_rated.kind <> 'draft_version'
                then
                    'accord agreement new ' || cast(versions_counted.next_version as {{ text }})
                    || ' --from ' || cast(proposals_rated.agreement_version as {{ text }})
        end as draft_command,
        case
            when proposals_rated.kind = 'draft_version'
                then 'accord backtest --version ' || proposals_rated.subject
            when proposals_rated.kind <> 'require_field'
                then
                    'accord backtest --version ' || cast(versions_counted.next_version as {{ text }})
                    || ' --from ' || cast(proposals_rated.counted_from as {{ text }}) || ' --to '
                    || cast({{ local_date('settings.as_of', 'settings.time_zone') }} as {{ text }})
        end as backtest_command,

        -- measures
        proposals_rated.from_value,
        proposals_rated.to_value,
        {%- for count in counts %}
        proposals_rated.{{ count }},
        {%- endfor %}
        {%- for side in ['before', 'after', 'moved', 'unmoved'] %}
        proposals_rated.acceptance_{{ side }},
        {%- endfor %}
        {{ round_to('proposals_rated.acceptance_moved - proposals_rated.acceptance_unmoved', 12) }}
            as acceptance_difference,
        proposals_rated.difference_low,
        proposals_rated.difference_high,
        proposals_rated.revenue_captured_before,
        proposals_rated.revenue_captured_after,

        -- flags
        coalesce(
            case
                when proposals_rated.entering > 0 then proposals_rated.difference_low > 0
                else
                    proposals_rated.difference_high < 0
                    and proposals_rated.won_after = proposals_rated.won_before
            end, false
        ) as is_supported,

        -- times
        proposals_rated.counted_from

    from proposals_rated
    cross join settings
    cross join versions_counted
    left join mql_rules
        on proposals_rated.agreement_version = mql_rules.agreement_version
        and proposals_rated.rule_code = mql_rules.rule_code

)

select * from proposals_judged
