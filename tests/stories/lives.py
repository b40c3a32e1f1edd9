"""Lives drawn at random, each in the form of the tool that holds it.

Whatever can happen to a record happens in any order: stages, touches, answers, deals, and what the
vendors do themselves: a lead becomes a contact, two records are merged, a merged one is merged on.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from tests.nights import write_export
from tests.stories.crm import HEADERS, HUBSPOT_HEADERS, MARKETO_HEADERS, REP
from tests.stories.telling import FIRST_EXPORT, LAST_EXPORT, Story

KNOWN = datetime(2026, 1, 5, 9)
FIRST_DAY = datetime.fromisoformat(FIRST_EXPORT[:10])
HAPPENINGS = (
    "mql",
    "mql",
    "accepted",
    "sql",
    "rejected No budget",
    "recycled",
    "form",
    "visit",
    "call by=u1",
    "email by=u2",
    "email by=u1 automated",
    "deal open",
    "deal won {later} 1000 EUR",
    "deal lost {later} 1000 EUR",
    "deal won {later} 500 EUR type=Renewal",
)
STATUSES = ("MQL", "MQL", "MQL", "Working", "Qualified", "Unqualified", "Nurturing", "New")
STEPS = {
    "lifecyclestage": ("marketingqualifiedlead", "marketingqualifiedlead", "salesqualifiedlead"),
    "hs_lead_status": ("OPEN", "UNQUALIFIED", "BAD_TIMING"),
}
MOVES = ("Closed Won", "Closed Lost", "Prospecting")
STAGES = {"Closed Won": "closedwon", "Closed Lost": "closedlost", "Prospecting": "qualifiedtobuy"}

# (system, export) -> file -> rows
Exports = dict[tuple[str, str], dict[str, list[str]]]


def template_lives(random: Random, count: int) -> list[Story]:
    """Lives as the template tool exports them; a second record of some has the same address."""
    return [Story(f"life{number:03}", "\n".join(_lines(random)), []) for number in range(count)]


def write_tool_lives(random: Random, count: int, exports: Path) -> list[tuple[str, str]]:
    """Write so many lives of Salesforce and Marketo, and as many of HubSpot.

    Returns the record keys of each two records that their vendor made one, or converted.
    """
    told: Exports = defaultdict(lambda: defaultdict(list))
    joined: list[tuple[str, str]] = []
    for number in range(count):
        joined += _tell_salesforce(random, number, told)
        joined += _tell_hubspot(random, number, told)
    users = [f"{REP},Rita Rep,Sales,Europe/Paris,Standard,1"]
    for day in (FIRST_EXPORT, LAST_EXPORT):
        told["salesforce", day]["User"] += users
        told["hubspot", day]["owners"].append("11,rita@seller.example,Rita,Rep,PERSON,Sales")
    headers = {
        "salesforce": HEADERS | {"Contact": HEADERS["Contact"] + ",IsDeleted,MasterRecordId"},
        "marketo": MARKETO_HEADERS,
        "hubspot": HUBSPOT_HEADERS
        | {
            "contacts": HUBSPOT_HEADERS["contacts"] + ",hs_calculated_merged_vids",
            "deal_property_history": "deal_id,property,value,changed_at",
            "form_submissions": "conversion-id,form_title,contact_id,submittedAt",
        },
    }
    for (system, day), tables in told.items():
        files = {name: [header, *tables.get(name, [])] for name, header in headers[system].items()}
        write_export(exports, day, files, system)
    return joined


def _lines(random: Random) -> Iterator[str]:
    yield f"{KNOWN:%Y-%m-%d %H:%M} known mail=somebody"
    is_twofold = random.random() < 0.5
    if is_twofold:
        yield f"@b {KNOWN + timedelta(days=9):%Y-%m-%d %H:%M} known mail=somebody"
    for _ in range(random.randint(0, 9)):
        at = _moment(random)
        later = at + timedelta(days=random.randint(0, 40))
        of = "@b " if is_twofold and random.random() < 0.5 else ""
        what = random.choice(HAPPENINGS).format(later=f"{later:%Y-%m-%d}")
        yield f"{of}{at:%Y-%m-%d %H:%M} {what}"
    if random.random() < 0.3:  # nobody knows when
        yield random.choice(("mql", "accepted", "sql"))


def _moment(random: Random, after: datetime = KNOWN) -> datetime:
    """A quarter of an hour of the first 260 days."""
    quarters = int((KNOWN + timedelta(days=260) - after) / timedelta(minutes=15))
    return after + timedelta(minutes=15 * random.randint(0, quarters))


def _changes(
    random: Random, start: str, values: tuple[str, ...], since: datetime
) -> list[tuple[datetime, str, str]]:
    """Up to five changes of a field, in their order: when, from what, to what."""
    found = []
    for at in sorted(_moment(random, since) for _ in range(random.randint(0, 5))):
        new = random.choice(values)
        if new != start:
            found.append((at, start, new))
            start = new
    return found


def _merges(random: Random, records: list[str]) -> dict[str, str]:
    """Which of the records were merged into which: into the first, or one after the other."""
    merged = {}
    for place, record in enumerate(records[1:]):
        if random.random() < 0.7:
            merged[record] = records[random.randint(0, place)]
    return merged


def _id(prefix: str, number: int, place: int) -> str:
    """An id of a record; its last three characters say which of the others are capitals."""
    return f"{prefix}5g000{number:05}{place:02}{'EAA' if prefix[2].isupper() else 'AAA'}"


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def _tell_salesforce(random: Random, number: int, told: Exports) -> Iterator[tuple[str, str]]:
    """A person's leads, merged and converted as may be, and the same person in Marketo."""
    first, last = told["salesforce", FIRST_EXPORT], told["salesforce", LAST_EXPORT]
    story = f"force{number:03}"
    leads = [_id("00Q", number, place) for place in range(random.randint(1, 3))]
    merged = _merges(random, leads)
    created = {lead: _moment(random, KNOWN) if place else KNOWN for place, lead in enumerate(leads)}
    contacts = [_id("003", number, place) for place in range(random.choice((0, 1, 1, 2)))]
    contacts_merged = _merges(random, contacts)
    converted_at = _moment(random)
    deal = random.choice((_id("006", number, 0), ""))
    for place, lead in enumerate(leads):
        changes = _changes(random, "New", STATUSES, created[lead])
        is_recorded = random.random() < 0.8
        for step, (at, old, new) in enumerate(changes if is_recorded else []):
            key = _id("017", number, place * 10 + step)
            last["LeadHistory"].append(f"{key},{lead},{REP},{_at(at)},Status,{old},{new}")
        is_converted = bool(contacts) and lead == leads[0]
        conversion = f"1,{converted_at:%Y-%m-%d},{contacts[0]},{deal}" if is_converted else "0,,,"
        seen = [("New", KNOWN), *((new, at) for at, _, new in changes)]
        for export, until in ((first, FIRST_DAY), (last, datetime.max)):
            if created[lead] < until:
                status = [value for value, at in seen if at < until][-1]
                master = merged.get(lead, "") if export is last else ""
                became = conversion if export is last or converted_at < until else "0,,,"
                mail = f"doe{random.choice(('', place))}"
                export["Lead"].append(
                    f"{lead},Doe,{story},{mail}@{story}.example,{story}.example,{status},,{REP},"
                    f"{story},,{int(bool(master))},{master},{became},{_at(created[lead])}"
                )
    for place, contact in enumerate(contacts):
        master = contacts_merged.get(contact, "")
        last["Contact"].append(
            f"{contact},Doe,contact{place}@{story}.example,,{REP},{story},"
            f"{_at(converted_at)},{int(bool(master))},{master}"
        )
    for place, key in enumerate([deal, _id("006", number, 1)] if contacts else []):
        if key and (place == 0 or random.random() < 0.4):
            made = converted_at if random.random() < 0.7 else _moment(random)
            moves = _changes(random, "Qualification", MOVES, made)
            stage = moves[-1][2] if moves else "Qualification"
            closed = f"{moves[-1][0]:%Y-%m-%d}" if moves else ""
            last["Opportunity"].append(
                f"{key},Deal,,,{REP},{stage},{int(stage.startswith('Closed'))},"
                f"{int(stage == 'Closed Won')},900,EUR,{closed},{_at(made)}"
            )
            for step, (at, value) in enumerate(
                [(made, "Qualification"), *((at, new) for at, _, new in moves)]
            ):
                move = _id("008", number, place * 10 + step)
                last["OpportunityHistory"].append(f"{move},{key},{REP},{_at(at)},{value}")
            if place:
                role = (
                    f"{_id('00K', number, 0)},{key},{random.choice(contacts)},Other,{_at(made)},0"
                )
                last["OpportunityContactRole"].append(role)
    _tell_touches(random, number, leads + contacts, last)
    yield from _tell_marketo(random, number, leads[0], told)
    for kind, pairs in (("lead", merged), ("contact", contacts_merged)):
        yield from (
            (f"salesforce:{kind}:{one}", f"salesforce:{kind}:{other}")
            for one, other in pairs.items()
        )
    if contacts:
        yield f"salesforce:lead:{leads[0]}", f"salesforce:contact:{contacts[0]}"


def _tell_touches(
    random: Random, number: int, people: list[str], last: dict[str, list[str]]
) -> None:
    for step in range(random.randint(0, 4)):
        who, at = random.choice(people), _moment(random)
        if random.random() < 0.5:
            kind = random.choice(("Call,Call", "Email,Email"))
            last["Task"].append(
                f"{_id('00T', number, step)},{who},About it,Completed,{REP},{kind},"
                f"{_at(at)},{_at(at)},,,"
            )
        else:
            lead_or_contact = f"{who}," if who.startswith("00Q") else f",{who}"
            last["CampaignMember"].append(
                f"{_id('00v', number, step)},7015g0000000001AAA,{lead_or_contact},Attended,1,"
                f"{_at(at)},{at:%Y-%m-%d}"
            )
    if number == 0:
        last["Campaign"].append("7015g0000000001AAA,Fair,Trade Show,2026-01-05 08:00:00")


def _tell_marketo(
    random: Random, number: int, lead: str, told: Exports
) -> Iterator[tuple[str, str]]:
    """The person of a lead of Salesforce, and one who was merged into it."""
    if random.random() < 0.5:
        return
    last = told["marketo", LAST_EXPORT]
    person, other = 1000 + 2 * number, 1001 + 2 * number
    synced = random.choice((lead[:15], ""))
    last["leads"].append(
        f"{person},doe@force{number:03}.example,force{number:03},New,{synced},"
        f"{KNOWN:%Y-%m-%dT%H:%M:%SZ},2026-09-30T08:00:00Z"
    )
    entries: list[tuple[int, datetime, int, str]] = [
        (
            random.choice((person, other)),
            at,
            13,
            f'""Old Value"": ""{old}"", ""New Value"": ""{new}""',
        )
        for at, old, new in _changes(random, "New", ("MQL", "SQL", "New"), KNOWN)
    ]
    entries.append((person, _moment(random), 32, f'""Merge IDs"": ""[{other}]""'))
    for step, (who, at, kind, attributes) in enumerate(entries):
        name = "24,Lead Status" if kind == 13 else ","
        last["activities"].append(
            f'{number}-{step},{who},{at:%Y-%m-%dT%H:%M:%SZ},{kind},{name},"{{{attributes}}}"'
        )
    yield f"marketo:lead:{person}", f"marketo:lead:{other}"
    if synced:
        yield f"marketo:lead:{person}", f"salesforce:lead:{lead}"


def _tell_hubspot(random: Random, number: int, told: Exports) -> Iterator[tuple[str, str]]:
    """A person's contacts, merged as may be, with deals, calls and forms."""
    first, last = told["hubspot", FIRST_EXPORT], told["hubspot", LAST_EXPORT]
    story = f"spot{number:03}"
    contacts = [str(10_000 + 10 * number + place) for place in range(random.randint(1, 3))]
    merged = _merges(random, contacts)
    deals = [str(50_000 + 10 * number + place) for place in range(random.choice((0, 1, 2)))]
    of_deal = {deal: random.choice(contacts) for deal in deals}
    for place, contact in enumerate(contacts):
        created = _moment(random) if place else KNOWN
        merged_at = _moment(random, created)
        now = {"lifecyclestage": "lead", "hs_lead_status": ""}
        early = dict(now)
        for name, values in STEPS.items():
            for at, _, new in _changes(random, now[name], values, created):
                now[name] = new
                early |= {name: new} if at < FIRST_DAY else {}
                last["contact_property_history"].append(
                    f"{contact},{name},{new},{at:%Y-%m-%dT%H:%M:%SZ}"
                )
        # a contact lists all that ended in it, those too that another one had taken in before
        absorbed = ";".join(
            f"{other}:{int((merged_at - datetime(1970, 1, 1)).total_seconds()) * 1000}"
            for other, survivor in merged.items()
            if contact in (survivor, merged.get(survivor))
        )
        associated = ";".join(deal for deal, who in of_deal.items() if who == contact)
        for export, until, stages in (
            (first, FIRST_DAY, early), (last, datetime.max, now),
        ):  # fmt: skip
            if created < until and not (export is last and contact in merged):
                export["contacts"].append(
                    f"{contact},doe{place}@{story}.example,{story},{stages['lifecyclestage']},"
                    f"{stages['hs_lead_status']},11,,,{associated},"
                    f"{created:%Y-%m-%dT%H:%M:%SZ},{min(until, FIRST_DAY):%Y-%m-%dT%H:%M:%SZ},"
                    f"{absorbed if export is last else ''}"
                )
        if random.random() < 0.5:
            last["form_submissions"].append(
                f"{contact}-f,Contact us,{contact},{_moment(random, created):%Y-%m-%dT%H:%M:%SZ}"
            )
        if random.random() < 0.5:
            done = f"{_moment(random, created):%Y-%m-%dT%H:%M:%SZ}"
            last["tasks"].append(f"9{contact},CALL,COMPLETED,11,{done},{done},,{contact}")
    for deal in deals:
        made = _moment(random)
        moves = _changes(random, "Prospecting", MOVES, made)
        stage = STAGES[moves[-1][2]] if moves else "qualifiedtobuy"
        closed = f"{moves[-1][0]:%Y-%m-%dT%H:%M:%SZ}" if moves else ""
        last["deals"].append(f"{deal},Deal,{stage},900,EUR,{made:%Y-%m-%dT%H:%M:%SZ},{closed}")
        for at, _, new in moves:
            last["deal_property_history"].append(
                f"{deal},dealstage,{STAGES[new]},{at:%Y-%m-%dT%H:%M:%SZ}"
            )
    yield from (
        (f"hubspot:contact:{one}", f"hubspot:contact:{other}") for one, other in merged.items()
    )
