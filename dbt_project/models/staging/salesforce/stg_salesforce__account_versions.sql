with

landed_accounts as (

    {{ landed('salesforce', 'account') }}

),

account_versions as (

    select
        -- keys
        {{ landed_row_key() }} as version_key,
        {{ salesforce_id_18('id') }} as account_id,
        {{ salesforce_id_18('master_record_id') }} as master_account_id,
        {{ salesforce_id_18('person_contact_id') }} as person_contact_id,
        {{ salesforce_owner_key('owner_id', 'owner_name') }} as owner_key,
        {{ salesforce_queue_name('owner_id', 'owner_name') | indent(8) }} as queue_name,

        -- attributes: the name of a person account is a person's
        case
            when not coalesce(is_person_account, person_contact_id is not null) then name
        end as account_name,
        website,
        coalesce(billing_country, billing_country_code) as country,
        industry,
        segment,
        number_of_employees as employees,
        {{- custom_columns('salesforce', 'account') }}

        -- flags
        coalesce(is_deleted, false) as is_deleted,
        coalesce(is_person_account, person_contact_id is not null) as is_person,

        -- times
        created_date as created_at,
        coalesce(last_modified_date, system_modstamp) as modified_at,

        -- where it was read
        _exported_at,
        _file,
        _row,
        _columns,
        _version_start,
        _is_ended

    from landed_accounts

)

select * from account_versions
