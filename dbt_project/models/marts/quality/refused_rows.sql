with

refused_rows as (

    select * from {{ source('control', 'refused_rows') }}

)

select
    {{ stable_hash(['system', 'object', 'export', 'file', 'line', 'column_name']) }} as refused_row_id,
    system,
    object,
    export,
    file,
    line,
    column_name,
    raw_text,
    reason
from refused_rows
