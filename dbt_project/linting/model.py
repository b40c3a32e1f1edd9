"""The model being rendered as sqlfluff sees it: one of a single column."""

columns = ("a_column",)
