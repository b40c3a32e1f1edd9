with

sent_earlier as (

    select * from {{ ref('feedback_sent') }}

),

sent as (

    select * from {{ source('control', 'feedback_of_nights') }}

),

handoffs as (

    select * from {{ ref('fct_handoffs') }}

),

settings as (

    select * from {{ source('control', 'settings') }}

),

pairs_sent as (

    select reason_code, source, first_sent_on from sent_earlier
    union all
    select reason_code, source, first_sent_on from sent

),

pairs as (

    select
        reason_code,
        source,
        min(first_sent_on) as first_sent_on
    from pairs_sent
    group by reason_code, source

),

handoffs_given_back as (

    select
        coalesce(handoffs.source, '(unknown)') as source,
        handoffs.reason_code,
        {{ local_date('handoffs.handed_off_at', 'settings.time_zone') }} as handed_off_on
    from handoffs
    cross join settings
    where handoffs.decision in {{ stages_with('is_refusal') }}

),

members as (

    select
        pairs.reason_code,
        pairs.source,
        pairs.first_sent_on,
        handoffs_given_back.reason_code = pairs.reason_code as has_reason,
        handoffs_given_back.handed_off_on < pairs.first_sent_on as is_before,
        handoffs_given_back.handed_off_on >= pairs.first_sent_on as is_after
    from pairs
    left join handoffs_given_back
        on pairs.source = handoffs_given_back.source
        and handoffs_given_back.handed_off_on >= {{ dbt.dateadd('day', -90, 'pairs.first_sent_on') }}
        and handoffs_given_back.handed_off_on < {{ dbt.dateadd('day', 90, 'pairs.first_sent_on') }}

),

members_counted as (

    select
        reason_code,
        source,
        first_sent_on,
        count(case when is_before then 1 end) as members_before,
        count(case when is_after then 1 end) as members_after,
        count(case when is_before and has_reason then 1 end) as decisions_before,
        count(case when is_after and has_reason then 1 end) as decisions_after
    from members
    group by reason_code, source, first_sent_on

),

shares as (

    select
        members_counted.*,
        {{ true_divide('decisions_before', 'members_before') }} as share_before,
        {{ true_divide('decisions_after', 'members_after') }} as share_after,
        {{ newcombe_low('decisions_after', 'members_after', 'decisions_before', 'members_before') }}
            as change_low,
        {{ newcombe_high('decisions_after', 'members_after', 'decisions_before', 'members_before') }}
            as change_high
    from members_counted

),

effects as (

    select
        -- keys
        shares.reason_code,
        shares.source,

        -- attributes
        case
            when least(shares.members_before, shares.members_after) < 30 then 'too_few'
            when shares.change_high < 0 then 'better'
            when shares.change_low > 0 then 'worse'
            else 'none_shown'
        end as verdict,
        'cohort' as basis,

        -- measures
        shares.members_before,
        shares.members_after,
        shares.decisions_before,
        shares.decisions_after,
        shares.share_before,
        shares.share_after,
        {{ round_to('shares.share_after - shares.share_before', 12) }} as change,
        shares.change_low,
        shares.change_high,

        -- flags
        {{ local_date('settings.as_of', 'settings.time_zone') }}
        >= {{ dbt.dateadd('day', 90, 'shares.first_sent_on') }} as is_mature,

        -- times
        shares.first_sent_on

    from shares
    cross join settings

)

select * from effects
