with

status_changes as (

    {{ zoho_value_history('status_history', 'about', 'status') }}

)

select * from status_changes
