{#-
  The contact of each e-mail, by the hash that Mailchimp makes of it: the one that has it now, else one that
  had it, else one that is gone; of several audiences the first. `versions` are the contacts as any export
  shows them, `members` the newest.
-#}
{% macro mailchimp_members_of(members, versions) -%}
    select
        addresses_ranked.email_hash,
        addresses_ranked.member_id
    from (
        select
            addresses.email_hash,
            addresses.member_id,
            row_number() over (
                partition by addresses.email_hash
                order by
                    case
                        when {{ members }}._is_missing then 3
                        when {{ members }}.email_hash = addresses.email_hash then 1
                        else 2
                    end,
                    {{ members }}.created_at nulls last,
                    addresses.member_id
            ) as address_rank
        from (
            select distinct
                {{ versions }}.email_hash,
                {{ versions }}.member_id
            from {{ versions }}
            where {{ versions }}.email_hash is not null
        ) as addresses
        inner join {{ members }}
            on addresses.member_id = {{ members }}.member_id
    ) as addresses_ranked
    where addresses_ranked.address_rank = 1
{%- endmacro %}
