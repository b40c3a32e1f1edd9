with

stages as (
    {{ stage_rows() }}

)

select * from stages
