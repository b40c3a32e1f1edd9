{#-
  The contact of each e-mail: the one that has it now, else one that had it, else one that is gone
  (`is_gone`). `contacts` are their newest versions, `person_emails` the shape of the tool, whose keys begin
  with `key`.
-#}
{% macro contacts_of_emails(contacts, person_emails, key, is_gone='_is_missing') -%}
    select
        emails_ranked.email,
        emails_ranked.contact_id
    from (
        select
            emails_normalised.email,
            emails_normalised.contact_id,
            row_number() over (
                partition by emails_normalised.email
                order by
                    case
                        when emails_normalised.is_gone then 3
                        when emails_normalised.email = emails_normalised.current_email then 1
                        else 2
                    end,
                    emails_normalised.contact_id
            ) as contact_rank
        from (
            select
                {{ contacts }}.contact_id,
                {{ normalise_email(person_emails ~ '.email') }} as email,
                {{ normalise_email(contacts ~ '.email') }} as current_email,
                {{ is_gone }} as is_gone
            from {{ person_emails }}
            inner join {{ contacts }}
                on {{ person_emails }}.record_key = '{{ key }}' || {{ contacts }}.contact_id
        ) as emails_normalised
        where emails_normalised.email is not null
    ) as emails_ranked
    where emails_ranked.contact_rank = 1
{%- endmacro %}
