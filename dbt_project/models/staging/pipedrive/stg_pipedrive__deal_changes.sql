with

deal_changes as (

    {{ pipedrive_changes('deal', {'stage': 'stage_id', 'status': 'status'}) }}

)

select * from deal_changes
