"""Where the conversion curve broke: the month that best parts a step's cohorts in two."""

from collections import defaultdict
from dataclasses import dataclass

from scipy.stats import chi2, chi2_contingency
from statsmodels.stats.proportion import confint_proportions_2indep

from tests.company.cells import Key, Row, Table, periods_of, recorded
from tests.company.conversion import STEPS, passed_step
from tests.company.truth import Lead

# Of how many mature months it is told, and what must stand on either side.
MONTHS, FEWEST_MONTHS, FEWEST = 24, 3, 30
TOLD_BY = ("segment", "source")


@dataclass(frozen=True)
class Side:
    """Some months in a row: how many there are, their members, and who reached the later stage."""

    months: int
    members: int
    reached: int

    @property
    def rate(self) -> float:
        """The share that reached it."""
        return self.reached / self.members

    @property
    def is_enough(self) -> bool:
        """Whether it tells something."""
        return self.months >= FEWEST_MONTHS and self.members >= FEWEST


def curve_breaks(leads: list[Lead], as_of: int) -> Table:
    """The best split of each step, of all and of each segment and source, where there is one."""
    table: Table = {}
    for step in STEPS:
        cohorts: dict[Key, dict[str, list[tuple[bool, bool]]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for lead in leads:
            entered = recorded(lead, step[1])
            if entered is None or entered.at is None:
                continue
            _, is_old, is_inside = passed_step(lead, step, as_of)
            month = next(start for grain, start in periods_of(entered.at) if grain == "month")
            for dimension in ("all", *TOLD_BY):
                value = "all" if dimension == "all" else lead.dimensions[dimension]
                cohorts[dimension, value][month].append((is_old, is_inside))
        for series, months in cohorts.items():
            row = _best_split(months)
            if row is not None:
                told = {"stage_entered": step[1], "stage_reached": step[2], "basis": "cohort"}
                table[step[0], *series] = row | told
    return table


def _best_split(months: dict[str, list[tuple[bool, bool]]]) -> Row | None:
    mature = sorted(
        (start, members)
        for start, members in months.items()
        if all(is_old for is_old, _ in members)
    )[-MONTHS:]
    splits = []
    for place, (start, _) in enumerate(mature):
        before, after = (_side([each for _, each in part]) for part in _parted(mature, place))
        if before.is_enough and after.is_enough:
            splits.append((-round(_ratio(before, after), 9), start, before, after))
    if not splits:
        return None
    opposite, start, before, after = min(splits, key=lambda split: split[:2])
    low, high = confint_proportions_2indep(
        after.reached, after.members, before.reached, before.members, method="newcomb"
    )
    threshold = chi2.isf(0.05 / len(splits), 1)
    return {
        "months_before": before.months,
        "months_after": after.months,
        "members_before": before.members,
        "members_after": after.members,
        "reached_before": before.reached,
        "reached_after": after.reached,
        "rate_before": before.rate,
        "rate_after": after.rate,
        "change": after.rate - before.rate,
        "change_low": float(low),
        "change_high": float(high),
        "splits": len(splits),
        "statistic": -opposite,
        "threshold": round(float(threshold), 5),
        "is_break": bool(-opposite > threshold),
        "broke_on": start,
        "first_month_start": mature[0][0],
        "last_month_start": mature[-1][0],
    }


def _parted(
    months: list[tuple[str, list[tuple[bool, bool]]]], place: int
) -> tuple[list[tuple[str, list[tuple[bool, bool]]]], list[tuple[str, list[tuple[bool, bool]]]]]:
    return months[:place], months[place:]


def _side(months: list[list[tuple[bool, bool]]]) -> Side:
    members = [is_inside for month in months for _, is_inside in month]
    return Side(len(months), len(members), sum(members))


def _ratio(before: Side, after: Side) -> float:
    """G of the two sides; 0 where all or none of both reached it."""
    sides = [[side.reached, side.members - side.reached] for side in (before, after)]
    if not all(map(sum, zip(*sides, strict=True))):
        return 0.0
    return float(chi2_contingency(sides, correction=False, lambda_="log-likelihood")[0])
