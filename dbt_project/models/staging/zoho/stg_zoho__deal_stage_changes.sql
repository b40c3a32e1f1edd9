with

deal_stage_changes as (

    {{ zoho_value_history('deal_history', 'deal', 'stage') }}

)

select * from deal_stage_changes
