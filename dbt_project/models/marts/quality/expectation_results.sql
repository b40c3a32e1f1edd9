-- The checks run after the tables are built and before they are published: the publisher inserts
-- their results into the candidate file.
with

results_declared as (

    select
        -- keys
        cast(null as {{ dbt.type_string() }}) as stage,
        cast(null as {{ dbt.type_string() }}) as table_name,
        cast(null as {{ dbt.type_string() }}) as expectation,

        -- attributes
        cast(null as {{ dbt.type_string() }}) as severity,
        cast(null as {{ dbt.type_string() }}) as observed,
        cast(null as {{ dbt.type_string() }}) as expected,

        -- flags
        cast(null as {{ dbt.type_boolean() }}) as is_met

)

select * from results_declared
where is_met is not null
