{#-
  The rows of a relation with what each of its `choices` (column → the attribute's name in Dataverse) says,
  as `<column>_shown`: its label, else the one that the string maps have for its number, else the number. The
  model that calls it has `option_labels`.
-#}
{% macro dynamics_labelled(relation, object, choices) -%}
    select
        {{ relation }}.*
        {%- for column, attribute in choices.items() %},
        coalesce(
            {{ relation }}.{{ column }}, {{ column }}_labels.label, {{ relation }}.{{ column }}_code
        ) as {{ column }}_shown
        {%- endfor %}
    from {{ relation }}
    {%- for column, attribute in choices.items() %}
    left join option_labels as {{ column }}_labels
        on {{ column }}_labels.object = '{{ object }}'
        and {{ column }}_labels.attribute = '{{ attribute }}'
        and {{ relation }}.{{ column }}_code = {{ column }}_labels.code
    {%- endfor %}
{%- endmacro %}


{#-
  The changes of one object that the audit log holds, with labels in place of the numbers of choices. Of
  `fields` (name → declared columns) each bears the one that it is about, as `field`; without any, all changes
  are given, by `field_name`. The model that calls it has `audit_changes` and `option_labels`.
-#}
{% macro dynamics_changes(object, fields={}) -%}
    select
        changes_named.*
    from (
        select distinct
            audit_changes.record_id,
            audit_changes.field_name,
            case
                {%- for field, columns in fields.items() %}
                when {{ names_column(
                    'audit_changes.field_name', this_system(), object, columns
                ) | indent(16) }}
                    then '{{ field }}'
                {%- else %}
                when true then audit_changes.field_name
                {%- endfor %}
            end as field,
            coalesce(old_labels.label, audit_changes.old_value) as old_value,
            coalesce(new_labels.label, audit_changes.new_value) as new_value,
            audit_changes.has_time,
            audit_changes.changed_at
        from audit_changes
        left join option_labels as old_labels
            on audit_changes.object = old_labels.object
            and audit_changes.field_name = old_labels.attribute
            and audit_changes.old_value = old_labels.code
        left join option_labels as new_labels
            on audit_changes.object = new_labels.object
            and audit_changes.field_name = new_labels.attribute
            and audit_changes.new_value = new_labels.code
        where audit_changes.object = '{{ object }}'
    ) as changes_named
    where changes_named.field is not null
{%- endmacro %}
