{#-
  The user whom HubSpot's owner column names: by id, or, where labels are exported, by name or e-mail
  (`Jane Doe`, `Jane Doe (jane@acme.example)`, `Jane Doe (Deactivated User)`).
-#}
{% macro hubspot_owner_key(owner) -%}
    {%- set deactivated = [
        '[Dd]eactivated [Uu]ser', '[Uu]tilisateur désactivé', '[Uu]tilisatrice désactivée',
        '[Dd]eaktivierter [Bb]enutzer', '[Uu]suario desactivado', '[Uu]tente disattivato',
        '[Gg]edeactiveerde gebruiker',
    ] -%}
    case
        when {{ regex_matches(owner, '^[0-9]+$') }} then '{{ this_system() }}:user:' || {{ owner }}
        else '{{ this_system() }}:name:' || {{ regex_replace(
            regex_replace(owner, '^.*[(<]([^()<>@ ]+@[^()<>@ ]+)[)>]$', '\\1'),
            ' *[(](' ~ deactivated | join('|') ~ ')[)]$', ''
        ) }}
    end
{%- endmacro %}
