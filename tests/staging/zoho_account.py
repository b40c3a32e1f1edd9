"""A small Zoho CRM, and its exports in the styles in which Zoho writes them.

The facts are told once, under the API's names and in UTC; a style says how they are written: which
headers, which ids, which clock, which files.
"""

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

Fact = dict[str, Any]

ORG = 53611600000
PARIS = ZoneInfo("Europe/Paris")


def zid(number: int) -> str:
    """A record's id: of one record of all modules."""
    return str(ORG * 100000 + number)


CLAIRE, PAUL = ("1", "Claire Martin"), ("2", "Paul Durand")
CLIENT = ("201", "Client SA")
USERS: list[Fact] = [
    {"id": "1", "full_name": "Claire Martin", "email": "claire@vendeur.example",
     "status": "active", "time_zone": "Europe/Paris"},
    {"id": "2", "full_name": "Paul Durand", "email": "paul@vendeur.example",
     "status": "disabled", "time_zone": "Europe/London"},
]  # fmt: skip
ACCOUNTS: list[Fact] = [
    {"id": "201", "Account_Name": "Client SA", "Owner": CLAIRE, "Website": "client.example",
     "Billing_Country": "France", "Industry": "Industrie", "Employees": 120,
     "Created_Time": "2026-05-31 10:00:00", "Modified_Time": "2026-06-20 10:00:00"},
]  # fmt: skip
# Anna's lead was converted into a contact and a deal. Bruno's was refused.
LEADS: list[Fact] = [
    {"id": "101", "First_Name": "Anna", "Last_Name": "Petit", "Email": "anna@client.example",
     "Company": "Client SA", "Designation": "Acheteuse", "Country": "France",
     "Lead_Source": "Web Download", "Lead_Status": "Contacted", "Owner": CLAIRE,
     "Converted__s": True, "Converted_Date_Time": "2026-06-05 09:00:00",
     "Converted_Account": CLIENT, "Converted_Contact": ("151", "Anna Petit"),
     "Converted_Deal": ("301", "Client SA 1"),
     "Created_Time": "2026-06-01 08:00:00", "Modified_Time": "2026-06-05 09:00:00"},
    {"id": "102", "First_Name": "Bruno", "Last_Name": "Leclère", "Email": "bruno@autre.example",
     "Company": "Autre", "Designation": None, "Country": "Belgique", "Lead_Source": None,
     "Lead_Status": "Junk Lead", "Owner": PAUL, "Converted__s": False, "Converted_Date_Time": None,
     "Converted_Account": None, "Converted_Contact": None, "Converted_Deal": None,
     "Created_Time": "2026-06-02 08:00:00", "Modified_Time": "2026-06-19 10:00:00"},
]  # fmt: skip
CONTACTS: list[Fact] = [
    {"id": "151", "First_Name": "Anna", "Last_Name": "Petit", "Email": "anna@client.example",
     "Secondary_Email": "anna@maison.example", "Title": "Acheteuse", "Account_Name": CLIENT,
     "Mailing_Country": "France", "Lead_Source": "Web Download", "Owner": CLAIRE,
     "Created_Time": "2026-06-05 09:00:00", "Modified_Time": "2026-06-05 09:00:00"},
]  # fmt: skip
# One deal is won; the other is open, without an amount.
DEALS: list[Fact] = [
    {"id": "301", "Deal_Name": "Client SA 1", "Account_Name": CLIENT, "Owner": CLAIRE,
     "Contact_Name": ("151", "Anna Petit"), "Stage": "Closed Won", "Amount": 22700.5,
     "Currency": "EUR", "Probability": 100, "Closing_Date": "2026-06-20", "Type": "New Business",
     "Reason_For_Loss__s": None,
     "Created_Time": "2026-06-05 09:00:00", "Modified_Time": "2026-06-20 10:00:00"},
    {"id": "302", "Deal_Name": "Client SA 2", "Account_Name": CLIENT, "Owner": PAUL,
     "Contact_Name": None, "Stage": "Qualification", "Amount": None, "Currency": "EUR",
     "Probability": 10, "Closing_Date": "2026-09-30", "Type": None, "Reason_For_Loss__s": None,
     "Created_Time": "2026-06-07 09:00:00", "Modified_Time": "2026-06-07 09:00:00"},
]  # fmt: skip
# A call that was made, one that is planned, one of the deal, which names nobody else, and one that
# came in; a meeting; a task that was done and one that was not.
CALLS: list[Fact] = [
    {"id": "401", "Subject": "First call", "Call_Type": "Outbound",
     "Outgoing_Call_Status": "Completed", "What_Id": ("102", "Bruno Leclère"),
     "$se_module": "Leads", "Who_Id": None, "Owner": PAUL,
     "Call_Start_Time": "2026-06-03 09:30:00",
     "Created_Time": "2026-06-03 09:45:00", "Modified_Time": "2026-06-03 09:45:00"},
    {"id": "402", "Subject": "Second call", "Call_Type": "Outbound",
     "Outgoing_Call_Status": "Scheduled", "What_Id": ("102", "Bruno Leclère"),
     "$se_module": "Leads", "Who_Id": None, "Owner": PAUL,
     "Call_Start_Time": "2026-06-10 09:30:00",
     "Created_Time": "2026-06-03 09:45:00", "Modified_Time": "2026-06-03 09:45:00"},
    {"id": "403", "Subject": "Price", "Call_Type": "Outbound", "Outgoing_Call_Status": None,
     "What_Id": ("301", "Client SA 1"), "$se_module": "Deals", "Who_Id": None, "Owner": CLAIRE,
     "Call_Start_Time": "2026-06-12 14:00:00",
     "Created_Time": "2026-06-12 14:05:00", "Modified_Time": "2026-06-12 14:05:00"},
    {"id": "404", "Subject": "Question", "Call_Type": "Inbound", "Outgoing_Call_Status": None,
     "What_Id": ("0", None), "$se_module": None, "Who_Id": ("151", "Anna Petit"), "Owner": CLAIRE,
     "Call_Start_Time": "2026-06-13 14:00:00",
     "Created_Time": "2026-06-13 14:05:00", "Modified_Time": "2026-06-13 14:05:00"},
]  # fmt: skip
EVENTS: list[Fact] = [
    {"id": "501", "Event_Title": "Visit", "What_Id": CLIENT, "$se_module": "Accounts",
     "Who_Id": ("151", "Anna Petit"), "Owner": CLAIRE, "Start_DateTime": "2026-06-08 12:30:00",
     "Created_Time": "2026-06-06 09:00:00", "Modified_Time": "2026-06-06 09:00:00"},
]  # fmt: skip
TASKS: list[Fact] = [
    {"id": "601", "Subject": "Send the offer", "Status": "Completed", "Due_Date": "2026-06-10",
     "What_Id": None, "$se_module": None, "Who_Id": ("151", "Anna Petit"), "Owner": CLAIRE,
     "Closed_Time": "2026-06-09 07:00:00",
     "Created_Time": "2026-06-08 15:00:00", "Modified_Time": "2026-06-09 07:00:00"},
    {"id": "602", "Subject": "Call again", "Status": "Not Started", "Due_Date": "2026-06-15",
     "What_Id": ("102", "Bruno Leclère"), "$se_module": "Leads", "Who_Id": None, "Owner": PAUL,
     "Closed_Time": None,
     "Created_Time": "2026-06-08 15:00:00", "Modified_Time": "2026-06-08 15:00:00"},
]  # fmt: skip
# What a rep wrote, and what went out by itself from a template.
EMAILS: list[Fact] = [
    {"id": "701", "Record": ("102", "Bruno Leclère"), "Module": "Leads", "Subject": "Hello",
     "Template": None, "Owner": PAUL, "Sent_Time": "2026-06-04 08:00:00"},
    {"id": "702", "Record": ("151", "Anna Petit"), "Module": "Contacts", "Subject": "Welcome",
     "Template": ("998", "Welcome"), "Owner": CLAIRE, "Sent_Time": "2026-06-05 09:01:00"},
]  # fmt: skip
MODULES: dict[str, list[Fact]] = {
    "Leads": LEADS, "Contacts": CONTACTS, "Accounts": ACCOUNTS, "Deals": DEALS, "Calls": CALLS,
    "Events": EVENTS, "Tasks": TASKS,
}  # fmt: skip
# Deal, stage, when it began; the second row was written when the amount changed.
STAGES = [
    ("301", "Qualification", "2026-06-05 09:00:00"),
    ("301", "Qualification", "2026-06-09 09:00:00"),
    ("301", "Closed Won", "2026-06-20 10:00:00"),
    ("302", "Qualification", "2026-06-07 09:00:00"),
]
STATUSES = [
    ("101", "Not Contacted", "2026-06-01 08:00:00"),
    ("101", "Contacted", "2026-06-03 09:00:00"),
    ("102", "Not Contacted", "2026-06-02 08:00:00"),
    ("102", "Junk Lead", "2026-06-19 10:00:00"),
]
# Record, field, value before and after, when: of a lookup, both are users.
CHANGES: list[tuple[str, str, Any, Any, str]] = [
    ("101", "Lead_Status", "Not Contacted", "Contacted", "2026-06-03 09:00:00"),
    ("101", "Designation", None, "Acheteuse", "2026-06-04 09:00:00"),
    ("102", "Owner", CLAIRE, PAUL, "2026-06-04 09:00:00"),
    ("102", "Lead_Status", "Not Contacted", "Junk Lead", "2026-06-19 10:00:00"),
]
LOOKUPS = {
    "Owner", "Account_Name", "Contact_Name", "Converted_Account", "Converted_Contact",
    "Converted_Deal", "Who_Id", "What_Id", "Record", "Template",
}  # fmt: skip
TIMES = ("_Time", "Date_Time", "DateTime")

# What the interface calls the API's names, in English; of a module of its own first.
ENGLISH = {
    "id": "Record Id", "Owner": "Owner", "Who_Id": "Contact Name", "What_Id": "Related To",
    "$se_module": "Related To Module", "Converted__s": "Is Converted", "Designation": "Title",
    "Employees": "No. of Employees", "Probability": "Probability (%)", "Record": "Record Name",
    "Reason_For_Loss__s": "Reason For Loss", "Template": "Template Name",
}  # fmt: skip
FRENCH = {
    "id": "ID d'enregistrement", "Owner": "Propriétaire", "Who_Id": "Nom du contact",
    "What_Id": "Associé à", "Converted__s": "Converti", "Designation": "Titre",
    "Converted_Date_Time": "Date de conversion", "Converted_Account": "Compte converti",
    "Converted_Contact": "Contact converti", "Converted_Deal": "Transaction convertie",
    "Employees": "Nombre d'employés", "Probability": "Probabilité (%)", "First_Name": "Prénom",
    "Last_Name": "Nom", "Email": "E-mail", "Company": "Société", "Country": "Pays",
    "Lead_Source": "Source du prospect", "Lead_Status": "Statut du prospect",
    "Created_Time": "Heure de création", "Modified_Time": "Heure de modification",
    "Account_Name": "Nom du compte", "Contact_Name": "Nom du contact",
    "Deal_Name": "Nom de la transaction", "Stage": "Étape", "Amount": "Montant",
    "Currency": "Devise", "Closing_Date": "Date de clôture", "Title": "Titre",
    "Reason_For_Loss__s": "Raison de la perte", "Billing_Country": "Pays de facturation",
    "Mailing_Country": "Pays d'envoi postal", "Industry": "Secteur d'activité",
    "Secondary_Email": "E-mail secondaire", "Subject": "Objet", "Call_Type": "Type d'appel",
    "Outgoing_Call_Status": "Statut de l'appel sortant", "Website": "Site Web",
    "Call_Start_Time": "Heure de début de l'appel", "Event_Title": "Titre",
    "Start_DateTime": "Heure de début", "Status": "Statut", "Due_Date": "Date d'échéance",
    "Closed_Time": "Heure de fermeture",
}  # fmt: skip


def _is_lookup(name: str, value: Any) -> bool:
    """Whether a field names another record: an account's own name is none."""
    return name in LOOKUPS and not isinstance(value, str)


def _shown(name: str, labels: dict[str, str]) -> str:
    return labels.get(name, name.replace("_", " "))


def _local(text: str, form: str) -> str:
    at = datetime.fromisoformat(text).replace(tzinfo=UTC).astimezone(PARIS)
    return f"{at:{form}}"


def _cells(fact: Fact, labels: dict[str, str], form: str, money: str) -> dict[str, object]:
    """A record as files of the interface have it: a lookup is two columns."""
    row: dict[str, object] = {}
    for name, value in fact.items():
        label = _shown(name, labels)
        if name == "id":
            row[label] = f"zcrm_{zid(int(value))}"
        elif _is_lookup(name, value):
            number, text = value or ("", "")
            row[f"{label}.id"] = f"zcrm_{zid(int(number))}" if number.strip("0") else number
            row[label] = text
        elif name.endswith(TIMES):
            row[label] = _local(value, form) if value else ""
        elif name == "Amount":
            row[label] = "" if value is None else money.format(value)
        else:
            row[label] = str(value).lower() if isinstance(value, bool) else value
    return row


def _write_csv(folder: Path, stem: str, rows: list[dict[str, object]]) -> None:
    with (folder / f"{stem}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def _write_histories(folder: Path, form: str) -> None:
    for stem, lookup, field, told in (
        ("DealHistory_001", "Deal Name", "Stage", STAGES),
        ("Lead_Status_History_001", "Full Name", "Lead Status", STATUSES),
    ):
        rows: list[dict[str, object]] = [
            {
                "Record Id": f"zcrm_{zid(9000 + number)}",
                f"{lookup}.id": f"zcrm_{zid(int(of))}",
                lookup: "Somebody",
                field: value,
                "Modified Time": _local(at, form),
            }
            for number, (of, value, at) in enumerate(told)
        ]
        _write_csv(folder, stem, rows)


def _write_users(folder: Path) -> None:
    rows = [{"Record Id" if k == "id" else k: v for k, v in user.items()} for user in USERS]
    _write_csv(
        folder, "Users_001", [row | {"Record Id": zid(int(row["Record Id"]))} for row in rows]
    )


def write_backup(folder: Path) -> None:
    """The data backup in English, of Paris's clock: a file a module, and those of histories."""
    for module, facts in MODULES.items():
        rows = [_cells(fact, ENGLISH, "%Y-%m-%d %H:%M:%S", "{}") for fact in facts]
        _write_csv(folder, f"{module}_001", rows)
    emails = [_cells(fact, ENGLISH, "%Y-%m-%d %H:%M:%S", "{}") for fact in EMAILS]
    _write_csv(folder, "Emails_001", emails)
    _write_histories(folder, "%Y-%m-%d %H:%M:%S")
    _write_users(folder)
    _write_timeline(folder)


def write_french(folder: Path) -> None:
    """Modules exported one by one in French, days before months."""
    stems = {"Leads": "prospects", "Accounts": "comptes", "Deals": "transactions",
             "Calls": "appels", "Events": "reunions", "Tasks": "taches"}  # fmt: skip
    for module, facts in MODULES.items():
        labels = ENGLISH | FRENCH
        rows = [_cells(fact, labels, "%d/%m/%Y %H:%M:%S", "{}") for fact in facts]
        _write_csv(folder, stems.get(module, module.lower()), rows)
    emails = [_cells(fact, ENGLISH, "%d/%m/%Y %H:%M:%S", "{}") for fact in EMAILS]
    _write_csv(folder, "courriels", emails)
    _write_histories(folder, "%d/%m/%Y %H:%M:%S")
    _write_users(folder)
    _write_timeline(folder)


def write_analytics(folder: Path) -> None:
    """Tables that Zoho Analytics keeps: `15 Apr, 2021 00:03:00`, `$22,700.00`, Yes and No."""
    keys = {"Leads": "LEADID", "Contacts": "CONTACTID", "Accounts": "ACCOUNTID",
            "Deals": "POTENTIALID", "Calls": "ACTIVITYID", "Events": "ACTIVITYID",
            "Tasks": "ACTIVITYID"}  # fmt: skip
    for module, facts in MODULES.items():
        labels = ENGLISH | {"id": keys[module], "Converted__s": "CONVERTED"}
        rows = [_cells(fact, labels, "%d %b, %Y %H:%M:%S", "${:,.2f}") for fact in facts]
        for row in rows:
            for name, value in row.items():
                row[name] = {"true": "Yes", "false": "No"}.get(str(value), value)
                if isinstance(row[name], str):
                    row[name] = str(row[name]).removeprefix("zcrm_")
        _write_csv(folder, module, rows)
    emails = [_cells(fact, ENGLISH, "%d %b, %Y %H:%M:%S", "{}") for fact in EMAILS]
    _write_csv(folder, "Emails", emails)
    _write_histories(folder, "%d %b, %Y %H:%M:%S")
    _write_users(folder)
    _write_timeline(folder)


def _iso(text: str) -> str:
    at = datetime.fromisoformat(text).replace(tzinfo=UTC).astimezone(PARIS)
    return at.isoformat()


def _reference(value: Any) -> Any:
    return None if value is None else {"name": value[1], "id": zid(int(value[0]))}


def _write_answer(folder: Path, stem: str, key: str, records: list[Fact]) -> None:
    answer = {key: records, "info": {"more_records": False}}
    (folder / f"{stem}.json").write_text(json.dumps(answer, ensure_ascii=False), "utf-8")


def _write_timeline(folder: Path) -> None:
    """As the API answers, a page a record; an entry may tell of no field."""
    entries = [
        {
            "id": zid(8000 + number),
            "action": "updated",
            "source": "crm_ui",
            "audited_time": _iso(at),
            "done_by": {"name": "Claire Martin", "id": zid(1)},
            "related_record": None,
            "record": {"id": zid(int(of)), "name": "x", "module": {"api_name": "Leads"}},
            "field_history": [
                {
                    "api_name": field,
                    "field_label": field.replace("_", " "),
                    "data_type": "text",
                    "_value": {
                        "old": _reference(old) if isinstance(old, tuple) else old,
                        "new": _reference(new) if isinstance(new, tuple) else new,
                    },
                }
            ],
        }
        for number, (of, field, old, new, at) in enumerate(CHANGES)
    ]
    added: Fact = {"id": zid(8999), "action": "added", "source": "crm_ui", "field_history": None}
    added |= {"audited_time": _iso("2026-06-01 08:00:00"), "record": entries[0]["record"]}
    pages = [{"__timeline": [entry], "info": {}} for entry in (*entries, added)]
    text = "\n".join(json.dumps(page, ensure_ascii=False) for page in pages)
    (folder / "timeline.json").write_text(text, "utf-8")


def write_api(folder: Path) -> None:
    """Answers of the API: times with an offset, lookups as objects."""
    for module, facts in {**MODULES, "Emails": EMAILS}.items():
        records: list[Fact] = []
        for fact in facts:
            record: Fact = {}
            for name, value in fact.items():
                if _is_lookup(name, value):
                    value = _reference(value)
                elif name.endswith(TIMES) and value:
                    value = _iso(value)
                elif name == "id":
                    value = zid(int(value))
                record[
                    {"Record": "linked_record", "Template": "template_details"}.get(name, name)
                ] = value
            records.append(record)
        _write_answer(folder, module, "Emails" if module == "Emails" else "data", records)
    _write_answer(folder, "Users", "users", [user | {"id": zid(int(user["id"]))} for user in USERS])
    for stem, lookup, field, told in (
        ("DealHistory", "Potential_Name", "Stage", STAGES),
        ("Lead_Status_History", "Full_Name", "Lead_Status", STATUSES),
    ):
        rows = [
            {lookup: _reference((of, "x")), field: value, "Modified_Time": _iso(at)}
            for of, value, at in told
        ]
        _write_answer(folder, stem, "data", rows)
    _write_timeline(folder)


def write_bulk(folder: Path) -> None:
    """Files of the bulk API: its names, and an id under the name of a lookup."""
    for module, facts in {**MODULES, "Emails": EMAILS}.items():
        rows: list[dict[str, object]] = []
        for fact in facts:
            row: dict[str, object] = {}
            for name, value in fact.items():
                if _is_lookup(name, value):
                    value = zid(int(value[0])) if value and value[0] != "0" else value and "0"
                elif name.endswith(TIMES) and value:
                    value = _iso(value)
                elif name == "id":
                    value = zid(int(value))
                elif isinstance(value, bool):
                    value = str(value).lower()
                row[{"Record": "Parent_Id"}.get(name, name)] = value
            rows.append(row)
        _write_csv(folder, module, rows)
    for stem, lookup, field, told in (
        ("DealHistory", "Potential_Name", "Stage", STAGES),
        ("Lead_Status_History", "Full_Name", "Lead_Status", STATUSES),
    ):
        rows = [
            {"Id": zid(9000 + n), lookup: zid(int(of)), field: value, "Modified_Time": _iso(at)}
            for n, (of, value, at) in enumerate(told)
        ]
        _write_csv(folder, stem, rows)
    _write_users(folder)
    changes: list[dict[str, object]] = [
        {
            "Record Id": zid(int(of)),
            "Field": field,
            "Old value": old[1] if isinstance(old, tuple) else old,
            "New value": new[1] if isinstance(new, tuple) else new,
            "Audited Time": _iso(at),
        }
        for of, field, old, new, at in CHANGES
    ]
    _write_csv(folder, "timeline", changes)


STYLES: dict[str, Callable[[Path], None]] = {
    "backup": write_backup,
    "french": write_french,
    "analytics": write_analytics,
    "api": write_api,
    "bulk": write_bulk,
}
