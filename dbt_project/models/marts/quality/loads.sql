with

loads as (

    select * from {{ source('control', 'loads') }}

)

select
    system,
    object,
    export,
    exported_at,
    file,
    status,
    rows_in_file,
    rows_landed,
    rows_refused,
    values_refused,
    message,
    is_read
from loads
