{#-
  The key of the user who owns a Salesforce record; null for a queue (00G…). A report that gives only
  the owner's name has the name in the id's place. What an id names is told before it has 18 characters:
  it is the same in either form, and each time that an id is lengthened is a page of SQL.
-#}
{% macro salesforce_owner_key(owner_id, owner_name='cast(null as varchar)') -%}
    {%- set name = 'trim(' ~ owner_name ~ ')' -%}
    {%- set user_id = '^005[0-9A-Za-z]{12}([0-9A-Za-z]{3})?$' -%}
    {%- set owner = 'coalesce(case when trim(' ~ owner_id ~ ") not in ('', '000000000000000', "
        ~ "'000000000000000AAA') then trim(" ~ owner_id ~ ') end, ' ~ name ~ ')' -%}
    case
        when not {{ regex_matches(owner, '^00G[0-9A-Za-z]{12}([0-9A-Za-z]{3})?$') }}
            then case
                when {{ regex_matches(owner, user_id) }} then '{{ this_system() }}:user:'
                else '{{ this_system() }}:name:'
            end
            || coalesce(
                {{ salesforce_id_18(owner_id) }},
                case
                    when {{ regex_matches(name, user_id) }} then {{ salesforce_id_18(owner_name) }}
                    else nullif({{ name }}, '')
                end
            )
    end
{%- endmacro %}
