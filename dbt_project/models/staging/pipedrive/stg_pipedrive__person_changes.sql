with

person_changes as (

    {{ pipedrive_changes('person', {
        'owner': 'owner_id', 'lead_status': 'lead_status', 'label': 'label_ids',
        'rejection_reason': 'rejection_reason',
    }) }}

)

select * from person_changes
