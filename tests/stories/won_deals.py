"""Deals won in four currencies and the touches before them: what each source is credited with.

Worked out by hand. The rates are the company's own; a rate older than seven days is none.
"""

from decimal import Decimal

from tests.stories.agreed import Told

RATES = ["2026-03-02,USD,0.9", "2026-03-06,GBP,1.17", "2026-02-01,PEN,0.25"]
MONTH = "2026-03-01"

# 1,000 USD are 900 EUR. Touched 14 and 7 days before it was made, and at that moment: a day later
# and 366 days before is no touch. An MQL at the second.
# 100.01 GBP are 117.0117, so 117.01 EUR. Touched 21, 14 and 7 days before, and at that moment, by
# two people; an MQL 17 days before.
# 500 EUR, touched by nobody. 700 PEN, of which no rate is known, touched once.
DEALS = {"usd": "1000,USD", "gbp": "100.01,GBP", "eur": "500,EUR", "pen": "700,PEN"}
TOUCHES = {
    "usd": ("Alpha", "Beta", "Gamma"),
    "gbp": ("Alpha", "Alpha", "Beta", "Gamma"),
    "pen": ("Beta",),
}

# Model → source → credit of all four deals, revenue of the three that have one. The whole of pen is
# Beta's, and nothing in money.
EXPECTED: dict[str, dict[str, tuple[str, str]]] = {
    # usd and gbp to Alpha
    "first": {"Alpha": ("2", "1017.01"), "Beta": ("1", "0"), "Gamma": ("0", "0")},
    # usd and gbp to Gamma
    "last": {"Alpha": ("0", "0"), "Beta": ("1", "0"), "Gamma": ("2", "1017.01")},
    # usd: 0.333333, 0.333333, 0.333334, 300 each; gbp: 0.25 each, 29.25 thrice and 29.26
    "linear": {
        "Alpha": ("0.833333", "358.50"),
        "Beta": ("1.583333", "329.25"),
        "Gamma": ("0.583334", "329.26"),
    },
    # usd: 0.4, 0.2, 0.4; gbp: 0.4, 0.1, 0.1, 0.4, so 46.80, 11.70, 11.70 and 46.81
    "position": {
        "Alpha": ("0.9", "418.50"),
        "Beta": ("1.3", "191.70"),
        "Gamma": ("0.8", "406.81"),
    },
    # usd: a third each, as each has a role; gbp: the first is the MQL's too, 0.6, then 0.05, 0.05
    # and 0.3, so 70.21, 5.85, 5.85 and 35.10
    "w": {
        "Alpha": ("0.983333", "376.06"),
        "Beta": ("1.383333", "305.85"),
        "Gamma": ("0.633334", "335.10"),
    },
    # usd: 1/7, 2/7, 4/7, so 128.57, 257.14 and 514.29; gbp: 1/15, 2/15, 4/15, 8/15, so 7.80, 15.60,
    # 31.20 and 62.41
    "time_decay": {
        "Alpha": ("0.342857", "151.97"),
        "Beta": ("1.552381", "288.34"),
        "Gamma": ("1.104762", "576.70"),
    },
}
UNTOUCHED = ("1", "500.00")
IN_ALL = (Decimal(4), Decimal("1517.01"))


def tell(told: Told) -> None:
    """Tell the four deals."""
    for deal in DEALS:
        told.person(f"deal_{deal}")
    told.person("deal_gbp_colleague")
    told.stage("deal_usd", "mql", "2026-02-22 12:00:00")
    told.stage("deal_gbp", "mql", "2026-02-12 12:00:00")
    for key, person, at, source in (
        ("old", "deal_usd", "2025-02-28 12:00:00", "Omega"),
        ("u1", "deal_usd", "2026-02-15 12:00:00", "Alpha"),
        ("u2", "deal_usd", "2026-02-22 12:00:00", "Beta"),
        ("u3", "deal_usd", "2026-03-01 12:00:00", "Gamma"),
        ("u4", "deal_usd", "2026-03-02 12:00:00", "Omega"),
        ("g1", "deal_gbp", "2026-02-08 12:00:00", "Alpha"),
        ("g2", "deal_gbp_colleague", "2026-02-15 12:00:00", "Alpha"),
        ("g3", "deal_gbp", "2026-02-22 12:00:00", "Beta"),
        ("g4", "deal_gbp_colleague", "2026-03-01 12:00:00", "Gamma"),
        ("p1", "deal_pen", "2026-02-28 12:00:00", "Beta"),
    ):
        told.activity(f"w-{key}", person, "visit", at, f",,,,{source},Page of {source}")
    made, won = "2026-03-01 12:00:00", "2026-03-06 15:00:00"
    for deal, worth in DEALS.items():
        told.deal(deal, f"deal_{deal}", worth, made, won)
    told.deal("gbp", "deal_gbp_colleague", DEALS["gbp"], made, won)
