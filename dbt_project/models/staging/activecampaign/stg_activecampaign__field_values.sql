with

landed_values as (

    {{ landed('activecampaign', 'field_value') }}

),

-- several values of one field stand between two strokes each
field_values as (

    select
        -- keys
        {{ landed_row_key() }} as value_key,
        contact_id,
        field_id,

        -- attributes
        nullif(
            {{ regex_replace(
                regex_replace('value', '^[|][|]|[|][|]$', ''), '[|][|]', ';'
            ) }},
            ''
        ) as field_value,

        -- where it was read
        _exported_at

    from landed_values

)

select * from field_values
