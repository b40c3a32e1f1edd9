"""Whether customers stay: what became of their renewals, and of what they are worth."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.company.cells import (
    EVER,
    Key,
    Row,
    Table,
    described,
    has_ended,
    periods_of,
    periods_since,
    total,
)
from tests.company.clock import company_day, next_period
from tests.company.company import Company
from tests.company.people import Deal
from tests.company.statistics import rate
from tests.company.truth import Lead, View, in_euros, known_deals
from tests.company.world import Account

CUT_BY = ("all", "segment", "source")


@dataclass(frozen=True)
class Sale:
    """A deal that was won, or a renewal, whatever became of it."""

    account: Account
    kind: str
    outcome: str  # won, lost, open
    on: date  # of a renewal its due day, of another the day of the win
    at: int
    amount: Fraction | None


Customer = tuple[dict[str, str], list[Sale]]


def retention(company: Company, leads: list[Lead], view: View) -> Table:
    """Customers at the start of each period, renewals due and expansions won in it."""
    customers = _customers(company, leads, view)
    found: set[Key] = set()
    for told_by, sales in customers:
        for sale in sales:
            if sale.kind in ("renewal", "expansion"):
                found |= {(*p, cut, told_by[cut]) for p in periods_of(sale.at) for cut in CUT_BY}
    first = min((sale.on for _, sales in customers for sale in sales), default=None)
    for grain, start in periods_since(first, view.as_of):
        for told_by, sales in customers:
            if _is_customer(sales, date.fromisoformat(start), view):
                found |= {(grain, start, cut, told_by[cut]) for cut in CUT_BY}
    table: Table = {}
    for key in found:
        if key[:2] != EVER and date.fromisoformat(key[1]) > company_day(view.as_of):
            continue
        of_cell = [sales for told_by, sales in customers if told_by[key[2]] == key[3]]
        row = _row(key[0], key[1], of_cell, view)
        if row["customers_at_start"] or row["renewals_due"] or row["expanded"]:
            table[key] = described(row, "period", has_ended(key[0], key[1], view.as_of))
    return table


def _customers(company: Company, leads: list[Lead], view: View) -> list[Customer]:
    """What each account bought, by day, with what it is told apart by.

    Where no tool names accounts, nobody is a customer, and all renewals are of an unknown one.
    """
    if not view.tools.tells_accounts:
        told_by = {"all": "all", "segment": "(unknown)", "source": "(unknown)"}
        return [(told_by, [s for s in _sales(company, view) if s.kind == "renewal"])]
    first_won: dict[int, tuple[int, Lead]] = {}
    for lead in leads:
        for deal in known_deals(lead.person.passes[lead.number - 1], view.seen_at):
            won_at = deal.entered("won", view.seen_at)
            before = first_won.get(deal.account.number)
            if won_at is not None and (before is None or won_at < before[0]):
                first_won[deal.account.number] = won_at, lead
    sales: dict[int, list[Sale]] = defaultdict(list)
    for sale in _sales(company, view):
        sales[sale.account.number].append(sale)
    customers: list[Customer] = []
    for number, sold in sales.items():
        told_by = {"all": "all", "segment": sold[0].account.segment, "source": "(unknown)"}
        if number in first_won:
            dimensions = first_won[number][1].dimensions
            told_by |= {name: dimensions[name] for name in ("segment", "source")}
        customers.append((told_by, sorted(sold, key=lambda sale: sale.at)))
    return customers


def _sales(company: Company, view: View) -> Iterator[Sale]:
    for household in company.households():
        for deal in household.deals:
            sale = _sale(deal, view)
            if sale is not None:
                yield sale


def _sale(deal: Deal, view: View) -> Sale | None:
    """The deal, if it makes a customer or renews one."""
    seen_at = view.seen_at
    if deal.created_at > seen_at:
        return None
    outcome = "open"
    for end in ("won", "lost"):
        if deal.entered(end, seen_at) is not None:
            outcome = end
    is_renewal = deal.kind == "renewal"
    if outcome != "won" and not is_renewal:
        return None
    at = deal.due_at if is_renewal else deal.entered("won", seen_at)
    assert at is not None
    amount = in_euros(deal, at if outcome != "open" else view.as_of)
    return Sale(deal.account, deal.kind, outcome, company_day(at), at, amount)


def _is_customer(sales: list[Sale], day: date, view: View) -> bool:
    """A deal was won before a day, and no renewal lost since."""
    before = [s for s in sales if s.on < day and s.outcome != "open" and view.tools.tells_accounts]
    return bool(before) and before[-1].outcome == "won"


def _worth(sales: Iterable[Sale]) -> Fraction | None:
    """The latest new deal or renewal won, and the expansions since; None where nothing is known."""
    base: list[Fraction | None] = []
    for sale in sales:
        if sale.outcome == "won":
            base = [*base, sale.amount] if sale.kind == "expansion" else [sale.amount]
    known = [amount for amount in base if amount is not None]
    return sum(known, Fraction(0)) if known else None


def _row(grain: str, start: str, customers: list[list[Sale]], view: View) -> Row:
    is_ever = (grain, start) == EVER
    begin = date.fromisoformat(start)
    end = date.max if is_ever else next_period(grain, begin)
    at_start = [] if is_ever else [sales for sales in customers if _is_customer(sales, begin, view)]
    worth = [_worth(s for s in sales if s.on < begin) for sales in at_start]
    due = [
        (sale, sales)
        for sales in customers
        for sale in sales
        if sale.kind == "renewal" and begin <= sale.on < end
    ]
    by_now = [sale for sale, _ in due if sale.on <= company_day(view.as_of)]
    expansions = [
        [s for s in sales if s.kind == "expansion" and begin <= s.on < end]
        for sales in (customers if is_ever else at_start)
    ]
    renewed = [(sale, sales) for sale, sales in due if sale.outcome == "won"]
    churned = [sale for sale, _ in due if sale.outcome == "lost"]
    added = [sale for sold in expansions for sale in sold]
    contractions = [_contraction(sale, sales, view) for sale, sales in renewed]
    missing = worth.count(None) + sum(
        sale.amount is None for sale in [*(sale for sale, _ in renewed), *churned, *added]
    )
    revenue = total(worth, worth.count(None))
    row: Row = {
        "customers_at_start": len(at_start),
        "renewals_due": len(due),
        "due_until_now": len(by_now),
        "renewed": len(renewed),
        "renewed_until_now": sum(sale.outcome == "won" for sale in by_now),
        "churned": len(churned),
        "expanded": sum(map(bool, expansions)),
        "revenue_at_start": revenue,
        "renewed_revenue": _sum([sale for sale, _ in renewed]),
        "expansion_revenue": _sum(added),
        "churned_revenue": _sum(churned),
        "contraction_revenue": total(contractions, contractions.count(None)),
        "amounts_missing": missing,
    }
    row["renewal_rate"] = rate(sum(sale.outcome == "won" for sale in by_now), len(by_now))
    lost = (_value(row, "churned_revenue"), _value(row, "contraction_revenue"))
    gross = None if not revenue else (revenue - sum(lost)) / revenue
    row["gross_retention_rate"] = gross
    row["net_retention_rate"] = (
        None if gross is None or not revenue else gross + _value(row, "expansion_revenue") / revenue
    )
    return row


def _contraction(renewal: Sale, sales: list[Sale], view: View) -> Fraction | None:
    """What a renewal was won below what the customer was worth; None where that is not known."""
    before = _worth(s for s in sales if s.at < renewal.at and view.tools.tells_accounts)
    if renewal.amount is None or before is None:
        return None
    return max(Fraction(0), before - renewal.amount)


def _sum(sales: list[Sale]) -> float | None:
    amounts = [sale.amount for sale in sales]
    return total(amounts, amounts.count(None))


def _value(row: Row, name: str) -> float:
    value = row[name]
    return value if isinstance(value, float) else 0.0
