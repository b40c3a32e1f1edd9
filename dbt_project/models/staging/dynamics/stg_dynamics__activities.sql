with

landed_activities as (

    {{ dynamics_landed('activity', 'activity_id') }}

),

newest_versions as (

    {{ newest_version('landed_activities', 'activity_id', 'modified_on', 'is_gone') }}

),

activities as (

    select
        -- keys
        {{ dynamics_id('activity_id') }} as activity_id,
        {{ dynamics_id('regarding_id') }} as regarding_id,
        {{ dynamics_owner_key() }} as owner_key,

        -- attributes: what a list of calls holds is a call
        subject,
        coalesce(
            activity_type,
            activity_type_code,
            case
                when phone_call_id is not null then 'Phone Call'
                when appointment_id is not null then 'Appointment'
                when task_id is not null then 'Task'
                when mail_id is not null then 'Email'
            end
        ) as activity_type,
        regarding_name,
        case
            when lower(regarding_type) in ('lead', '4') then 'lead'
            when lower(regarding_type) in ('contact', '2') then 'contact'
        end as regarding_object,
        case
            when
                lower(direction_code) in ('true', '1')
                or {{ regex_matches('lower(direction)', '^(outgoing|outbound|sortant|yes|oui|true)') }}
                then 'outbound'
            when
                lower(direction_code) in ('false', '0')
                or {{ regex_matches('lower(direction)', '^(incoming|inbound|entrant|no|non|false)') }}
                then 'inbound'
        end as direction,

        -- flags
        coalesce(
            state_code = '1' or {{ regex_matches('lower(state)', '^(complete|termin|achev|effectu)') }}, false
        ) as is_completed,
        coalesce(
            state_code = '2' or {{ regex_matches('lower(state)', '^(cancel|annul)') }}, false
        ) or _is_deleted as is_canceled,
        coalesce(is_workflow_created, false) as is_workflow_created,
        scheduled_start_has_time as scheduled_has_time,
        coalesce(sent_on_has_time, actual_end_has_time) as completed_has_time,
        created_on_has_time as created_has_time,

        -- times
        scheduled_start as scheduled_at,
        scheduled_end as due_at,
        coalesce(sent_on, actual_end) as completed_at,
        created_on as created_at,
        coalesce(modified_on, sink_modified_on) as modified_at

    from newest_versions

)

select * from activities
