"""The graph of dbt as sqlfluff sees it: no source declares anything."""

sources: dict[str, object] = {}
