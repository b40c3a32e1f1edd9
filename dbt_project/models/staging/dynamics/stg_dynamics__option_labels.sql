with

landed_labels as (

    {{ landed('dynamics', 'string_map') }}

),

labels_ranked as (

    select
        landed_labels.*,
        row_number() over (
            partition by lower(object_type), lower(attribute), code
            -- the first language of an organisation is as good as any: mappings know several
            order by _exported_at desc, language, _row
        ) as label_rank
    from landed_labels

),

option_labels as (

    select
        lower(object_type) as object,
        lower(attribute) as attribute,
        code,
        label
    from labels_ranked
    where label_rank = 1

)

select * from option_labels
