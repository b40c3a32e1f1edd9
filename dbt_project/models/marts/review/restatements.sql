-- What a night says otherwise than earlier ones is known once its tables are built and compared with
-- the ledger: the publisher inserts the rows into the candidate file.
with

restatements_declared as (

    select
        -- keys
        cast(null as integer) as ledger_entry,
        cast(null as {{ dbt.type_string() }}) as table_name,
        cast(null as {{ dbt.type_string() }}) as period_grain,
        cast(null as date) as period_start,
        cast(null as {{ dbt.type_string() }}) as cell,
        cast(null as {{ dbt.type_string() }}) as measure,

        -- attributes
        cast(null as {{ dbt.type_string() }}) as dimension,
        cast(null as {{ dbt.type_string() }}) as dimension_value,
        cast(null as {{ dbt.type_string() }}) as cause,

        -- measures
        cast(null as double precision) as value_before,
        cast(null as double precision) as value_after,

        -- flags
        cast(null as {{ dbt.type_boolean() }}) as was_mature,
        cast(null as {{ dbt.type_boolean() }}) as was_settled,

        -- times
        cast(null as {{ dbt.type_timestamp() }}) as said_as_of,
        cast(null as {{ dbt.type_timestamp() }}) as restated_as_of

)

select * from restatements_declared
where ledger_entry is not null
