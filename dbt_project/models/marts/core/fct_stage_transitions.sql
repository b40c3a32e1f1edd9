select
    cast(null as varchar) as transition_id,
    cast(null as varchar) as lead_id,
    cast(null as varchar) as from_stage,
    cast(null as varchar) as to_stage,
    cast(null as varchar) as pilot_team,
    cast(null as varchar) as stage_evidence,
    cast(null as double) as days_in_stage,
    cast(null as boolean) as is_regression,
    cast(null as boolean) as is_imputed,
    cast(null as boolean) as is_observed,
    cast(null as boolean) as entered_has_time,
    cast(null as boolean) as exited_has_time,
    cast(null as timestamp) as entered_at,
    cast(null as timestamp) as exited_at
where false
