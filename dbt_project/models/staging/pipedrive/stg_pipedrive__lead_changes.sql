with

lead_changes as (

    {{ pipedrive_changes('lead', {
        'owner': 'owner_id', 'lead_status': 'lead_status', 'label': 'label_ids',
        'rejection_reason': 'rejection_reason', 'status': 'is_archived',
    }) }}

)

select * from lead_changes
