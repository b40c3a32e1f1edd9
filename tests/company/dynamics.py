"""The company as Dynamics 365 writes it: answers of Dataverse's API as tables, and lists in French.

Leads, contacts, opportunities and activities have ids with their names beside, and moments in UTC;
accounts and users come from lists of the application, whose owners stand by name, on the clock of
Paris. All are full each time; the audit log only adds, and tells choices by their numbers. A lead
that was qualified stays, with the contact that was made from it.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from tests.company.crm import CrmExports, first_status, status_changes
from tests.company.people import AUTOMATED, MERGED_AFTER, Act, Deal, Double, Person
from tests.company.tables import Tables, since_last
from tests.company.world import (
    CAMPAIGNS,
    COMPANY_ZONE,
    DAY,
    MEETING_NOTICE,
    MOVED_AT,
    STORY_STARTS,
    USERS,
    Account,
    User,
    account,
    account_owner,
    local_day,
    utc,
)

SHOWN = "OData.Community.Display.V1.FormattedValue"
KIND = "Microsoft.Dynamics.CRM.lookuplogicalname"
COLUMNS = {
    "leads": (
        f"leadid,_ownerid_value,_ownerid_value@{SHOWN},_ownerid_value@{KIND},firstname,lastname,"
        "fullname,emailaddress1,emailaddress2,emailaddress3,jobtitle,companyname,websiteurl,"
        f"address1_country,numberofemployees,leadsourcecode,leadsourcecode@{SHOWN},"
        f"_campaignid_value,_campaignid_value@{SHOWN},statecode,statecode@{SHOWN},statuscode,"
        f"statuscode@{SHOWN},new_rejectionreason@{SHOWN},new_segment,new_machines,new_sqldate,"
        "_parentaccountid_value,_parentcontactid_value,_qualifyingopportunityid_value,"
        "_masterid_value,merged,createdon,modifiedon"
    ),
    "contacts": (
        f"contactid,_ownerid_value,_ownerid_value@{SHOWN},_ownerid_value@{KIND},firstname,lastname,"
        "fullname,emailaddress1,emailaddress2,emailaddress3,jobtitle,address1_country,"
        f"_parentcustomerid_value,_parentcustomerid_value@{SHOWN},leadsourcecode@{SHOWN},"
        "new_sourcecampaign,new_segment,new_machines,_originatingleadid_value,createdon,modifiedon"
    ),
    "opportunities": (
        "opportunityid,name,_parentaccountid_value,_parentcontactid_value,_originatingleadid_value,"
        f"_ownerid_value,_ownerid_value@{SHOWN},_ownerid_value@{KIND},statecode,statuscode,"
        f"stepname,estimatedvalue,"
        f"actualvalue,_transactioncurrencyid_value,new_opportunitytype@{SHOWN},estimatedclosedate,"
        "actualclosedate,createdon,modifiedon"
    ),
    "activitypointers": (
        f"activityid,activitytypecode,activitytypecode@{SHOWN},subject,_regardingobjectid_value,"
        f"_regardingobjectid_value@{KIND},_ownerid_value,_ownerid_value@{SHOWN},"
        f"_ownerid_value@{KIND},statecode,"
        "directioncode,isworkflowcreated,scheduledstart,scheduledend,actualend,createdon,modifiedon"
    ),
    "connections": "connectionid,_record1id_value,_record2id_value,createdon,modifiedon",
    "campaigns": (
        f"campaignid,name,typecode@{SHOWN},statuscode@{SHOWN},actualstart,budgetedcost,"
        "totalactualcost,_transactioncurrencyid_value,createdon,modifiedon"
    ),
    "transactioncurrencies": "transactioncurrencyid,currencyname,isocurrencycode",
    "teams": "teamid,name",
    "stringmaps": "objecttypecode,attributename,attributevalue,value,langid",
    "audits": "auditid,createdon,_objectid_value,objecttypecode,action,operation,changedata",
    "Tous les comptes": (
        "(Ne pas modifier) Compte,(Ne pas modifier) Somme de contrôle de la ligne,"
        "(Ne pas modifier) Modifié le,Nom du compte,Propriétaire,Site web,Pays/région,"
        "Secteur d'activité,Segment client,Nombre d'employés,Créé le"
    ),
    "Utilisateurs activés": (
        "(Ne pas modifier) Utilisateur,(Ne pas modifier) Somme de contrôle de la ligne,"
        "(Ne pas modifier) Modifié le,Nom complet,Adresse e-mail principale,Service,"
        "Fuseau horaire,Mode d'accès,Statut"
    ),
}

FRESH = "New"
STATUS = {
    "mql": "MQL",
    "accepted": "Contacted",
    "sql": "Sales Qualified",
    "rejected": "Disqualified",
    "recycled": "Nurturing",
}
CONVERTED, MERGED = "Qualified", "Canceled"
# The number of each status; those of the company's own begin far above.
NUMBERS = {
    FRESH: 1,
    "Contacted": 2,
    CONVERTED: 3,
    MERGED: 7,
    "MQL": 100000001,
    "Sales Qualified": 100000002,
    "Disqualified": 100000003,
    "Nurturing": 100000004,
}
STATES = {CONVERTED: (1, "Qualified"), MERGED: (2, "Disqualified")} | {
    "Disqualified": (2, "Disqualified")
}
PHASES = {"discovery": "1-Qualify", "proposal": "3-Propose", "negotiation": "4-Close"}
DEAL_STATES = {"won": 1, "lost": 2}
DEAL_TYPES = {"new": "New Business", "renewal": "Renewal", "expansion": "Expansion"}
CURRENCIES = {
    "EUR": "Euro",
    "USD": "US Dollar",
    "GBP": "Pound Sterling",
    "CHF": "Swiss Franc",
    "MAD": "Moroccan Dirham",
}
KINDS = {"call": "phonecall", "email": "email", "meeting": "appointment", "task": "task"}
QUEUE_NAME = "Inbound queue"

# Attribute, value before and after, when.
Entry = tuple[int, str, str | None, str | None]


def _guid(kind: int, number: int) -> str:
    return f"{kind:08x}-5b0c-4f2d-8000-{number:012x}"


def lead_id(person: Person) -> str:
    """The person's lead."""
    return _guid(4, person.number * 4 + 1)


def double_id(person: Person) -> str:
    """The lead of the person's double."""
    return _guid(4, person.number * 4 + 2)


def contact_id(person: Person) -> str:
    """The person's contact."""
    return _guid(2, person.number * 4 + 1)


def act_id(person: Person, number: int) -> str:
    """Id of what a user did, by its place among all that was done."""
    return _guid(8, person.number * 64 + number + 1)


def deal_id(deal: Deal) -> str:
    """The deal's record."""
    return _guid(3, deal.number + 1)


def _account_id(home: Account) -> str:
    return _guid(1, home.number + 1)


def _user_id(user: User) -> str:
    return _guid(5, user.number)


QUEUE = _guid(6, 1)


def _currency_id(code: str) -> str:
    return _guid(9, int.from_bytes(code.encode()))


def _at(at: int) -> str:
    return f"{utc(at):%Y-%m-%dT%H:%M:%SZ}"


def _in_paris(at: int) -> str:
    return f"{datetime.fromtimestamp(at, COMPANY_ZONE):%d/%m/%Y %H:%M}"


def _owner(user: User | None) -> dict[str, str]:
    owner = "_ownerid_value"
    if user is None:
        return {owner: QUEUE, f"{owner}@{SHOWN}": QUEUE_NAME, f"{owner}@{KIND}": "team"}
    return {owner: _user_id(user), f"{owner}@{SHOWN}": user.name, f"{owner}@{KIND}": "systemuser"}


def statuses(person: Person) -> list[tuple[int, str]]:
    """The statuses that the lead took after its creation, in order."""
    return status_changes(person, STATUS, CONVERTED)


class DynamicsExports(CrmExports):
    """All exports of one organisation, written side by side as the households come by."""

    def __init__(self, folder: Path, exports: Sequence[int]) -> None:
        super().__init__(exports)
        self._tables = self._opened(
            folder / "dynamics", lambda each: Tables(each, COLUMNS, quoting=0)
        )

    # People

    def _write_person(self, index: int, person: Person) -> None:
        seen_at, tables = self._exports[index], self._tables[index]
        if person.crm_at is not None and person.crm_at <= seen_at:
            converted_at = person.converted_at
            if not person.is_contact:
                if person.deleted_at is None or person.deleted_at > seen_at:
                    tables.add("leads", self._lead(index, person))
                self._write_audit(index, person)
            if person.is_contact or (converted_at is not None and converted_at <= seen_at):
                tables.add("contacts", self._contact(index, person))
        for double in person.doubles:
            if double.created_at <= seen_at:
                tables.add("leads", self._double(index, person, double))
        for number, act in enumerate(person.acts_in_order):
            self._write_act(index, person, act, number)

    def _common(self, index: int, person: Person) -> dict[str, object]:
        more = (*person.more_emails, "", "")
        return {
            "firstname": person.first_name,
            "lastname": person.last_name,
            "fullname": f"{person.first_name} {person.last_name}",
            "emailaddress1": (index and person.later_email) or person.email,
            "emailaddress2": more[0],
            "emailaddress3": more[1],
            "jobtitle": person.title_at(self._exports[index]),
            f"leadsourcecode@{SHOWN}": person.source or "",
            "new_segment": person.segment,
            "new_machines": "" if person.machines is None else person.machines,
        }

    def _of_company(self, person: Person) -> dict[str, object]:
        home = person.account
        assert home is not None
        campaign = person.campaign
        return {
            "companyname": home.name,
            "websiteurl": f"https://www.{home.domain}",
            "numberofemployees": home.employees,
            "_campaignid_value": _guid(7, campaign.number) if campaign else "",
            f"_campaignid_value@{SHOWN}": campaign.name if campaign else "",
        }

    def _status(self, name: str) -> dict[str, object]:
        state, label = STATES.get(name, (0, "Open"))
        return {
            "statecode": state,
            f"statecode@{SHOWN}": label,
            "statuscode": NUMBERS[name],
            f"statuscode@{SHOWN}": name,
        }

    def _lead(self, index: int, person: Person) -> dict[str, object]:
        seen_at = self._exports[index]
        assert person.crm_at is not None
        changes = [(at, value) for at, value in statuses(person) if at <= seen_at]
        converted_at = person.converted_at
        is_converted = converted_at is not None and converted_at <= seen_at
        deal = next((p.deals[0] for p in person.passes if p.deals), None)
        reasons = [reason for at, reason in person.reasons() if at <= seen_at]
        qualified = next((s for p in person.passes for s in p.steps if s.stage == "sql"), None)
        owned = [at for at, _ in person.owners if person.crm_at < at <= seen_at]
        row = self._common(index, person) | self._of_company(person)
        row |= _owner(person.owner_at(seen_at))
        if person.is_owner_named and index == 0:
            row["_ownerid_value"] = ""
        row |= self._status(changes[-1][1] if changes else first_status(person, STATUS, FRESH))
        row |= {
            "leadid": lead_id(person),
            "address1_country": person.country_at(seen_at),
            f"new_rejectionreason@{SHOWN}": reasons[-1] if reasons else "",
            "createdon": _at(person.crm_at),
            "modifiedon": _at(max([person.crm_at, *owned, *(at for at, _ in changes)])),
        }
        if is_converted:
            assert person.account is not None
            assert deal is not None
            row["_parentaccountid_value"] = _account_id(person.account)
            row["_qualifyingopportunityid_value"] = deal_id(deal)
            # of a contact that was there already nobody knows when the lead was qualified
            if person.is_converted_undated:
                row["_parentcontactid_value"] = contact_id(person)
        if person.sql_day_only and qualified is not None and qualified.at <= seen_at:
            row["new_sqldate"] = local_day(qualified.at)
        return row

    def _double(self, index: int, person: Person, double: Double) -> dict[str, object]:
        row = self._common(index, person) | self._of_company(person) | _owner(None)
        row |= self._status(FRESH)
        row |= {
            "leadid": double_id(person),
            "emailaddress1": double.email,
            "address1_country": person.country,
            "createdon": _at(double.created_at),
            "modifiedon": _at(double.created_at),
        }
        if double.why == "merged":
            merged_at = double.created_at + MERGED_AFTER
            row |= self._status(MERGED)
            row |= {
                "_masterid_value": lead_id(person),
                "merged": True,
                "modifiedon": _at(merged_at),
            }
            entry = (merged_at, "statuscode", str(NUMBERS[FRESH]), str(NUMBERS[MERGED]))
            self._audit(index, "lead", double_id(person), [entry])
        return row

    def _contact(self, index: int, person: Person) -> dict[str, object]:
        created_at = person.crm_at if person.is_contact else person.converted_at
        home = person.account
        assert created_at is not None
        assert home is not None
        is_made_from_lead = not person.is_contact and not person.is_converted_undated
        row = self._common(index, person) | _owner(person.owner_at(created_at))
        return row | {
            "contactid": contact_id(person),
            "address1_country": person.country,
            "_parentcustomerid_value": _account_id(home),
            f"_parentcustomerid_value@{SHOWN}": home.name,
            "new_sourcecampaign": person.campaign.name if person.campaign else "",
            "_originatingleadid_value": lead_id(person) if is_made_from_lead else "",
            "createdon": _at(created_at),
            "modifiedon": _at(created_at),
        }

    def _write_audit(self, index: int, person: Person) -> None:
        assert person.crm_at is not None
        entries: list[Entry] = []
        status = first_status(person, STATUS, FRESH)
        for at, value in statuses(person) if person.has_history else []:
            if value != status:
                entries.append((at, "statuscode", str(NUMBERS[status]), str(NUMBERS[value])))
            status = value
        reason = ""
        for at, value in person.reasons() if person.keeps_reasons else []:
            if value != reason:
                entries.append((at, "new_rejectionreason", reason or None, value or None))
            reason = value
        if person.title_known_at is not None and person.title_known_at > person.crm_at:
            entries.append((person.title_known_at, "jobtitle", None, person.title))
        if person.later_country is not None:
            entries.append((MOVED_AT, "address1_country", person.country, person.later_country))
        owner = person.owner_at(person.crm_at)
        for at, user in person.owners:
            if at > person.crm_at:
                before, after = (
                    f"systemuser,{_user_id(each)}" if each else f"team,{QUEUE}"
                    for each in (owner, user)
                )
                entries.append((at, "ownerid", before, after))
                owner = user
        self._audit(index, "lead", lead_id(person), entries)

    def _audit(self, index: int, kind: str, record: str, entries: list[Entry]) -> None:
        after, until = since_last(self._exports, index)
        for number, (at, attribute, old, new) in enumerate(entries, start=1):
            if not after < at <= until:
                continue
            changed = {"logicalName": attribute, "oldValue": old, "newValue": new}
            self._tables[index].add(
                "audits",
                {
                    "auditid": f"{record[:24]}{number:04d}{record[28:]}",
                    "createdon": _at(at),
                    "_objectid_value": record,
                    "objecttypecode": kind,
                    "action": 2,
                    "operation": 2,
                    "changedata": json.dumps({"changedAttributes": [changed]}, ensure_ascii=False),
                },
            )

    # What reps do

    def _write_act(self, index: int, person: Person, act: Act, number: int) -> None:
        seen_at = self._exports[index]
        if act.kind == "meeting":
            created_at = act.at - MEETING_NOTICE
        else:
            created_at = act.at - 2 * DAY if act.state == "dated" else act.at
        if created_at > seen_at:
            return
        is_past = act.at <= seen_at
        is_meeting = act.kind == "meeting"
        # a meeting stays scheduled, whoever was there
        is_done = act.state != "undone" and is_past and not is_meeting
        towards, kind = lead_id(person), "lead"
        if person.is_contact:
            towards, kind = contact_id(person), "contact"
        for double in person.doubles:
            if double.why != "merged" and double.created_at <= act.at:
                towards, kind = double_id(person), "lead"
        state = 3 if is_meeting else int(is_done)
        has_direction = act.kind in ("call", "email")
        is_timed = is_done and act.state != "dated"
        self._tables[index].add(
            "activitypointers",
            _owner(act.user)
            | {
                "activityid": act_id(person, number),
                "activitytypecode": KINDS[act.kind],
                "subject": "Follow-up",
                "_regardingobjectid_value": towards,
                f"_regardingobjectid_value@{KIND}": kind,
                "statecode": state,
                "directioncode": act.state != "inbound" if has_direction else "",
                "isworkflowcreated": act.state in AUTOMATED,
                "scheduledstart": _at(act.at) if is_meeting else "",
                "scheduledend": local_day(act.at),
                "actualend": _at(act.at) if is_timed else "",
                "createdon": _at(created_at),
                "modifiedon": _at(act.at if is_past else created_at),
            },
        )

    # Deals

    def _write_deal(self, index: int, deal: Deal) -> None:
        seen_at, tables = self._exports[index], self._tables[index]
        done = [progress for progress in deal.progress if progress.at <= seen_at]
        if not done:
            return
        self._audit(index, "opportunity", deal_id(deal), _deal_entries(deal))
        if not deal.is_shown_at(seen_at):
            return
        state = DEAL_STATES.get(done[-1].name, 0)
        phases = [PHASES[progress.name] for progress in done if progress.name in PHASES]
        began_at = deal.converted_at or deal.created_at
        roles = [(person, began_at) for person, _ in deal.members]
        if deal.contact is not None:
            roles.append((deal.contact, began_at))
        roles = [(person, at) for person, at in [*roles, *deal.onlookers] if at <= seen_at]
        # a deal that comes after the conversion is the contact's
        origin = next((p for p, _ in deal.members if p.converted_at == began_at <= seen_at), None)
        amount = "" if deal.amount is None else deal.amount
        tables.add(
            "opportunities",
            _owner(deal.owner)
            | {
                "opportunityid": deal_id(deal),
                "name": f"{deal.account.name} {deal.number}",
                "_parentaccountid_value": _account_id(deal.account),
                "_parentcontactid_value": contact_id(roles[0][0]) if roles else "",
                "_originatingleadid_value": lead_id(origin) if origin else "",
                "statecode": state,
                "statuscode": {0: 1, 1: 3, 2: 4}[state],
                "stepname": phases[-1] if phases else PHASES["discovery"],
                "estimatedvalue": amount,
                "actualvalue": amount if state == 1 else "",
                "_transactioncurrencyid_value": _currency_id(deal.currency),
                f"new_opportunitytype@{SHOWN}": DEAL_TYPES[deal.kind],
                "estimatedclosedate": local_day(deal.due_at or deal.created_at + 90 * DAY),
                "actualclosedate": local_day(done[-1].at) if state else "",
                "createdon": _at(deal.created_at),
                "modifiedon": _at(done[-1].at),
            },
        )
        for number, (person, at) in enumerate(roles):
            pair = deal_id(deal), contact_id(person)
            for way, (one, other) in enumerate((pair, pair[::-1])):
                tables.add(
                    "connections",
                    {
                        "connectionid": _guid(10 + way, deal.number * 8 + number),
                        "_record1id_value": one,
                        "_record2id_value": other,
                        "createdon": _at(at),
                        "modifiedon": _at(at),
                    },
                )

    # What is not a person's

    def _write_setting(self, index: int) -> None:
        tables, began = self._tables[index], STORY_STARTS - 30 * DAY
        for number in sorted(self._accounts):
            home = account(number)
            tables.add(
                "Tous les comptes",
                {
                    "(Ne pas modifier) Compte": _account_id(home).upper(),
                    "(Ne pas modifier) Modifié le": _in_paris(began),
                    "Nom du compte": home.name,
                    "Propriétaire": account_owner(home).name,
                    "Site web": f"https://www.{home.domain}",
                    "Pays/région": home.country,
                    "Secteur d'activité": home.industry,
                    "Segment client": home.segment,
                    "Nombre d'employés": home.employees,
                    "Créé le": _in_paris(began),
                },
            )
        for user in USERS:
            tables.add(
                "Utilisateurs activés",
                {
                    "(Ne pas modifier) Utilisateur": _user_id(user),
                    "(Ne pas modifier) Modifié le": _in_paris(began),
                    "Nom complet": user.name,
                    "Adresse e-mail principale": user.email,
                    "Service": user.department or "",
                    "Fuseau horaire": user.zone,
                    "Mode d'accès": "Lecture-écriture" if user.department else "Non-interactif",
                    "Statut": "Activé",
                },
            )
        tables.add("teams", {"teamid": QUEUE, "name": QUEUE_NAME})
        for code, name in CURRENCIES.items():
            row = {"currencyname": name, "isocurrencycode": code}
            tables.add("transactioncurrencies", {"transactioncurrencyid": _currency_id(code)} | row)
        for name, number in NUMBERS.items():
            option = {"attributename": "statuscode", "attributevalue": number, "value": name}
            tables.add("stringmaps", {"objecttypecode": "lead", "langid": 1033} | option)
        for campaign in CAMPAIGNS:
            tables.add(
                "campaigns",
                {
                    "campaignid": _guid(7, campaign.number),
                    "name": campaign.name,
                    f"typecode@{SHOWN}": campaign.channel,
                    f"statuscode@{SHOWN}": "In Progress",
                    "actualstart": campaign.starts_on,
                    "budgetedcost": campaign.cost,
                    "totalactualcost": campaign.cost,
                    "_transactioncurrencyid_value": _currency_id("EUR"),
                    "createdon": _at(began),
                    "modifiedon": _at(began),
                },
            )


def _deal_entries(deal: Deal) -> list[Entry]:
    entries: list[Entry] = []
    phase, state = None, 0
    for progress in deal.progress:
        now = DEAL_STATES.get(progress.name, 0)
        if now != state:
            entries.append((progress.at, "statecode", str(state), str(now)))
            state = now
        entered = PHASES.get(progress.name)
        if entered is not None and entered != phase:
            entries.append((progress.at, "stepname", phase, entered))
            phase = entered
    return entries
