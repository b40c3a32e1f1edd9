{#-
  The contact of each e-mail: the one that has it now, else one that is gone. `contacts` are their newest
  versions.
-#}
{% macro contacts_of_emails(contacts) -%}
    select
        emails.email,
        emails.contact_id
    from (
        select
            {{ contacts }}.contact_id,
            {{ normalise_email(contacts ~ '.email') }} as email,
            row_number() over (
                partition by {{ normalise_email(contacts ~ '.email') }}
                order by
                    case when {{ contacts }}._is_missing then 1 else 0 end,
                    {{ contacts }}.contact_id
            ) as contact_rank
        from {{ contacts }}
        where {{ contacts }}.email is not null
    ) as emails
    where emails.contact_rank = 1 and emails.email is not null
{%- endmacro %}
