"""The estimators of the metric tables, in exact arithmetic.

They are held against lifelines, statsmodels and numpy in `tests/test_company.py`. Fractions,
because a median is where a product of fractions reaches one half, and floats may miss it by a hair.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from functools import cache

from statsmodels.stats.proportion import proportion_confint

Observation = tuple[float, str | None]  # how long, and what ended it; None: still going on


def percentile(values: Sequence[float], share: float) -> float | None:
    """The continuous percentile, between the two values that are nearest; None of nothing."""
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = ordered[int(place)]
    above = ordered[min(int(place) + 1, len(ordered) - 1)]
    return float(below + (above - below) * (place - int(place)))


def rate(numerator: int, denominator: int) -> float | None:
    """The rate; None with a denominator of 0."""
    return numerator / denominator if denominator else None


@cache
def wilson(successes: int, of: int) -> tuple[float | None, float | None]:
    """The 95 % Wilson interval."""
    if not of:
        return None, None
    low, high = proportion_confint(successes, of, alpha=0.05, method="wilson")
    return float(low), float(high)


def kaplan_meier_median(observed: Sequence[Observation]) -> float | None:
    """The earliest time at which at most half still go on; None while more do."""
    surviving = Fraction(1)
    times = sorted(time for time, _ in observed)
    ends = Counter(time for time, end in observed if end is not None)
    for time, ended in sorted(ends.items()):
        at_risk = len(times) - bisect_left(times, time)
        surviving *= Fraction(at_risk - ended, at_risk)
        if surviving <= Fraction(1, 2):
            return time
    return None


def aalen_johansen(observed: Sequence[Observation], end: str, within: float) -> float | None:
    """The share that has met one end by a time, other ends competing.

    None if nobody was watched up to that time while somebody was lost from sight before.
    """
    if not observed:
        return None
    lost_before = any(kind is None and time < within for time, kind in observed)
    if lost_before and not any(time >= within for time, _ in observed):
        return None
    surviving, incidence = Fraction(1), Fraction(0)
    for time in sorted({time for time, kind in observed if kind is not None and time <= within}):
        at_risk = sum(1 for t, _ in observed if t >= time)
        ended = sum(1 for t, kind in observed if t == time and kind is not None)
        met = sum(1 for t, kind in observed if t == time and kind == end)
        incidence += surviving * Fraction(met, at_risk)
        surviving *= Fraction(at_risk - ended, at_risk)
    return float(incidence)
