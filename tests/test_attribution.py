"""What won deals are credited with sums to them exactly, and is what each model says."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import duckdb
import pytest

from orchestration.seeds import lay_project
from tests.compiled_models import CompiledModels, empty_build, fill

DEALS, HALF_LIFE = 400, 7
MODELS = ("first", "last", "linear", "position", "w", "time_decay")
TOUCHED = "metrics.int_won_opportunities_touched"

# of a deal: its amount, and of each touch how many days before and whether before the MQL
Deal = tuple[Decimal | None, list[tuple[float, bool]]]


def drawn(random: Random) -> list[Deal]:
    """Deals of any amount, without one too, after none to twelve touches."""
    deals: list[Deal] = []
    for _ in range(DEALS):
        days = sorted((random.uniform(0, 365) for _ in range(random.randint(0, 12))), reverse=True)
        mql_days = random.choice((random.uniform(0, 365), 1000.0))
        amount = Decimal(random.randint(1, 10 ** random.randint(1, 9))) / 100
        touches = [(day, day >= mql_days) for day in days]
        deals.append((amount if random.random() < 0.95 else None, touches))
    return deals


def shares(model: str, touches: list[tuple[float, bool]]) -> list[Fraction]:
    """What each touch is given of 1, by the words of the model."""
    count = len(touches)
    given = [Fraction(0)] * count
    making = max((place for place, (_, is_before) in enumerate(touches) if is_before), default=None)
    if model == "first":
        given[0] = Fraction(1)
    elif model == "last":
        given[-1] = Fraction(1)
    elif model == "linear" or (model == "position" and count <= 2):
        given = [Fraction(1, count)] * count
    elif model == "position":
        given = [Fraction(1, 5 * (count - 2))] * count
        given[0] = given[-1] = Fraction(2, 5)
    elif model == "w":
        roles = [0, count - 1] + ([making] if making is not None else [])
        for place in roles:
            given[place] += Fraction(3, 10)
        others = [place for place in range(count) if place not in roles]
        for place in others:
            given[place] = Fraction(1, 10 * len(others))
    else:
        given = [Fraction(2.0 ** (-days / HALF_LIFE)) for days, _ in touches]
    return [share / sum(given) for share in given]


@pytest.fixture(scope="module")
def deals() -> list[Deal]:
    """The deals, the same each time."""
    return drawn(Random(20261005))


@pytest.fixture(scope="module")
def credited(
    compiled: CompiledModels, tmp_path_factory: pytest.TempPathFactory, deals: list[Deal]
) -> duckdb.DuckDBPyConnection:
    """What the model credits to each touch of the deals."""
    home: Path = tmp_path_factory.mktemp("attribution")
    (home / "control").mkdir()
    lay_project(home)
    database = empty_build()
    database.execute("create schema build.core; create schema build.metrics")
    database.execute(
        f"copy (select {HALF_LIFE} as attribution_half_life_days) to "
        f"'{home / 'control' / 'settings.parquet'}' (format parquet)"
    )
    fill(
        database,
        "core.fct_opportunities",
        {
            "opportunity_id": "varchar",
            "outcome": "varchar",
            "counted_leads": "bigint",
            "reporting_amount": "decimal(18, 2)",
            "closed_at": "timestamp",
        },
        [
            (f"o{number}", "won", 1, amount, "2026-05-04 10:00")
            for number, (amount, _) in enumerate(deals)
        ],
    )
    names = ("channel", "source", "campaign", "asset")
    fill(
        database,
        TOUCHED,
        {
            "opportunity_id": "varchar",
            "activity_id": "varchar",
            **dict.fromkeys(names, "varchar"),
            "touch_number": "bigint",
            "days_before": "double",
            "is_before_mql": "boolean",
        },
        [
            (f"o{number}", f"a{number}-{place}", *names, place, days, is_before)
            for number, (_, touches) in enumerate(deals)
            for place, (days, is_before) in enumerate(touches, 1)
        ],
    )
    sql = compiled.sql(home, "int_touches_credited")["int_touches_credited"]
    database.execute(f"create table credited as {sql}")
    return database


@pytest.mark.parametrize("model", MODELS)
def test_a_model_gives_each_touch_its_share_and_all_of_a_deal_the_deal(
    credited: duckdb.DuckDBPyConnection, deals: list[Deal], model: str
) -> None:
    """To the last digit in all; what rounding leaves of the others is with the last touch."""
    found: dict[str, list[tuple[Decimal, Decimal | None]]] = {}
    for deal, credit, revenue in credited.execute(
        "select opportunity_id, credit, revenue from credited where model = ?"
        " order by opportunity_id, touch_number",
        [model],
    ).fetchall():
        found.setdefault(deal, []).append((credit, revenue))
    assert len(found) == DEALS
    for number, (amount, touches) in enumerate(deals):
        given = found[f"o{number}"]
        expected = shares(model, touches) if touches else [Fraction(1)]
        assert len(given) == len(expected)
        assert sum(credit for credit, _ in given) == 1
        for place, ((credit, revenue), share) in enumerate(zip(given, expected, strict=True), 1):
            units = len(expected) if place == len(expected) else 1
            assert abs(Fraction(credit) - share) <= units * Fraction(501, 10**9)
            if amount is None:
                assert revenue is None
            else:
                assert revenue is not None
                off = abs(Fraction(revenue) - share * Fraction(amount))
                assert off <= units * Fraction(501, 10**5)
        if amount is not None:
            assert sum(revenue for _, revenue in given if revenue is not None) == amount
