"""A small organisation of Dynamics 365, and its exports in the four styles in which they come.

The facts are told once, with ids and in UTC; a style says how they are written: lists of the
application (names in place of ids, labels, the clock of Paris) in English and in French, answers of
the API, tables of a replicator.
"""

import csv
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

Fact = dict[str, Any]

FORMATTED = "OData.Community.Display.V1.FormattedValue"
KIND = "Microsoft.Dynamics.CRM.lookuplogicalname"


def guid(kind: str, number: int) -> str:
    """The id of a record."""
    return f"{kind:0<8}-0000-4000-8000-{number:012d}".replace("z", "0")


CLAIRE, PAUL, SYNC, QUEUE = (guid("5", number) for number in (1, 2, 3, 4))
CLIENT = guid("1", 1)
ANNAS, BRUNOS, CORAS, TWIN = (guid("4", number) for number in (1, 2, 3, 4))
ANNA, DORA = guid("2", 1), guid("2", 2)
WON, LOST, RUNNING = (guid("3", number) for number in (1, 2, 3))
EURO, DOLLAR = guid("9", 1), guid("9", 2)
FAIR = guid("7", 1)
NAMES = {
    CLAIRE: "Claire Martin",
    PAUL: "Paul Durand",
    SYNC: "Sync User",
    QUEUE: "Inbound",
    CLIENT: "Client SA",
    ANNAS: "Anna Petit",
    BRUNOS: "Bruno Leclère",
    CORAS: "Cora Neuf",
    ANNA: "Anna Petit",
    DORA: "Dora Blanc",
    WON: "Client SA 1",
    LOST: "Client SA 2",
    RUNNING: "Client SA 3",
    EURO: "Euro",
    DOLLAR: "US Dollar",
    FAIR: "Fair of June",
}
KINDS = {"1": "account", "2": "contact", "3": "opportunity", "4": "lead", "5": "systemuser"}

# Number of each option, English, French.
OPTIONS: dict[tuple[str, str], dict[int, tuple[str, str]]] = {
    ("lead", "statuscode"): {
        1: ("New", "Nouveau"),
        2: ("Contacted", "Contacté"),
        3: ("Qualified", "Qualifié"),
        5: ("Cannot Contact", "Impossible à contacter"),
        100000001: ("MQL", "MQL"),
    },
    ("lead", "statecode"): {
        0: ("Open", "Ouvert"),
        1: ("Qualified", "Qualifié"),
        2: ("Disqualified", "Disqualifié"),
    },
    ("lead", "leadsourcecode"): {7: ("Trade Show", "Salon"), 8: ("Web", "Site Web")},
    ("opportunity", "statecode"): {
        0: ("Open", "Ouvert"),
        1: ("Won", "Conclue"),
        2: ("Lost", "Perdue"),
    },
    ("opportunity", "statuscode"): {
        1: ("In Progress", "En cours"),
        3: ("Won", "Conclue"),
        5: ("Out-Sold", "Supplanté"),
    },
    ("opportunity", "salesstage"): {1: ("Develop", "Développer")},
    ("activity", "statecode"): {
        0: ("Open", "Ouvert"),
        1: ("Completed", "Terminé"),
        2: ("Canceled", "Annulé"),
        3: ("Scheduled", "Planifié"),
    },
    ("activity", "directioncode"): {1: ("Outgoing", "Sortant"), 0: ("Incoming", "Entrant")},
    ("activity", "activitytypecode"): {
        4210: ("Phone Call", "Appel téléphonique"),
        4201: ("Appointment", "Rendez-vous"),
        4212: ("Task", "Tâche"),
        4202: ("Email", "Courrier électronique"),
    },
}
TYPE_NAMES = {4210: "phonecall", 4201: "appointment", 4212: "task", 4202: "email"}

# Lookups and choices of each object, by the name of the attribute in Dataverse.
LOOKUPS = {
    "ownerid",
    "parentaccountid",
    "parentcontactid",
    "parentcustomerid",
    "originatingleadid",
    "qualifyingopportunityid",
    "campaignid",
    "transactioncurrencyid",
    "regardingobjectid",
    "masterid",
}
DAYS = {"estimatedclosedate", "actualclosedate"}
MOMENTS = {"createdon", "modifiedon", "actualend", "scheduledstart", "scheduledend", "senton"}


def _common(owner: str, created: str, modified: str) -> Fact:
    return {"ownerid": owner, "createdon": created, "modifiedon": modified}


# Anna becomes a customer, Bruno is disqualified, Cora waits in the queue of a team. Somebody
# entered Anna twice, under another name, and merged the two.
LEADS: list[Fact] = [
    {
        "leadid": ANNAS,
        "firstname": "Anna",
        "lastname": "Petit",
        "emailaddress1": "anna@client.example",
        "emailaddress2": "anna.petit@maison.example",
        "jobtitle": "Acheteuse",
        "companyname": "Client SA",
        "address1_country": "France",
        "numberofemployees": 120,
        "leadsourcecode": 7,
        "campaignid": FAIR,
        "statecode": 1,
        "statuscode": 3,
        "qualifyingopportunityid": WON,
    }
    | _common(CLAIRE, "2026-06-01 08:00", "2026-06-05 09:00"),
    {
        "leadid": BRUNOS,
        "firstname": "Bruno",
        "lastname": "Leclère",
        "emailaddress1": "bruno@autre.example",
        "statecode": 2,
        "statuscode": 5,
        "leadsourcecode": 8,
    }
    | _common(PAUL, "2026-06-02 08:00", "2026-06-19 10:00"),
    {
        "leadid": CORAS,
        "firstname": "Cora",
        "lastname": "Neuf",
        "emailaddress1": "cora@neuf.example",
        "statecode": 0,
        "statuscode": 1,
    }
    | _common(QUEUE, "2026-06-10 08:00", "2026-06-10 08:00"),
]
CONTACTS: list[Fact] = [
    {
        "contactid": ANNA,
        "firstname": "Anna",
        "lastname": "Petit",
        "emailaddress1": "anna@client.example",
        "jobtitle": "Acheteuse",
        "parentcustomerid": CLIENT,
        "address1_country": "France",
        "originatingleadid": ANNAS,
    }
    | _common(CLAIRE, "2026-06-05 09:00", "2026-06-05 09:00"),
    {
        "contactid": DORA,
        "firstname": "Dora",
        "lastname": "Blanc",
        "emailaddress1": "dora@client.example",
        "parentcustomerid": CLIENT,
    }
    | _common(PAUL, "2026-06-06 09:00", "2026-06-06 09:00"),
]
ACCOUNTS: list[Fact] = [
    {
        "accountid": CLIENT,
        "name": "Client SA",
        "websiteurl": "https://client.example",
        "address1_country": "France",
        "numberofemployees": 120,
    }
    | _common(CLAIRE, "2026-06-05 09:00", "2026-06-05 09:00"),
]
OPPORTUNITIES: list[Fact] = [
    {
        "opportunityid": WON,
        "name": "Client SA 1",
        "parentaccountid": CLIENT,
        "parentcontactid": ANNA,
        "originatingleadid": ANNAS,
        "statecode": 1,
        "statuscode": 3,
        "stepname": "4-Close",
        "estimatedvalue": 12000,
        "actualvalue": 12500.5,
        "transactioncurrencyid": EURO,
        "estimatedclosedate": "2026-07-31",
        "actualclosedate": "2026-06-20",
    }
    | _common(CLAIRE, "2026-06-05 09:00", "2026-06-20 10:00"),
    {
        "opportunityid": LOST,
        "name": "Client SA 2",
        "parentaccountid": CLIENT,
        "parentcontactid": DORA,
        "statecode": 2,
        "statuscode": 5,
        "stepname": "2-Develop",
        "estimatedvalue": 800,
        "transactioncurrencyid": DOLLAR,
        "closeprobability": 40,
        "actualclosedate": "2026-06-22",
    }
    | _common(PAUL, "2026-06-07 09:00", "2026-06-22 10:00"),
    {
        "opportunityid": RUNNING,
        "name": "Client SA 3",
        "parentaccountid": CLIENT,
        "statecode": 0,
        "statuscode": 1,
        "salesstage": 1,
        "estimatedvalue": 5000,
        "transactioncurrencyid": EURO,
        "closeprobability": 60,
        "estimatedclosedate": "2026-08-31",
    }
    | _common(CLAIRE, "2026-06-25 09:00", "2026-06-25 09:00"),
]
# Number, type, about what, owner, state, direction, start, end.
_ACTS: list[tuple[int, int, str, str, int, int | None, str | None, str | None]] = [
    (1, 4210, ANNAS, CLAIRE, 1, 1, None, "2026-06-02 09:30"),
    (2, 4210, BRUNOS, PAUL, 1, 0, None, "2026-06-03 09:30"),
    (3, 4201, WON, CLAIRE, 3, None, "2026-06-08 12:30", None),
    (4, 4201, DORA, PAUL, 2, None, "2026-06-09 12:30", None),
    (5, 4212, CORAS, CLAIRE, 0, None, None, None),
    (6, 4202, DORA, PAUL, 1, 1, None, "2026-06-11 07:15"),
]
ACTIVITIES: list[Fact] = [
    {
        "activityid": guid("8", number),
        "subject": "Follow-up",
        "activitytypecode": kind,
        "regardingobjectid": regarding,
        "statecode": state,
        "directioncode": direction,
        "scheduledstart": start,
        "actualend": end,
    }
    | _common(owner, "2026-06-01 10:00", "2026-06-12 10:00")
    for number, kind, regarding, owner, state, direction, start, end in _ACTS
]
USERS: list[Fact] = [
    {"systemuserid": CLAIRE, "fullname": NAMES[CLAIRE], "internalemailaddress": "claire@v.example"}
    | {"isdisabled": False, "accessmode": 0, "businessunit": "Sales"},
    {"systemuserid": PAUL, "fullname": NAMES[PAUL], "internalemailaddress": "paul@v.example"}
    | {"isdisabled": True, "accessmode": 0, "businessunit": "Sales"},
    {"systemuserid": SYNC, "fullname": NAMES[SYNC], "internalemailaddress": "sync@v.example"}
    | {"isdisabled": False, "accessmode": 4, "businessunit": "Sales"},
]
# Object, record, attribute, before, after, when.
CHANGES: list[tuple[str, str, str, object, object, str]] = [
    ("lead", ANNAS, "statuscode", 1, 100000001, "2026-06-03 09:00"),
    ("lead", ANNAS, "statuscode", 100000001, 3, "2026-06-05 09:00"),
    ("lead", ANNAS, "jobtitle", None, "Acheteuse", "2026-06-04 09:00"),
    ("lead", BRUNOS, "ownerid", CLAIRE, PAUL, "2026-06-04 09:00"),
    ("lead", BRUNOS, "statuscode", 1, 5, "2026-06-19 10:00"),
    ("opportunity", WON, "stepname", "1-Qualify", "4-Close", "2026-06-10 09:00"),
    ("opportunity", WON, "statecode", 0, 1, "2026-06-20 10:00"),
]

TOPIC = "topic"
# How the lists of the application head each attribute, in English and in French.
LABELS: dict[str, tuple[str, str]] = {
    "firstname": ("First Name", "Prénom"),
    "lastname": ("Last Name", "Nom"),
    "emailaddress1": ("Email", "Adresse e-mail"),
    "emailaddress2": ("Email Address 2", "Adresse e-mail 2"),
    "jobtitle": ("Job Title", "Intitulé du poste"),
    "companyname": ("Company Name", "Nom de la société"),
    "parentcustomerid": ("Company Name", "Nom de la société"),
    "address1_country": ("Country/Region", "Pays/région"),
    "numberofemployees": ("No. of Employees", "Nombre d'employés"),
    "leadsourcecode": ("Lead Source", "Source du prospect"),
    "campaignid": ("Source Campaign", "Campagne source"),
    "statecode": ("Status", "Statut"),
    "statuscode": ("Status Reason", "Raison du statut"),
    "qualifyingopportunityid": ("Qualifying Opportunity", "Opportunité qualifiante"),
    "ownerid": ("Owner", "Propriétaire"),
    "createdon": ("Created On", "Créé le"),
    "originatingleadid": ("Originating Lead", "Prospect d'origine"),
    "name": ("Name", "Nom"),
    TOPIC: ("Topic", "Rubrique"),
    "websiteurl": ("Website", "Site web"),
    "parentaccountid": ("Account", "Compte"),
    "parentcontactid": ("Contact", "Contact"),
    "stepname": ("Pipeline Phase", "Phase du pipeline"),
    "salesstage": ("Sales Stage", "Phase de vente"),
    "estimatedvalue": ("Est. Revenue", "Revenu estimé"),
    "actualvalue": ("Actual Revenue", "Revenu réel"),
    "transactioncurrencyid": ("Currency", "Devise"),
    "estimatedclosedate": ("Est. Close Date", "Date de clôture estimée"),
    "actualclosedate": ("Actual Close Date", "Date de clôture réelle"),
    "closeprobability": ("Probability", "Probabilité"),
    "subject": ("Subject", "Objet"),
    "regardingobjectid": ("Regarding", "Concernant"),
    "directioncode": ("Direction", "Sens"),
    "scheduledstart": ("Start Time", "Heure de début"),
    "actualend": ("Actual End", "Fin réelle"),
    "fullname": ("Full Name", "Nom complet"),
    "internalemailaddress": ("Primary Email", "Adresse e-mail principale"),
    "isdisabled": ("Status", "Statut"),
    "accessmode": ("Access Mode", "Mode d'accès"),
    "businessunit": ("Business Unit", "Division"),
}
TITLES = {
    "leadid": ("Lead", "Prospect"),
    "contactid": ("Contact", "Contact"),
    "accountid": ("Account", "Compte"),
    "opportunityid": ("Opportunity", "Opportunité"),
    "systemuserid": ("User", "Utilisateur"),
    "transactioncurrencyid": ("Currency", "Devise"),
    "teamid": ("Team", "Équipe"),
}


def _attributes(facts: list[Fact]) -> list[str]:
    return list(dict.fromkeys(name for fact in facts for name in fact))


def _write(folder: Path, stem: str, rows: list[Fact]) -> None:
    with (folder / f"{stem}.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, _attributes(rows), restval="")
        writer.writeheader()
        writer.writerows(rows)


def _in_paris(text: str, language: int) -> str:
    at = datetime.fromisoformat(f"{text}+00:00").astimezone(ZoneInfo("Europe/Paris"))
    return f"{at:%m/%d/%Y %I:%M %p}" if language == 0 else f"{at:%d/%m/%Y %H:%M}"


def _listed(kind: str, fact: Fact, id_name: str, title: str, language: int) -> Fact:
    """One row of a list exported to Excel, saved as CSV."""
    lead, changed, checksum = (
        ("(Do Not Modify)", "Modified On", "Row Checksum"),
        ("(Ne pas modifier)", "Modifié le", "Somme de contrôle de la ligne"),
    )[language]
    row: Fact = {f"{lead} {title}": fact[id_name].upper(), f"{lead} {checksum}": "kQ1mVw=="}
    row[f"{lead} {changed}"] = _in_paris(fact["modifiedon"], language)
    for name, value in fact.items():
        if name in (id_name, "modifiedon", "activitytypecode"):
            continue
        if name in MOMENTS and value:
            value = _in_paris(value, language)
        elif name in DAYS and value:
            day = datetime.fromisoformat(value)
            value = f"{day:%m/%d/%Y}" if language == 0 else f"{day:%d/%m/%Y}"
        elif name in LOOKUPS and value:
            value = NAMES[value]
        elif (kind, name) in OPTIONS and value is not None:
            value = OPTIONS[kind, name][value][language]
        label = LABELS[TOPIC if (kind, name) == ("opportunity", "name") else name]
        row[label[language]] = "" if value is None else value
    return row


def write_lists(folder: Path, language: int) -> None:
    """Lists of the application: three columns that nobody may modify, labels, names of records."""
    for kind, stem, facts, id_name in (
        ("lead", ("All Leads 10-5-2026", "Tous les prospects 05-10-2026"), LEADS, "leadid"),
        ("contact", ("Active Contacts", "Contacts actifs"), CONTACTS, "contactid"),
        ("account", ("Active Accounts", "Comptes actifs"), ACCOUNTS, "accountid"),
        ("opportunity", ("All Opportunities", "Toutes les opportunités"), OPPORTUNITIES, ""),
    ):
        key = id_name or "opportunityid"
        title = TITLES[key][language]
        rows = [_listed(kind, fact, key, title, language) for fact in facts]
        _write(folder, stem[language], rows)
    for number, names in OPTIONS["activity", "activitytypecode"].items():
        facts = [fact for fact in ACTIVITIES if fact["activitytypecode"] == number]
        rows = [_listed("activity", f, "activityid", names[language], language) for f in facts]
        stems = ("My Phone Calls", "My Appointments", "My Tasks", "My Emails")
        in_french = ("Mes appels téléphoniques", "Mes rendez-vous", "Mes tâches", "Mes e-mails")
        place = list(TYPE_NAMES).index(number)
        _write(folder, (stems, in_french)[language][place], rows)
    users = []
    for fact in USERS:
        says = (("Enabled", "Disabled"), ("Activé", "Désactivé"))[language][fact["isdisabled"]]
        mode = (
            "Non-interactive"
            if fact["accessmode"]
            else ("Read-Write", "Lecture-écriture")[language]
        )
        told = fact | {"isdisabled": says, "accessmode": mode, "modifiedon": "2026-06-01 08:00"}
        title = TITLES["systemuserid"][language]
        users.append(_listed("user", told, "systemuserid", title, language))
    _write(folder, ("Enabled Users", "Utilisateurs activés")[language], users)
    lead = ("(Do Not Modify)", "(Ne pas modifier)")[language]
    team = {f"{lead} {TITLES['teamid'][language]}": QUEUE, ("Name", "Nom")[language]: NAMES[QUEUE]}
    _write(folder, ("All Teams", "Toutes les équipes")[language], [team])
    code = ("Currency Code", "Code de devise")[language]
    named = ("Currency Name", "Nom de la devise")[language]
    title = f"{lead} {TITLES['transactioncurrencyid'][language]}"
    currencies = [{title: EURO, named: "Euro", code: "EUR"}]
    currencies.append({title: DOLLAR, named: "US Dollar", code: "USD"})
    _write(folder, ("Currencies", "Devises")[language], currencies)
    entries = []
    for kind, record, field, old, new, at in CHANGES:
        before, after = (_said(kind, field, value, language) for value in (old, new))
        told = {"Record ID": record, "Entity": kind, "Changed Field": field, "Old Value": before}
        entries.append(told | {"New Value": after, "Changed Date": _in_paris(at, language)})
    _write(folder, "Audit history", entries)


def _said(kind: str, field: str, value: Any, language: int) -> object:
    if value is None:
        return ""
    if (kind, field) in OPTIONS:
        return OPTIONS[kind, field][value][language]
    return NAMES.get(value, value) if field in LOOKUPS else value


def _answered(kind: str, fact: Fact) -> Fact:
    """One record of an answer of the API, with what is told beside by a header of the request."""
    record: Fact = {"@odata.etag": 'W/"4711"'}
    for name, value in fact.items():
        if name in LOOKUPS:
            record[f"_{name}_value"] = value
            if value:
                record[f"_{name}_value@{FORMATTED}"] = NAMES[value]
                kind_of = "team" if value == QUEUE else KINDS.get(value[0], "other")
                record[f"_{name}_value@{KIND}"] = kind_of
        elif name == "activitytypecode":
            record[name] = TYPE_NAMES[value]
            record[f"{name}@{FORMATTED}"] = OPTIONS[kind, name][value][0]
        elif name == "directioncode":
            record[name] = None if value is None else bool(value)
        elif (kind, name) in OPTIONS and value is not None:
            record[name] = value
            record[f"{name}@{FORMATTED}"] = OPTIONS[kind, name][value][0]
        elif name in MOMENTS and value:
            record[name] = f"{value.replace(' ', 'T')}:00Z"
        elif name == "businessunit":
            record["_businessunitid_value"] = guid("6", 1)
            record[f"_businessunitid_value@{FORMATTED}"] = value
        else:
            record[name] = value
    return record


def write_api(folder: Path) -> None:
    """Answers of the API with formatted values; string maps have the words for the audit log."""

    def write(stem: str, records: list[Fact]) -> None:
        answer = {"@odata.context": "https://org.example/api/data/v9.2/$metadata", "value": records}
        (folder / f"{stem}.json").write_text(json.dumps(answer, ensure_ascii=False), "utf-8")

    for kind, stem, facts in (
        ("lead", "leads", LEADS),
        ("contact", "contacts", CONTACTS),
        ("account", "accounts", ACCOUNTS),
        ("opportunity", "opportunities", OPPORTUNITIES),
        ("activity", "activitypointers", ACTIVITIES),
        ("user", "systemusers", USERS),
    ):
        write(stem, [_answered(kind, fact) for fact in facts])
    write("teams", [{"teamid": QUEUE, "name": NAMES[QUEUE]}])
    _write_currencies(write)
    write(
        "stringmaps",
        [
            {
                "attributename": attribute,
                "attributevalue": number,
                "value": words[place],
                "langid": language,
                "objecttypecode": kind,
            }
            for (kind, attribute), options in OPTIONS.items()
            for number, words in options.items()
            for place, language in enumerate((1033, 1036))
        ],
    )
    audits: list[Fact] = []
    for kind, record, field, old, new, at in CHANGES:
        before, after = (
            f"systemuser,{value}" if field == "ownerid" else None if value is None else str(value)
            for value in (old, new)
        )
        changed = [{"logicalName": field, "oldValue": before, "newValue": after}]
        audits.append(
            {
                "auditid": guid("a", len(audits)),
                "_objectid_value": record,
                "objecttypecode": kind,
                "createdon": f"{at.replace(' ', 'T')}:00Z",
                "operation": 2,
                "action": 2,
                "attributemask": "10,38",
                "changedata": json.dumps({"changedAttributes": changed}),
            }
        )
    write("audits", audits)


def _write_currencies(write: Callable[[str, list[Fact]], None]) -> None:
    currencies = ((EURO, "Euro", "EUR"), (DOLLAR, "US Dollar", "USD"))
    write(
        "transactioncurrencies",
        [
            {"transactioncurrencyid": number, "currencyname": name, "isocurrencycode": code}
            for number, name, code in currencies
        ],
    )


def write_replica(folder: Path) -> None:
    """Tables of a replicator: names in one word, ids and numbers alone, who was deleted beside."""

    def flat(kind: str, fact: Fact) -> Fact:
        row: Fact = {}
        for name, value in fact.items():
            text = value
            if name in MOMENTS and value:
                text = f"{value.replace(' ', 'T')}:00.0000000Z"
            elif name == "activitytypecode":
                text = TYPE_NAMES[value]
            elif name == "directioncode" and value is not None:
                text = str(bool(value))
            row[name] = "" if text is None else text
            if name == "ownerid":
                row["ownerid_entitytype"] = "team" if value == QUEUE else "systemuser"
            elif name == "regardingobjectid":
                row["regardingobjectid_entitytype"] = KINDS.get(str(value)[0], "")
        key = next(iter(fact))
        row["IsDelete"] = "False"
        return {"Id": fact[key], "SinkModifiedOn": "10/5/2026 2:00:00 AM"} | row

    for kind, stem, facts in (
        ("lead", "lead", LEADS),
        ("contact", "contact", CONTACTS),
        ("account", "account", ACCOUNTS),
        ("opportunity", "opportunity", OPPORTUNITIES),
        ("activity", "activitypointer", ACTIVITIES),
    ):
        _write(folder, stem, [flat(kind, fact) for fact in facts])
    users = [{k: v for k, v in fact.items() if k != "businessunit"} for fact in USERS]
    _write(folder, "systemuser", users)
    _write(folder, "campaign", [{"campaignid": FAIR, "name": NAMES[FAIR]}])
    _write(folder, "team", [{"teamid": QUEUE, "name": NAMES[QUEUE]}])
    _write_currencies(lambda stem, rows: _write(folder, stem, rows))
    _write(
        folder,
        "stringmap",
        [
            {"objecttypecode": kind, "attributename": name, "attributevalue": number}
            | {"value": words[0], "langid": 1033}
            for (kind, name), options in OPTIONS.items()
            for number, words in options.items()
        ],
    )
    entries = []
    for kind, record, field, old, new, at in CHANGES:
        before, after = ("" if value is None else value for value in (old, new))
        entry = {"objectid": record, "objecttypecode": kind, "attributename": field}
        told = {"oldvalue": before, "newvalue": after, "createdon": f"{at.replace(' ', 'T')}:00Z"}
        entries.append(entry | told)
    _write(folder, "audit", entries)


STYLES: dict[str, Callable[[Path], None]] = {
    "lists_en": lambda folder: write_lists(folder, 0),
    "lists_fr": lambda folder: write_lists(folder, 1),
    "api": write_api,
    "replica": write_replica,
}
# What a list in French says, in the words of the others.
IN_ENGLISH = {
    french: english
    for options in OPTIONS.values()
    for english, french in options.values()
    if english != french
}
