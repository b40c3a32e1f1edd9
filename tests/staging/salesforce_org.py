"""A small Salesforce org, and its exports in the styles in which Salesforce writes them.

The facts are told once, under API names and in UTC; a style says how they are written: which words
for true and false, which clock, what an empty lookup looks like, which files.
"""

import csv
import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

Fact = dict[str, Any]
Objects = dict[str, list[Fact]]

# An id's last three characters tell which of its characters are upper case, five at a time: in
# 00Q5g only the third is (binary 00100, so E), in 00000 none (A), in 0000A the fifth (10000, so Q).
ANNA = "00Q5g0000000001EAA"
BRUNO = "00Q5g000000000aEAA"
BRUNO_TWICE = "00Q5g000000000AEAQ"
CHLOE = "00Q5g0000000004EAA"
ANNA_CONTACT = "0035g0000000001AAA"
DAVID_CONTACT = "0035g0000000002AAA"
CLIENT = "0015g0000000001AAA"
CLIENT_TWICE = "0015g0000000002AAA"
DEAL = "0065g0000000001AAA"
OLD_DEAL = "0065g0000000002AAA"
CLAIRE = "0055g0000000001AAA"
SYNC = "0055g0000000002AAA"
QUEUE = "00G5g0000000001EAA"
WEBINAR = "7015g0000000001AAA"

JUNE = "2026-06-15T0200Z"
JULY = "2026-07-01T0200Z"


def utc(text: str) -> datetime:
    """The instant of `2026-06-01 08:00`, UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _stamps(created: str, modified: str) -> Fact:
    return {"CreatedDate": utc(created), "LastModifiedDate": utc(modified)}


def _lead(**values: Any) -> Fact:
    defaults: Fact = {
        "IsDeleted": False,
        "MasterRecordId": None,
        "Company": None,
        "Country": "France",
        "LeadSource": "Web",
        "NumberOfEmployees": None,
        "Rejection_Reason__c": None,
        "Segment__c": None,
        "MQL_Date__c": None,
        "Marketo_ID__c": None,
        "OwnerId": CLAIRE,
        "IsConverted": False,
        "ConvertedDate": None,
        "ConvertedAccountId": None,
        "ConvertedContactId": None,
        "ConvertedOpportunityId": None,
        "LastTransferDate": None,
    }
    return defaults | values


# Anna becomes a customer. Bruno is refused, and is there twice until the org merges him.
LEADS_IN_JULY: list[Fact] = [
    _lead(
        Id=ANNA,
        FirstName="Anna",
        LastName="Petit",
        Email="anna@client.example",
        Title="Acheteuse",
        Company="Client SA",
        NumberOfEmployees=120,
        Status="Closed - Converted",
        MQL_Date__c=utc("2026-06-02 09:00"),
        Segment__c="Mid-market",
        IsConverted=True,
        ConvertedDate=date(2026, 6, 10),
        ConvertedAccountId=CLIENT,
        ConvertedContactId=ANNA_CONTACT,
        ConvertedOpportunityId=DEAL,
        LastTransferDate=date(2026, 6, 2),
        **_stamps("2026-06-01 08:00", "2026-06-10 14:30"),
    ),
    _lead(
        Id=BRUNO,
        FirstName="Bruno",
        LastName="Leclère",
        Email="bruno@autre.example",
        Status="Unqualified",
        Rejection_Reason__c="No budget",
        **_stamps("2026-06-03 08:00", "2026-06-05 11:00"),
    ),
    _lead(
        Id=BRUNO_TWICE,
        FirstName="Bruno",
        LastName="Leclere",
        Email="b.leclere@autre.example",
        Status="Open - Not Contacted",
        IsDeleted=True,
        MasterRecordId=BRUNO,
        **_stamps("2026-06-20 08:00", "2026-06-21 08:00"),
    ),
    _lead(
        Id=CHLOE,
        FirstName="Chloé",
        LastName="Roux",
        Email="chloe@encore.example",
        Status="Nurturing",
        LeadSource="Trade Show",
        Marketo_ID__c="4711",
        OwnerId=QUEUE,
        **_stamps("2026-06-04 08:00", "2026-06-25 08:00"),
    ),
]

# In June Chloé had just come in, from another source and another country.
LEADS_IN_JUNE: list[Fact] = [
    LEADS_IN_JULY[0],
    LEADS_IN_JULY[1],
    LEADS_IN_JULY[3]
    | {
        "Status": "New",
        "LeadSource": "Web",
        "Country": None,
        "OwnerId": CLAIRE,
        "LastModifiedDate": utc("2026-06-04 08:00"),
    },
]


def _history(number: int, lead: str, at: str, field: str, old: object, new: object) -> Fact:
    return {
        "Id": f"0175g000000000{number}AAA",
        "IsDeleted": False,
        "LeadId": lead,
        "CreatedDate": utc(at),
        "Field": field,
        "OldValue": old,
        "NewValue": new,
    }


LEAD_HISTORY: list[Fact] = [
    _history(1, ANNA, "2026-06-01 08:00", "created", None, None),
    _history(2, ANNA, "2026-06-02 09:00", "Status", "Open - Not Contacted", "MQL"),
    _history(3, ANNA, "2026-06-02 09:30", "Owner", QUEUE, CLAIRE),
    _history(4, ANNA, "2026-06-02 09:30", "Owner", "Inbound", "Claire Martin"),
    _history(5, ANNA, "2026-06-03 10:00:05", "Status", "MQL", "Working - Contacted"),
    _history(6, ANNA, "2026-06-10 14:30", "leadConverted", None, None),
    _history(7, BRUNO, "2026-06-05 11:00", "Status", "Open - Not Contacted", "Unqualified"),
    _history(8, BRUNO, "2026-06-05 11:00", "Rejection_Reason__c", None, "No budget"),
    _history(9, BRUNO, "2026-06-05 11:01", "Phone", "1", "2"),
]

CONTACTS: list[Fact] = [
    {
        "Id": ANNA_CONTACT,
        "IsDeleted": False,
        "MasterRecordId": None,
        "AccountId": CLIENT,
        "FirstName": "Anna",
        "LastName": "Petit",
        "Email": "anna@client.example",
        "Title": "Acheteuse",
        "MailingCountry": "France",
        "LeadSource": "Web",
        "OwnerId": CLAIRE,
        **_stamps("2026-06-10 14:30", "2026-06-10 14:30"),
    },
    {
        "Id": DAVID_CONTACT,
        "IsDeleted": False,
        "MasterRecordId": None,
        "AccountId": CLIENT,
        "FirstName": "David",
        "LastName": "Blanc",
        "Email": "david@client.example",
        "Title": None,
        "MailingCountry": "France",
        "LeadSource": None,
        "OwnerId": CLAIRE,
        **_stamps("2026-05-01 08:00", "2026-05-01 08:00"),
    },
]

ACCOUNTS: list[Fact] = [
    {
        "Id": CLIENT,
        "IsDeleted": False,
        "MasterRecordId": None,
        "Name": "Client SA",
        "Website": "https://www.client.example",
        "BillingCountry": "France",
        "Industry": "Machinery",
        "NumberOfEmployees": 120,
        "OwnerId": CLAIRE,
        **_stamps("2026-05-01 08:00", "2026-06-10 14:30"),
    },
    {
        "Id": CLIENT_TWICE,
        "IsDeleted": True,
        "MasterRecordId": CLIENT,
        "Name": "Client",
        "Website": None,
        "BillingCountry": None,
        "Industry": None,
        "NumberOfEmployees": None,
        "OwnerId": CLAIRE,
        **_stamps("2026-05-02 08:00", "2026-05-03 08:00"),
    },
]


def _account_history(number: int, at: str, field: str, old: object, new: object) -> Fact:
    return {
        "Id": f"0175g000000002{number}AAA",
        "IsDeleted": False,
        "AccountId": CLIENT,
        "CreatedDate": utc(at),
        "Field": field,
        "OldValue": old,
        "NewValue": new,
    }


# By labels and API names, as exports mix them; of a long text only that it changed.
ACCOUNT_HISTORY: list[Fact] = [
    _account_history(1, "2026-05-01 08:00", "created", None, None),
    _account_history(2, "2026-05-15 09:00", "Owner", QUEUE, CLAIRE),
    _account_history(3, "2026-05-15 09:00", "Owner", "Inbound", "Claire Martin"),
    _account_history(4, "2026-05-20 09:00", "Employees", "60", "80"),
    _account_history(5, "2026-06-10 14:30", "NumberOfEmployees", "80", "120"),
    _account_history(6, "2026-06-10 14:30", "Website", None, None),
    _account_history(7, "2026-06-10 14:30", "Industry", "Machines", "Machinery"),
]

# The first deal moves twice, once only its amount; the second closed without any history.
OPPORTUNITIES: list[Fact] = [
    {
        "Id": DEAL,
        "IsDeleted": False,
        "AccountId": CLIENT,
        "ContactId": DAVID_CONTACT,
        "Name": "Client SA: machines",
        "StageName": "Negotiation/Review",
        "Type": "New Customer",
        "Amount": "12000.50",
        "CurrencyIsoCode": "EUR",
        "LeadSource": "Web",
        "Loss_Reason__c": None,
        "OwnerId": CLAIRE,
        "IsClosed": False,
        "IsWon": False,
        "CloseDate": date(2026, 9, 30),
        "LastStageChangeDate": utc("2026-06-20 10:00"),
        **_stamps("2026-06-10 14:30", "2026-06-20 10:00"),
    },
    {
        "Id": OLD_DEAL,
        "IsDeleted": False,
        "AccountId": CLIENT,
        "ContactId": None,
        "Name": "Client SA: spare parts",
        "StageName": "Closed Lost",
        "Type": None,
        "Amount": None,
        "CurrencyIsoCode": "USD",
        "LeadSource": None,
        "Loss_Reason__c": "Price",
        "OwnerId": CLAIRE,
        "IsClosed": True,
        "IsWon": False,
        "CloseDate": date(2026, 5, 20),
        "LastStageChangeDate": None,
        **_stamps("2026-05-02 08:00", "2026-05-20 08:00"),
    },
]


def _deal_history(number: int, at: str, stage: str) -> Fact:
    return {
        "Id": f"0085g000000000{number}AAA",
        "IsDeleted": False,
        "OpportunityId": DEAL,
        "CreatedDate": utc(at),
        "StageName": stage,
    }


OPPORTUNITY_HISTORY: list[Fact] = [
    _deal_history(1, "2026-06-10 14:30", "Qualification"),
    _deal_history(2, "2026-06-12 10:00", "Qualification"),
    _deal_history(3, "2026-06-20 10:00", "Negotiation/Review"),
]

OPPORTUNITY_FIELD_HISTORY: list[Fact] = [
    {
        "Id": "0175g0000000011AAA",
        "IsDeleted": False,
        "OpportunityId": DEAL,
        "CreatedDate": utc("2026-06-20 10:00"),
        "Field": "StageName",
        "OldValue": "Qualification",
        "NewValue": "Negotiation/Review",
    },
    {
        "Id": "0175g0000000012AAA",
        "IsDeleted": False,
        "OpportunityId": DEAL,
        "CreatedDate": utc("2026-06-12 10:00"),
        "Field": "Amount",
        "OldValue": "10000",
        "NewValue": "12000.50",
    },
]

CONTACT_ROLES: list[Fact] = [
    {
        "Id": "00K5g0000000001EAA",
        "OpportunityId": DEAL,
        "ContactId": ANNA_CONTACT,
        "Role": "Decision Maker",
        "IsDeleted": False,
        **_stamps("2026-06-10 14:30", "2026-06-10 14:30"),
    },
    {
        "Id": "00K5g0000000002EAA",
        "OpportunityId": DEAL,
        "ContactId": DAVID_CONTACT,
        "Role": "Other",
        "IsDeleted": True,
        **_stamps("2026-06-11 08:00", "2026-06-12 08:00"),
    },
]


def _task(number: int, **values: Any) -> Fact:
    defaults: Fact = {
        "Id": f"00T5g000000000{number}EAA",
        "IsDeleted": False,
        "WhoId": ANNA,
        "WhatId": None,
        "Subject": "Call",
        "ActivityDate": date(2026, 6, 3),
        "Status": "Completed",
        "OwnerId": CLAIRE,
        "Type": None,
        "TaskSubtype": "Task",
        "IsClosed": True,
        "CallType": None,
        "CompletedDateTime": None,
        **_stamps("2026-06-03 09:00", "2026-06-03 10:00"),
    }
    return defaults | values


TASKS: list[Fact] = [
    _task(1, TaskSubtype="Call", CallType="Outbound", CompletedDateTime=utc("2026-06-03 10:00")),
    _task(2, Subject="Send the offer", Type="Other", Status="Not Started", IsClosed=False),
    _task(3, Subject="List Email: June news", TaskSubtype="ListEmail", WhoId=ANNA_CONTACT),
    _task(4, Subject="[Outreach] [Email] [In] Re: offer", TaskSubtype="Email"),
    _task(5, Subject="Set up the account", WhoId=None, WhatId=DEAL),
]


def _event(number: int, **values: Any) -> Fact:
    defaults: Fact = {
        "Id": f"00U5g000000000{number}EAA",
        "IsDeleted": False,
        "WhoId": ANNA,
        "WhatId": None,
        "Subject": "First meeting",
        "IsAllDayEvent": False,
        "ActivityDateTime": utc("2026-06-08 13:00"),
        "ActivityDate": date(2026, 6, 8),
        "OwnerId": CLAIRE,
        "Type": "Meeting",
        **_stamps("2026-06-03 10:05", "2026-06-03 10:05"),
    }
    return defaults | values


EVENTS: list[Fact] = [
    _event(1),
    _event(
        2,
        Subject="Plant visit",
        Type=None,
        IsAllDayEvent=True,
        ActivityDateTime=None,
        ActivityDate=date(2026, 6, 9),
    ),
    _event(3, Subject="Canceled: First meeting"),
    _event(
        4,
        Subject="Next steps",
        ActivityDateTime=utc("2026-07-08 13:00"),
        ActivityDate=date(2026, 7, 8),
    ),
]

USERS: list[Fact] = [
    {
        "Id": CLAIRE,
        "Username": "claire@vendeur.example",
        "FirstName": "Claire",
        "LastName": "Martin",
        "Email": "claire@vendeur.example",
        "Department": "Inside Sales",
        "Title": "SDR",
        "UserRoleId": "00E5g0000000001EAA",
        "UserType": "Standard",
        "TimeZoneSidKey": "Europe/Paris",
        "IsActive": True,
        **_stamps("2025-01-01 08:00", "2025-01-01 08:00"),
    },
    {
        "Id": SYNC,
        "Username": "sync@vendeur.example",
        "FirstName": "Marketo",
        "LastName": "Integration",
        "Email": "sync@vendeur.example",
        "Department": None,
        "Title": None,
        "UserRoleId": None,
        "UserType": "Standard",
        "TimeZoneSidKey": "Europe/Paris",
        "IsActive": True,
        **_stamps("2025-01-01 08:00", "2025-01-01 08:00"),
    },
]

ROLES: list[Fact] = [{"Id": "00E5g0000000001EAA", "Name": "Sales Rep"}]

CAMPAIGNS: list[Fact] = [
    {
        "Id": WEBINAR,
        "IsDeleted": False,
        "Name": "Webinar: machines",
        "Type": "Webinar",
        "Status": "Completed",
        "StartDate": date(2026, 6, 1),
        "EndDate": date(2026, 6, 1),
        "BudgetedCost": "1500",
        "ActualCost": None,
        **_stamps("2026-05-01 08:00", "2026-06-02 08:00"),
    }
]


def _member(number: int, lead: str | None, contact: str | None, **values: Any) -> Fact:
    defaults: Fact = {
        "Id": f"00v5g000000000{number}AAA",
        "IsDeleted": False,
        "CampaignId": WEBINAR,
        "LeadId": lead,
        "ContactId": contact,
        "Status": "Sent",
        "HasResponded": False,
        "FirstRespondedDate": None,
        **_stamps("2026-06-01 08:00", "2026-06-01 08:00"),
    }
    return defaults | values


# Anna came by the webinar. Bruno was only invited later: it did not bring him.
CAMPAIGN_MEMBERS: list[Fact] = [
    _member(
        1,
        ANNA,
        ANNA_CONTACT,
        Status="Attended",
        HasResponded=True,
        FirstRespondedDate=date(2026, 6, 1),
    ),
    _member(2, BRUNO, None, **_stamps("2026-06-05 08:00", "2026-06-05 08:00")),
]

OBJECTS_IN_JULY: Objects = {
    "Lead": LEADS_IN_JULY,
    "LeadHistory": LEAD_HISTORY,
    "Contact": CONTACTS,
    "Account": ACCOUNTS,
    "AccountHistory": ACCOUNT_HISTORY,
    "Opportunity": OPPORTUNITIES,
    "OpportunityHistory": OPPORTUNITY_HISTORY,
    "OpportunityFieldHistory": OPPORTUNITY_FIELD_HISTORY,
    "OpportunityContactRole": CONTACT_ROLES,
    "Task": TASKS,
    "Event": EVENTS,
    "User": USERS,
    "UserRole": ROLES,
    "Campaign": CAMPAIGNS,
    "CampaignMember": CAMPAIGN_MEMBERS,
}
# Histories are repeated in every export.
OBJECTS_IN_JUNE: Objects = {"Lead": LEADS_IN_JUNE, "LeadHistory": LEAD_HISTORY[:6]}


def _data_export_cell(name: str, value: object) -> str:
    if value is None:
        return "000000000000000AAA" if name.endswith("Id") else ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return f"{value} 00:00:00"
    return str(value)


def _api_cell(name: str, value: object) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%S}.000+0000"
    return str(value)


def _write(
    file: Path,
    facts: Sequence[Fact],
    cell: Callable[[str, object], str],
    encoding: str,
    quoting: Any,
) -> None:
    with file.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream, quoting=quoting, lineterminator="\n")
        header = list(dict.fromkeys(name for fact in facts for name in fact))
        writer.writerow(header)
        writer.writerows([cell(name, fact.get(name)) for name in header] for fact in facts)


def write_data_export(exports: Path) -> None:
    """The weekly Data Export: everything quoted, 0 and 1, UTC unmarked, Windows-1252."""
    for day, objects in ((JUNE, OBJECTS_IN_JUNE), (JULY, OBJECTS_IN_JULY)):
        folder = exports / "salesforce" / day
        folder.mkdir(parents=True)
        for name, facts in objects.items():
            _write(folder / f"{name}.csv", facts, _data_export_cell, "cp1252", csv.QUOTE_ALL)


def write_api_export(exports: Path) -> None:
    """An API extract: a BOM, ISO times with their zone, blank for false, addresses as JSON."""
    address = json.dumps({"city": "Lyon", "country": "France", "street": '1, rue "Neuve"'})
    for day, objects in ((JUNE, OBJECTS_IN_JUNE), (JULY, OBJECTS_IN_JULY)):
        folder = exports / "salesforce" / day
        folder.mkdir(parents=True)
        for name, facts in objects.items():
            if name == "Lead":
                facts = [fact | {"Address": address} for fact in facts]
            _write(folder / f"{name}.csv", facts, _api_cell, "utf-8-sig", csv.QUOTE_MINIMAL)


def write_french_report(exports: Path) -> None:
    """A report on leads as a French user saves it: labels, semicolons, short ids, a footer."""
    labels = {
        "FirstName": "Prénom",
        "LastName": "Nom",
        "Company": "Société/Compte",
        "Email": "Adresse e-mail",
        "Status": "Statut de la piste",
        "LeadSource": "Origine de la piste",
        "Owner": "Propriétaire de la piste",
        "IsConverted": "Converti",
        "ConvertedDate": "Date de conversion",
        "CreatedDate": "Date de création",
        "LastModifiedDate": "Dernière modification",
        "Id": "ID de piste",
    }

    def cell(name: str, value: object) -> str:
        if name == "Id":
            return str(value)[:15]
        if name == "CreatedDate" and isinstance(value, datetime):
            return f"{value.astimezone(ZoneInfo('Europe/Paris')):%d/%m/%Y}"
        if isinstance(value, datetime):
            return f"{value.astimezone(ZoneInfo('Europe/Paris')):%d/%m/%Y %H:%M}"
        if isinstance(value, date):
            return f"{value:%d/%m/%Y}"
        return _data_export_cell(name, value)

    folder = exports / "salesforce" / JULY
    folder.mkdir(parents=True)
    with (folder / "Pistes.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(labels.values())
        for lead in LEADS_IN_JULY[:2]:
            fact = lead | {"Owner": "Claire Martin"}
            writer.writerow(cell(name, fact[name]) for name in labels)
        stream.write('\n\n"Pistes de juin"\n"Copyright (c) 2000-2026 salesforce.com, inc."\n')


def write_french_account_history(exports: Path) -> None:
    """A report on the history of an account as a French user saves it: labels, grouped digits."""
    folder = exports / "salesforce" / JULY
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Historique des comptes.csv").write_text(
        "\n".join(
            (
                '"ID du compte";"Champ / Événement";"Ancienne valeur";"Nouvelle valeur";'
                '"Date de modification"',
                f'"{CLIENT[:15]}";"Employés";"980";"1\u202f250";"10/06/2026 16:30"',
                f'"{CLIENT[:15]}";"Nom du compte";"Client";"Client SA";"10/06/2026 16:30"',
                "",
            )
        ),
        "utf-8",
    )
