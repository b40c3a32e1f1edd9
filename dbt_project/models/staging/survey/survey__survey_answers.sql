select
    cast(null as varchar) as answer_key,
    cast(null as varchar) as system,
    cast(null as varchar) as respondent_key,
    cast(null as varchar) as wave,
    cast(null as varchar) as team,
    cast(null as varchar) as question,
    cast(null as varchar) as answer,
    cast(null as boolean) as has_time,
    cast(null as timestamp) as answered_at
where false
