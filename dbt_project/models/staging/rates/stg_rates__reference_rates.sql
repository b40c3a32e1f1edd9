with

landed_rows as (

    {{ landed('rates', 'reference_rates') }}

),

entries as (

    {{ json_entries('landed_rows', '_extra') | indent(4) }}

),

-- the data portal heads a column `US dollar/Euro (EXR.D.USD.EUR.SP00.A)`
entries_named as (

    select
        entries.rate_on,
        entries._exported_at,
        entries._file,
        entries._row,
        case
            when entries.entry_name like '%EXR.D.%.EUR.SP00.A%'
                then split_part(split_part(entries.entry_name, 'EXR.D.', 2), '.', 1)
            else upper(trim(entries.entry_name))
        end as currency,
        {{ try_cast('entries.entry_text', 'decimal(18, 6)') }} as units_per_euro
    from entries

),

reference_rates as (

    select
        entries_named.rate_on,
        entries_named.currency,
        entries_named.units_per_euro,
        entries_named._exported_at,
        entries_named._file,
        entries_named._row
    from entries_named
    where entries_named.units_per_euro > 0
        and {{ regex_matches('entries_named.currency', '^[A-Z]{3}$') }}

)

select * from reference_rates
