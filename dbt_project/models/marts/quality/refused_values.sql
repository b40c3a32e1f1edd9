with

refused_values as (

    select * from {{ source('control', 'refused_values') }}

)

select
    {{ stable_hash(['system', 'object', 'export', 'file', 'line', 'column_name']) }} as refused_value_id,
    system,
    object,
    export,
    file,
    line,
    column_name,
    raw_text,
    reason
from refused_values
