"""What each rule of the score let in, and what a change of the agreement would have changed."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from tests.company.acceptance import is_accepted_in_window, is_matured
from tests.company.agreed_tables import difference
from tests.company.agreement import agreed, basis, starts, version_at
from tests.company.cells import Row, Table, handoffs_of, recorded
from tests.company.clock import company_day
from tests.company.scores import Amendment, amended, judged_moments, rules, thresholds
from tests.company.statistics import rate, wilson
from tests.company.terms import is_present, required_fields
from tests.company.truth import ACCEPTANCE_DAYS, Handoff, Lead, View, leads_of
from tests.company.world import DAY

STEPS = (-10, -5, 5, 10)
TAKEN_ON = ("accepted", "sql", "opportunity", "won")

# When the lead of a person became an MQL, by person and number.
Mqls = dict[tuple[int, int], int]


def mql_rule_outcomes(leads: list[Lead], view: View) -> Table:
    """What sales made of the leads that points made MQLs, by the rules that gave the points."""
    table: Table = {}
    scored = [
        (handoff, version_at(handoff.lead.reached["mql"].at or 0), _rules_of(handoff, view))
        for handoff in handoffs_of(leads)
        if handoff.lead.mql_basis == "scored"
    ]
    for version in _scoring(view.as_of):
        asked = thresholds(version)
        assert asked is not None
        for rule in rules(version):
            if rule["kind"] == "exclusion":
                continue
            met: list[Handoff] = []
            decided: list[Handoff] = []
            rest: list[Handoff] = []
            for handoff, its_version, points in scored:
                if its_version != version:
                    continue
                is_decided = _falls_short(points, rule["rule_code"], asked)
                (decided if is_decided else rest).append(handoff)
                if rule["rule_code"] in points:
                    met.append(handoff)
            row: Row = {
                name: rule[name] or None for name in ("kind", "subject", "operator", "value")
            }
            row |= {name: _number(rule[name]) for name in ("within_days", "points")}
            sides = [
                _outcomes(row, prefix, handoffs, view.as_of)
                for prefix, handoffs in (("", met), ("decisive_", decided), ("rest_", rest))
            ]
            gap, low, high = difference(*sides[1:])
            row |= {"acceptance_difference": gap, "difference_low": low, "difference_high": high}
            row["is_admitting_refused"] = high is not None and high < 0
            table[str(version), rule["rule_code"]] = row
    return table


def proposed_adjustments(leads: list[Lead], view: View) -> Table:
    """Every change of the version in force, tried on everyone's life since it is."""
    version = version_at(view.as_of)
    since = next(start for start, number in starts() if number == version)
    table: Table = {}
    if basis(version) != "declared":
        published = {_key(lead): lead for lead in leads}
        before = _mqls(leads, since)
        people = {id(lead.person): lead.person for lead in leads}.values()
        moments = [(person, judged_moments(person, view.tools, view.exports)) for person in people]
        for kind, subject, amendment in _amendments(version):
            after = dict(before)
            for person, judged in moments:
                if all(moment.is_met(None) == moment.is_met(amendment) for moment in judged):
                    continue
                with amended(amendment):
                    changed = _mqls(leads_of(person, view), since)
                after = {key: at for key, at in after.items() if key[0] != person.number} | changed
            value = _values(version, kind, subject, amendment)
            name = f"v{version}:{kind}:{subject}"
            name += "" if value["to_value"] is None else f":{value['to_value']}"
            row = _compared(before, after, published, view.as_of) | value
            row |= _captured(leads, before, after, since)
            table[(name,)] = row | _told(kind, subject, version, since, view.as_of)
    for field, row in _fields(leads, version, view).items():
        name = f"v{version}:require_field:{field}"
        table[(name,)] = row | _told("require_field", field, version, since, view.as_of)
    return table


def _scoring(as_of: int) -> list[int]:
    return [number for start, number in starts() if start <= as_of and basis(number) != "declared"]


def _rules_of(handoff: Handoff, view: View) -> dict[str, tuple[str, int]]:
    at = handoff.lead.reached["mql"].at
    moments = judged_moments(handoff.lead.person, view.tools, view.exports)
    moment = next(moment for moment in moments if moment.at == at)
    return {code: (kind, points) for code, kind, points in moment.rules}


def _falls_short(points: dict[str, tuple[str, int]], rule: str, asked: tuple[int, int]) -> bool:
    """Whether the other rules alone would not have reached both thresholds."""
    others = [found for code, found in points.items() if code != rule]
    return any(
        sum(given for kind, given in others if kind == wanted) < threshold
        for wanted, threshold in zip(("fit", "engagement"), asked, strict=True)
    )


def _outcomes(row: Row, prefix: str, handoffs: list[Handoff], as_of: int) -> tuple[int, int]:
    old = [handoff for handoff in handoffs if is_matured(handoff, as_of)]
    accepted = sum(is_accepted_in_window(handoff, as_of) for handoff in old)
    row |= {
        f"{prefix}matured_handed_off": len(old),
        f"{prefix}accepted_in_window": accepted,
        f"{prefix}matured_acceptance_rate": rate(accepted, len(old)),
    }
    if prefix != "rest_":
        low, high = wilson(accepted, len(old))
        decisions = [handoff.decision for handoff in handoffs]
        row |= {
            f"{prefix}handed_off": len(handoffs),
            f"{prefix}acceptance_low": low,
            f"{prefix}acceptance_high": high,
            f"{prefix}rejected": decisions.count("rejected"),
            f"{prefix}recycled": decisions.count("recycled"),
            f"{prefix}won": sum("won" in handoff.lead.reached for handoff in handoffs),
            f"{prefix}revenue": _revenue([handoff.lead for handoff in handoffs]),
        }
    return accepted, len(old)


def _amendments(version: int) -> Iterator[tuple[str, str, Amendment]]:
    """What both teams could agree on: no threshold of nothing, none that nobody can reach."""
    asked = thresholds(version)
    assert asked is not None
    for place, subject in enumerate(("fit", "engagement")):
        for step in STEPS:
            most = _most(rule for rule in rules(version) if rule["kind"] == subject)
            if 0 < asked[place] + step <= most:
                kind = "raise_threshold" if step > 0 else "lower_threshold"
                fit, engagement = (step, 0) if subject == "fit" else (0, step)
                yield kind, f"{subject}_threshold", Amendment(version, fit, engagement)
    for rule in rules(version):
        others = [other for other in rules(version) if other is not rule]
        reaches = [
            _most(other for other in others if other["kind"] == subject)
            for subject in ("fit", "engagement")
        ]
        if reaches[0] >= asked[0] and reaches[1] >= asked[1]:
            yield "drop_rule", rule["rule_code"], Amendment(version, struck=rule["rule_code"])


def _most(given: Iterable[dict[str, str]]) -> int:
    return sum(int(rule["points"]) * (int(rule["within_days"] or 0) + 1) for rule in given)


def _values(version: int, kind: str, subject: str, amendment: Amendment) -> Row:
    if kind == "drop_rule":
        rule = next(rule for rule in rules(version) if rule["rule_code"] == subject)
        told: Row = {f"rule_{name}": rule[name] or None for name in RULE}
        return told | {"from_value": _number(rule["points"]), "to_value": None}
    asked = thresholds(version)
    assert asked is not None
    agreed_value = asked[subject == "engagement_threshold"]
    to_value = agreed_value + amendment.fit + amendment.engagement
    return {"from_value": agreed_value, "to_value": to_value}


RULE = ("kind", "subject", "operator", "value")


def _told(kind: str, subject: str, version: int, since: int, as_of: int) -> Row:
    following = max(int(row["agreement_version"]) for row in agreed("agreement_versions")) + 1
    files = {"drop_rule": "mql_rules.csv", "require_field": "required_information.csv"}
    first, last = company_day(since), company_day(as_of)
    tried = f"accord backtest --version {following} --from {first} --to {last}"
    row: Row = {} if kind == "drop_rule" else {f"rule_{name}": None for name in RULE}
    return row | {
        "kind": kind,
        "subject": subject,
        "agreement_version": version,
        "edited_file": files.get(kind, "agreement_versions.csv"),
        "draft_command": f"accord agreement new {following} --from {version}",
        "backtest_command": None if kind == "require_field" else tried,
        "counted_from": str(first),
    }


def _key(lead: Lead) -> tuple[int, int]:
    return lead.person.number, lead.number


def _mqls(leads: list[Lead], since: int) -> Mqls:
    """The recorded MQLs from a moment on."""
    found = {_key(lead): recorded(lead, "mql") for lead in leads}
    return {key: mql.at for key, mql in found.items() if mql and mql.at and mql.at >= since}


def _compared(before: Mqls, after: Mqls, leads: dict[tuple[int, int], Lead], as_of: int) -> Row:
    """Who moves, and what sales made of them and of the others, as it happened."""
    moved = {key: before.get(key, after.get(key, 0)) for key in before.keys() ^ after.keys()}
    unmoved = {key: before[key] for key in before.keys() & after.keys()}
    sides = {"before": before, "after": after, "moved": moved, "unmoved": unmoved}
    counted = {}
    for name, side in sides.items():
        old = [leads[key] for key, at in side.items() if _is_old(at, as_of)]
        taken_on = sum(any(stage in lead.reached for stage in TAKEN_ON) for lead in old)
        counted[name] = [leads[key] for key in side], len(old), taken_on
    return _row(counted, len(after.keys() - before.keys()), len(before.keys() - after.keys()))


def _row(counted: dict[str, tuple[list[Lead], int, int]], entering: int, leaving: int) -> Row:
    """The columns of a proposal, of its sides: all leads, how many are matured, and taken on."""
    row: Row = {"entering": entering, "leaving": leaving}
    for name, (everyone, matured, accepted) in counted.items():
        row |= {f"matured_{name}": matured, f"accepted_{name}": accepted}
        row[f"acceptance_{name}"] = rate(accepted, matured)
        if name in ("before", "after"):
            row[f"mqls_{name}"] = len(everyone)
            row[f"sqls_{name}"] = sum("sql" in lead.reached for lead in everyone)
            row[f"won_{name}"] = sum("won" in lead.reached for lead in everyone)
            row[f"revenue_{name}"] = _revenue(everyone)
    (_, moved, moved_on), (_, unmoved, unmoved_on) = counted["moved"], counted["unmoved"]
    gap, low, high = difference((moved_on, moved), (unmoved_on, unmoved))
    row |= {"acceptance_difference": gap, "difference_low": low, "difference_high": high}
    loses_none = row["won_before"] == row["won_after"]
    row["is_supported"] = (
        (low is not None and low > 0)
        if entering
        else (high is not None and high < 0 and loses_none)
    )
    return row | {"revenue_captured_before": None, "revenue_captured_after": None}


def _fields(leads: list[Lead], version: int, view: View) -> dict[str, Row]:
    """Of each field that is asked for: handoffs that came with it, and that lacked it."""
    asked = [
        (handoff, field)
        for handoff in handoffs_of(leads)
        if version_at(handoff.at) == version
        for field in required_fields(handoff)
    ]
    found: dict[str, Row] = {}
    for wanted in sorted({field for _, field in asked}):
        told = [
            (handoff, is_present(handoff, field, view))
            for handoff, field in asked
            if field == wanted
        ]
        sides = {
            "before": [handoff for handoff, state in told if state is not None],
            "after": [handoff for handoff, state in told if state],
            "moved": [handoff for handoff, state in told if state is False],
            "unmoved": [handoff for handoff, state in told if state],
        }
        counted = {}
        for name, handoffs in sides.items():
            old = [handoff for handoff in handoffs if is_matured(handoff, view.as_of)]
            accepted = sum(handoff.decision == "accepted" for handoff in old)
            counted[name] = [handoff.lead for handoff in handoffs], len(old), accepted
        row = _row(counted, 0, len(sides["moved"]))
        found[wanted] = row | {"from_value": None, "to_value": None}
    return found


def _captured(leads: list[Lead], before: Mqls, after: Mqls, since: int) -> Row:
    """Of the revenue of the opportunities since then, the share of leads that are MQLs."""
    amounts: dict[tuple[int, int], Fraction] = {}
    others: set[tuple[int, int]] = set()
    for lead in leads:
        opportunity, mql = lead.reached.get("opportunity"), recorded(lead, "mql")
        if opportunity is None or opportunity.at is None or opportunity.at < since:
            continue
        if lead.money.revenue is not None:
            amounts[_key(lead)] = lead.money.revenue
        if mql is not None and (mql.at is None or mql.at < since):
            others.add(_key(lead))
    whole = sum(amounts.values(), Fraction(0))
    shares: Row = {}
    for name, mqls in (("before", before), ("after", after)):
        captured = sum(
            (amount for key, amount in amounts.items() if key in others or key in mqls), Fraction(0)
        )
        shares[f"revenue_captured_{name}"] = float(captured / whole) if whole else None
    return shares


def _revenue(leads: list[Lead]) -> float | None:
    known = [lead.money.revenue for lead in leads if lead.money.revenue is not None]
    if known:
        return float(sum(known, Fraction(0)))
    return None if any("won" in lead.reached for lead in leads) else 0.0


def _is_old(at: int, as_of: int) -> bool:
    return at + ACCEPTANCE_DAYS * DAY <= as_of


def _number(text: str) -> int | None:
    return int(text) if text else None
