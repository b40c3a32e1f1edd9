"""Which published columns hold a share of a whole, by their name."""

_SUFFIXES = ("_rate", "_rate_matured", "_coverage", "_compliance", "_incidence", "share")
_PREFIXES = ("share_", "acceptance_low", "acceptance_high")
# Of the revenue at the start, customers may take more than all, and give back more.
_OF_MONEY = "_retention_rate"


def is_share(column: str) -> bool:
    """Whether a published column, by its name, holds a share of a whole."""
    if column.endswith(_OF_MONEY):
        return False
    return column.endswith(_SUFFIXES) or column.startswith(_PREFIXES)
