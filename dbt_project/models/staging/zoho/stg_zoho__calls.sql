with

landed_calls as (

    {{ landed('zoho', 'calls') }}

),

calls_keyed as (

    select
        landed_calls.*,
        {{ zoho_id('id') }} as call_id
    from landed_calls

),

newest_versions as (

    {{ newest_version('calls_keyed', 'call_id', 'modified_time', 'is_deleted') }}

),

calls as (

    select
        -- keys
        call_id,
        {{ zoho_reference('contact_id', 'contact') }} as contact_id,
        {{ zoho_reference('related_id', 'related') }} as related_id,

        -- attributes
        coalesce(call_type, 'Call') as activity_type,
        subject as detail,
        lower(related_module) as related_module,
        coalesce({{ zoho_reference('owner_id', 'owner') }}, {{ zoho_name('owner') }}) as owner,

        -- flags
        -- of a call that was only logged nobody says that it is done
        not coalesce(
            {{ regex_matches(
                'lower(status)', 'schedul|overdue|cancel|missed|planifi|retard|annul|manqu|programm'
            ) }},
            false
        )
        and not _is_deleted as is_done,
        started_at_has_time as completed_has_time,
        created_time_has_time as created_has_time,

        -- times
        case when started_at_has_time then started_at end as started_at,
        started_at as completed_at,
        created_time as created_at,
        modified_time as modified_at

    from newest_versions

)

select * from calls
