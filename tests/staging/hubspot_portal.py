"""A small HubSpot portal, and its exports in the four styles in which HubSpot writes them.

The facts are told once, under internal names and in UTC; a style says how they are written: which
headers, which words, which clock, which files.
"""

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

Fact = dict[str, Any]


def utc(text: str) -> datetime:
    """The instant of `2026-06-01 08:00`, UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@dataclass(frozen=True)
class Owner:
    """A reference to an owner: an id, or a name where labels are exported."""

    id: str
    name: str


CLAIRE = Owner("11", "Claire Martin")
PAUL = Owner("12", "Paul Durand")

OWNERS: list[Fact] = [
    {
        "id": "11",
        "email": "claire@vendeur.example",
        "firstName": "Claire",
        "lastName": "Martin",
        "type": "PERSON",
        "teams": ["Inside Sales", "Europe"],
    },
    {
        "id": "12",
        "email": "paul@vendeur.example",
        "firstName": "Paul",
        "lastName": "Durand",
        "type": "PERSON",
        "teams": ["Marketing"],
    },
]

COMPANIES: list[Fact] = [
    {
        "hs_object_id": "201",
        "name": "Client SA",
        "domain": "client.example",
        "country": "France",
        "industry": "Industrie",
        "numberofemployees": 120,
        "hubspot_owner_id": CLAIRE,
        "hs_merged_object_ids": ["290"],
        "createdate": utc("2026-05-31 10:00"),
        "hs_lastmodifieddate": utc("2026-06-20 10:00"),
    }
]

# Anna becomes a customer; her record took another one over. Bruno is refused by sales.
CONTACTS: list[Fact] = [
    {
        "hs_object_id": "101",
        "email": "anna@client.example",
        "firstname": "Anna",
        "lastname": "Petit",
        "jobtitle": "Acheteuse",
        "company": "Client SA",
        "country": "France",
        "lifecyclestage": "customer",
        "hs_lead_status": "OPEN_DEAL",
        "hubspot_owner_id": CLAIRE,
        "hs_analytics_source": "PAID_SEARCH",
        "hs_analytics_source_data_1": "Brand France",
        "hs_analytics_source_data_2": "pompe",
        "hs_additional_emails": ["anna@ancien.example", "a.petit@client.example"],
        "hs_merged_object_ids": ["190"],
        "hs_all_contact_vids": ["101", "190"],
        "salesforceleadid": "00Q5000000Gv7qJ",
        "associated_company_ids": ["201"],
        "associated_deal_ids": ["301"],
        "hs_lifecyclestage_lead_date": utc("2026-06-01 08:00"),
        "hs_lifecyclestage_marketingqualifiedlead_date": utc("2026-06-02 09:30"),
        "hs_lifecyclestage_salesqualifiedlead_date": utc("2026-06-10 07:45"),
        "hs_lifecyclestage_opportunity_date": utc("2026-06-12 13:00"),
        "hs_lifecyclestage_customer_date": utc("2026-06-20 10:00"),
        "hubspot_owner_assigneddate": utc("2026-06-02 10:00"),
        "createdate": utc("2026-06-01 08:00"),
        "lastmodifieddate": utc("2026-06-20 10:00"),
    },
    {
        "hs_object_id": "102",
        "email": "bruno@autre.example",
        "firstname": "Bruno",
        "lastname": "Roche",
        "country": "Belgique",
        "lifecyclestage": "marketingqualifiedlead",
        "hs_lead_status": "UNQUALIFIED",
        "unqualified_reason": "No budget",
        "hubspot_owner_id": CLAIRE,
        "hs_analytics_source": "OFFLINE",
        "hs_analytics_source_data_1": "IMPORT",
        # the day on which clocks went forward, and an evening that is the next day in Paris
        "hs_lifecyclestage_lead_date": utc("2026-03-29 00:30"),
        "hs_lifecyclestage_marketingqualifiedlead_date": utc("2026-03-31 22:30"),
        "hubspot_owner_assigneddate": utc("2026-03-31 22:30"),
        "createdate": utc("2026-03-29 00:30"),
        "lastmodifieddate": utc("2026-04-03 08:00"),
    },
]

DEALS: list[Fact] = [
    {
        "hs_object_id": "301",
        "dealname": "Pompes 2026",
        "pipeline": "default",
        "dealstage": "closedwon",
        "amount": "12000.50",
        "deal_currency_code": "EUR",
        "dealtype": "newbusiness",
        "hubspot_owner_id": CLAIRE,
        "hs_is_closed": True,
        "hs_is_closed_won": True,
        "createdate": utc("2026-06-12 13:00"),
        "closedate": utc("2026-06-20 10:00"),
        "hs_lastmodifieddate": utc("2026-06-20 10:00"),
        "associated_contact_ids": ["101", "101"],
        "associated_company_ids": ["201"],
        "date_entered": {
            "qualifiedtobuy": utc("2026-06-12 13:00"),
            "closedwon": utc("2026-06-20 10:00"),
        },
    }
]

CALLS: list[Fact] = [
    {
        "hs_object_id": "401",
        "hs_call_title": "Premier appel",
        "hs_call_direction": "OUTBOUND",
        "hs_call_status": "COMPLETED",
        "hubspot_owner_id": CLAIRE,
        "hs_timestamp": utc("2026-06-02 11:15"),
        "hs_createdate": utc("2026-06-02 11:20"),
        "associated_contact_ids": ["101"],
    },
    {
        "hs_object_id": "402",
        "hs_call_title": "Rappel",
        "hs_call_direction": "OUTBOUND",
        "hs_call_status": "CANCELED",
        "hubspot_owner_id": CLAIRE,
        "hs_timestamp": utc("2026-06-03 11:15"),
        "hs_createdate": utc("2026-06-03 11:20"),
        "associated_contact_ids": ["101", "102"],
    },
]

EMAILS: list[Fact] = [
    {
        "hs_object_id": "411",
        "hs_email_subject": "Bonjour",
        "hs_email_direction": "EMAIL",
        "hs_email_status": "SENT",
        "hubspot_owner_id": CLAIRE,
        "hs_timestamp": utc("2026-04-02 07:00"),
        "hs_createdate": utc("2026-04-02 07:00"),
        "associated_contact_ids": ["102"],
    },
    {
        "hs_object_id": "412",
        "hs_email_subject": "Séquence 1",
        "hs_email_direction": "EMAIL",
        "hs_email_status": "SENT",
        "hs_sequence_id": "77",
        "hubspot_owner_id": CLAIRE,
        "hs_timestamp": utc("2026-04-01 07:00"),
        "hs_createdate": utc("2026-04-01 07:00"),
        "associated_contact_ids": ["102"],
    },
    {
        "hs_object_id": "413",
        "hs_email_subject": "Re: Bonjour",
        "hs_email_direction": "INCOMING_EMAIL",
        "hs_timestamp": utc("2026-04-02 08:00"),
        "hs_createdate": utc("2026-04-02 08:00"),
        "associated_contact_ids": ["102"],
    },
]

MEETINGS: list[Fact] = [
    {
        "hs_object_id": "421",
        "hs_meeting_title": "Démonstration",
        "hs_meeting_outcome": "COMPLETED",
        "hubspot_owner_id": CLAIRE,
        "hs_meeting_start_time": utc("2026-06-09 12:00"),
        "hs_createdate": utc("2026-06-05 12:00"),
        "associated_contact_ids": ["101"],
    },
    {
        "hs_object_id": "422",
        "hs_meeting_title": "Suivi",
        "hs_meeting_outcome": "NO_SHOW",
        "hubspot_owner_id": CLAIRE,
        "hs_meeting_start_time": utc("2026-06-11 12:00"),
        "hs_createdate": utc("2026-06-09 12:30"),
        "associated_contact_ids": ["101"],
    },
    {
        "hs_object_id": "423",
        "hs_meeting_title": "Point",
        "hubspot_owner_id": CLAIRE,
        "hs_meeting_start_time": utc("2026-06-15 12:00"),
        "hs_createdate": utc("2026-06-09 12:30"),
        "associated_contact_ids": ["101"],
    },
    {
        "hs_object_id": "424",
        "hs_meeting_title": "Bilan",
        "hubspot_owner_id": CLAIRE,
        "hs_meeting_start_time": utc("2026-12-15 13:00"),
        "hs_createdate": utc("2026-06-09 12:30"),
        "associated_contact_ids": ["101"],
    },
]

TASKS: list[Fact] = [
    {
        "hs_object_id": "431",
        "hs_task_subject": "Envoyer le devis",
        "hs_task_type": "TODO",
        "hs_task_status": "COMPLETED",
        "hubspot_owner_id": CLAIRE,
        "hs_timestamp": utc("2026-06-04 22:30"),
        "hs_task_completion_date": utc("2026-06-04 09:10"),
        "hs_createdate": utc("2026-06-03 09:00"),
        "hs_lastmodifieddate": utc("2026-06-04 09:10"),
        "associated_contact_ids": ["101"],
    },
    {
        "hs_object_id": "432",
        "hs_task_subject": "Relancer",
        "hs_task_type": "TODO",
        "hs_task_status": "NOT_STARTED",
        "hubspot_owner_id": CLAIRE,
        "hs_timestamp": utc("2026-07-01 08:00"),
        "hs_createdate": utc("2026-06-20 09:00"),
        "hs_lastmodifieddate": utc("2026-06-20 09:00"),
    },
]

SUBMISSIONS: list[Fact] = [
    {
        "email": "Anna@client.example",
        "title": "Demande de démonstration",
        "pageUrl": "https://vendeur.example/demo",
        "submittedAt": utc("2026-06-01 08:00"),
    }
]

# record, property, value, when
CONTACT_HISTORY: list[tuple[str, str, str | Owner, datetime]] = [
    ("101", "lifecyclestage", "lead", utc("2026-06-01 08:00")),
    ("101", "lifecyclestage", "marketingqualifiedlead", utc("2026-06-02 09:30")),
    ("101", "lifecyclestage", "salesqualifiedlead", utc("2026-06-10 07:45")),
    ("101", "lifecyclestage", "opportunity", utc("2026-06-12 13:00")),
    ("101", "lifecyclestage", "customer", utc("2026-06-20 10:00")),
    ("101", "hs_lead_status", "OPEN", utc("2026-06-02 11:20")),
    ("101", "hs_lead_status", "OPEN_DEAL", utc("2026-06-12 13:00")),
    ("101", "hubspot_owner_id", PAUL, utc("2026-06-01 08:00")),
    ("101", "hubspot_owner_id", CLAIRE, utc("2026-06-02 10:00")),
    ("102", "email", "b.roche@autre.example", utc("2026-03-29 00:30")),
    ("102", "email", "bruno@autre.example", utc("2026-04-01 08:00")),
    ("102", "hs_lead_status", "UNQUALIFIED", utc("2026-04-03 08:00")),
    ("102", "unqualified_reason", "No budget", utc("2026-04-03 08:00")),
]
# a domain says nothing where a website does, and here nothing else does
COMPANY_HISTORY: list[tuple[str, str, str | Owner, datetime]] = [
    ("201", "numberofemployees", "80", utc("2026-05-31 10:00")),
    ("201", "numberofemployees", "120", utc("2026-06-15 10:00")),
    ("201", "domain", "client.example", utc("2026-05-31 10:00")),
    ("201", "industry", "Industrie", utc("2026-06-15 10:00")),
    ("201", "hubspot_owner_id", PAUL, utc("2026-05-31 10:00")),
    ("201", "hubspot_owner_id", CLAIRE, utc("2026-06-02 10:00")),
]
DEAL_HISTORY: list[tuple[str, str, str | Owner, datetime]] = [
    ("301", "dealstage", "qualifiedtobuy", utc("2026-06-12 13:00")),
    ("301", "dealstage", "closedwon", utc("2026-06-20 10:00")),
]

# The words of the user interface for internal values.
ENGLISH_WORDS = {
    "lead": "Lead",
    "marketingqualifiedlead": "Marketing Qualified Lead",
    "salesqualifiedlead": "Sales Qualified Lead",
    "opportunity": "Opportunity",
    "customer": "Customer",
    "OPEN_DEAL": "Open Deal",
    "UNQUALIFIED": "Unqualified",
    "PAID_SEARCH": "Paid Search",
    "OFFLINE": "Offline Sources",
    "default": "Sales Pipeline",
    "closedwon": "Closed Won",
    "qualifiedtobuy": "Qualified To Buy",
    "newbusiness": "New Business",
    "COMPLETED": "Completed",
    "CANCELED": "Canceled",
    "NO_SHOW": "No Show",
    "NOT_STARTED": "Not Started",
    "OUTBOUND": "Outbound",
    "EMAIL": "Email",
    "INCOMING_EMAIL": "Incoming email",
    "SENT": "Sent",
    "TODO": "To-do",
}
FRENCH_WORDS = {
    "lead": "Lead",
    "marketingqualifiedlead": "Lead qualifié par le marketing",
    "salesqualifiedlead": "Lead qualifié par les ventes",
    "opportunity": "Opportunité",
    "customer": "Client",
    "OPEN_DEAL": "Transaction ouverte",
    "UNQUALIFIED": "Non qualifié",
    "PAID_SEARCH": "Recherche payante",
    "OFFLINE": "Sources hors ligne",
    "default": "Pipeline des ventes",
    "closedwon": "Fermé gagné",
    "qualifiedtobuy": "Qualifié pour l'achat",
    "newbusiness": "Nouvelle affaire",
    "COMPLETED": "Terminé",
    "CANCELED": "Annulé",
    "NO_SHOW": "Absent",
    "NOT_STARTED": "Non commencé",
    "OUTBOUND": "Sortant",
    "EMAIL": "E-mail",
    "INCOMING_EMAIL": "E-mail entrant",
    "SENT": "Envoyé",
    "TODO": "À faire",
}

# The headers of the user interface for internal names, by object where they differ.
ENGLISH_HEADERS = {
    "hs_object_id": "Record ID",
    "email": "Email",
    "firstname": "First Name",
    "lastname": "Last Name",
    "jobtitle": "Job Title",
    "company": "Company Name",
    "country": "Country/Region",
    "lifecyclestage": "Lifecycle Stage",
    "hs_lead_status": "Lead Status",
    "unqualified_reason": "Unqualified reason",
    "contacts.hubspot_owner_id": "Contact owner",
    "companies.hubspot_owner_id": "Company owner",
    "deals.hubspot_owner_id": "Deal owner",
    "hubspot_owner_id": "Activity assigned to",
    "hs_analytics_source": "Original Traffic Source",
    "hs_analytics_source_data_1": "Original Traffic Source Drill-Down 1",
    "hs_analytics_source_data_2": "Original Traffic Source Drill-Down 2",
    "hs_additional_emails": "Additional email addresses",
    "hs_merged_object_ids": "Merged record IDs",
    "hs_all_contact_vids": "All vids for a contact",
    "salesforceleadid": "Salesforce Lead ID",
    "associated_company_ids": "Associated Company IDs",
    "associated_deal_ids": "Associated Deal IDs",
    "associated_contact_ids": "Associated Contact IDs",
    "hs_lifecyclestage_lead_date": "Became a Lead Date",
    "hs_lifecyclestage_marketingqualifiedlead_date": "Became a Marketing Qualified Lead Date",
    "hs_lifecyclestage_salesqualifiedlead_date": "Became a Sales Qualified Lead Date",
    "hs_lifecyclestage_opportunity_date": "Became an Opportunity Date",
    "hs_lifecyclestage_customer_date": "Became a Customer Date",
    "hubspot_owner_assigneddate": "Owner Assigned Date",
    "createdate": "Create Date",
    "lastmodifieddate": "Last Modified Date",
    "hs_lastmodifieddate": "Last Modified Date",
    "name": "Company name",
    "domain": "Company Domain Name",
    "industry": "Industry",
    "numberofemployees": "Number of Employees",
    "dealname": "Deal Name",
    "pipeline": "Pipeline",
    "dealstage": "Deal Stage",
    "amount": "Amount",
    "deal_currency_code": "Currency",
    "dealtype": "Deal Type",
    "hs_is_closed": "Is Closed",
    "hs_is_closed_won": "Is Closed Won",
    "closedate": "Close Date",
    "hs_timestamp": "Activity date",
    "tasks.hs_timestamp": "Due date",
    "hs_createdate": "Create date",
    "hs_call_title": "Call Title",
    "hs_call_direction": "Call direction",
    "hs_call_status": "Call status",
    "hs_email_subject": "Email subject",
    "hs_email_direction": "Email direction",
    "hs_email_status": "Email send status",
    "hs_sequence_id": "Sequence ID",
    "hs_meeting_title": "Meeting name",
    "hs_meeting_outcome": "Meeting outcome",
    "hs_meeting_start_time": "Meeting start time",
    "hs_task_subject": "Task Title",
    "hs_task_type": "Task Type",
    "hs_task_status": "Task Status",
    "hs_task_completion_date": "Completed at",
    "id": "Owner ID",
    "firstName": "First Name",
    "lastName": "Last Name",
    "type": "Owner type",
    "teams": "Team",
    "title": "Form name",
    "pageUrl": "Page URL",
    "submittedAt": "Conversion Date",
    "property": "Property name",
    "value": "Value",
    "timestamp": "Date of change",
}
FRENCH_HEADERS = {
    "hs_object_id": "ID de fiche d'informations",
    "email": "Adresse e-mail",
    "firstname": "Prénom",
    "lastname": "Nom",
    "jobtitle": "Intitulé de poste",
    "company": "Nom de l'entreprise",
    "country": "Pays/région",
    "lifecyclestage": "Phase du cycle de vie",
    "hs_lead_status": "Statut du lead",
    "unqualified_reason": "Motif de rejet",
    "contacts.hubspot_owner_id": "Propriétaire du contact",
    "companies.hubspot_owner_id": "Propriétaire de l'entreprise",
    "deals.hubspot_owner_id": "Propriétaire de la transaction",
    "hubspot_owner_id": "Activité attribuée à",
    "hs_analytics_source": "Source d'origine",
    "hs_analytics_source_data_1": "Source d'origine - Données 1",
    "hs_analytics_source_data_2": "Source d'origine - Données 2",
    "hs_additional_emails": "Adresses e-mail supplémentaires",
    "hs_merged_object_ids": "ID des fiches d'informations fusionnées",
    "hs_all_contact_vids": "Tous les vids d'un contact",
    "salesforceleadid": "ID du lead Salesforce",
    "associated_company_ids": "ID d'entreprise associée",
    "associated_deal_ids": "ID de transaction associée",
    "associated_contact_ids": "ID de contact associé",
    "hs_lifecyclestage_lead_date": "Date de passage en lead",
    "hs_lifecyclestage_marketingqualifiedlead_date": (
        "Date de passage en lead qualifié par le marketing"
    ),
    "hs_lifecyclestage_salesqualifiedlead_date": "Date de passage en lead qualifié par les ventes",
    "hs_lifecyclestage_opportunity_date": "Date de passage en opportunité",
    "hs_lifecyclestage_customer_date": "Date de passage en client",
    "hubspot_owner_assigneddate": "Date d'attribution du propriétaire",
    "createdate": "Date de création",
    "lastmodifieddate": "Date de dernière modification",
    "hs_lastmodifieddate": "Date de dernière modification",
    "name": "Nom de l'entreprise",
    "domain": "Nom de domaine de l'entreprise",
    "industry": "Secteur d'activité",
    "numberofemployees": "Nombre d'employés",
    "dealname": "Nom de la transaction",
    "pipeline": "Pipeline",
    "dealstage": "Étape de la transaction",
    "amount": "Montant",
    "deal_currency_code": "Devise",
    "dealtype": "Type de transaction",
    "hs_is_closed": "Est fermée",
    "hs_is_closed_won": "Est fermée gagnée",
    "closedate": "Date de fermeture",
    "hs_timestamp": "Date de l'activité",
    "tasks.hs_timestamp": "Date d'échéance",
    "hs_createdate": "Date de création",
    "hs_call_title": "Titre de l'appel",
    "hs_call_direction": "Direction de l'appel",
    "hs_call_status": "Statut de l'appel",
    "hs_email_subject": "Objet de l'e-mail",
    "hs_email_direction": "Direction de l'e-mail",
    "hs_email_status": "Statut d'envoi de l'e-mail",
    "hs_sequence_id": "ID de séquence",
    "hs_meeting_title": "Nom de la réunion",
    "hs_meeting_outcome": "Résultat de la réunion",
    "hs_meeting_start_time": "Heure de début de la réunion",
    "hs_task_subject": "Titre de la tâche",
    "hs_task_type": "Type de tâche",
    "hs_task_status": "Statut de la tâche",
    "hs_task_completion_date": "Date d'achèvement",
    "id": "ID du propriétaire",
    "firstName": "Prénom",
    "lastName": "Nom",
    "type": "Type de propriétaire",
    "teams": "Équipe",
    "title": "Nom du formulaire",
    "pageUrl": "URL de la page",
    "submittedAt": "Date de conversion",
    "property": "Nom de la propriété",
    "value": "Valeur",
    "timestamp": "Date de modification",
}

OBJECTS = {
    "owners": OWNERS,
    "companies": COMPANIES,
    "contacts": CONTACTS,
    "deals": DEALS,
    "calls": CALLS,
    "emails": EMAILS,
    "meetings": MEETINGS,
    "tasks": TASKS,
    "form_submissions": SUBMISSIONS,
}


def write_user_interface(
    folder: Path,
    headers: dict[str, str],
    words: dict[str, str],
    entered: str,
    files: dict[str, str],
) -> None:
    """CSV under labels: the portal's clock without a zone, owners by name, `;` lists."""

    def cell(value: Any) -> str:
        if isinstance(value, datetime):
            return value.astimezone(PARIS).strftime("%Y-%m-%d %H:%M")
        if isinstance(value, Owner):
            return value.name
        if isinstance(value, list):
            return ";".join(value)
        if isinstance(value, bool):
            return str(value).lower()
        return words.get(str(value), str(value))

    def header(name: str, key: str) -> str:
        return headers.get(f"{name}.{key}", headers.get(key, key))

    for name, facts in OBJECTS.items():
        rows = []
        for fact in facts:
            row = {
                header(name, key): cell(value)
                for key, value in fact.items()
                if key != "date_entered"
            }
            for stage, at in fact.get("date_entered", {}).items():
                row[entered.format(f"{words[stage]} ({words['default']})")] = cell(at)
            rows.append(row)
        write_csv(folder / f"{files.get(name, name)}.csv", rows)
    for name, history in (
        ("contact", CONTACT_HISTORY),
        ("company", COMPANY_HISTORY),
        ("deal", DEAL_HISTORY),
    ):
        write_csv(
            folder / f"{files.get(f'{name}_history', f'{name}_history')}.csv",
            [
                {
                    headers["hs_object_id"]: record,
                    headers["property"]: prop,
                    headers["value"]: value.id if isinstance(value, Owner) else value,
                    headers["timestamp"]: cell(at),
                }
                for record, prop, value, at in history
            ],
        )


def write_english(folder: Path) -> None:
    """The export of the user interface, under English labels."""
    view = "hubspot-crm-exports-all-{}-2026-07-01"
    names = ("contacts", "companies", "deals", "calls", "emails", "meetings", "tasks")
    files = {name: view.format(name) for name in names}
    write_user_interface(folder, ENGLISH_HEADERS, ENGLISH_WORDS, 'Date entered "{}"', files)


def write_french(folder: Path) -> None:
    """The export of the user interface, under French labels."""
    files = {
        "owners": "proprietaires",
        "companies": "entreprises",
        "deals": "hubspot-crm-exports-toutes-les-transactions-2026-07-01",
        "calls": "appels",
        "emails": "e-mails",
        "meetings": "réunions",
        "tasks": "tâches",
        "form_submissions": "soumissions-de-formulaires",
        "contact_history": "historique-des-contacts",
        "company_history": "historique-des-entreprises",
        "deal_history": "historique-des-transactions",
    }
    write_user_interface(folder, FRENCH_HEADERS, FRENCH_WORDS, "Date d'entrée dans « {} »", files)


def iso(at: datetime) -> str:
    """As the API writes a time."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def epoch(at: datetime) -> str:
    """As version 1 of the API writes a time."""
    return str(int(at.timestamp()) * 1000)


def write_internal(folder: Path) -> None:
    """CSV under internal names and values, with the property history as version 1 writes it."""

    def cell(value: Any) -> str:
        if isinstance(value, datetime):
            return iso(value)
        if isinstance(value, Owner):
            return value.id
        if isinstance(value, list):
            return ";".join(value)
        return str(value).lower() if isinstance(value, bool) else str(value)

    for name, facts in OBJECTS.items():
        rows = []
        for fact in facts:
            row = {key: cell(value) for key, value in fact.items() if key != "date_entered"}
            for stage, at in fact.get("date_entered", {}).items():
                row[f"hs_v2_date_entered_{stage}"] = cell(at)
            rows.append(row)
        write_csv(folder / f"{name}.csv", rows)
    for name, key, history in (
        ("contact", "vid", CONTACT_HISTORY),
        ("company", "companyId", COMPANY_HISTORY),
        ("deal", "dealId", DEAL_HISTORY),
    ):
        lines = [
            json.dumps(
                {
                    "value": cell(value),
                    "source-type": "CRM_UI",
                    "timestamp": int(epoch(at)),
                    "selected": False,
                    "property": prop,
                    key: int(record),
                }
            )
            for record, prop, value, at in history
        ]
        (folder / f"{name}_versions.jsonl").write_text("\n".join(lines), encoding="utf-8")


def write_api(folder: Path) -> None:
    """The API's JSON, version 3: properties and their history, associations that repeat ids."""
    histories: dict[str, list[tuple[str, str, str | Owner, datetime]]] = {
        "contacts": CONTACT_HISTORY,
        "companies": COMPANY_HISTORY,
        "deals": DEAL_HISTORY,
    }

    def scalar(value: Any) -> str:
        if isinstance(value, datetime):
            return iso(value)
        if isinstance(value, Owner):
            return value.id
        if isinstance(value, list):
            return ";".join(value)
        return str(value).lower() if isinstance(value, bool) else str(value)

    def record(name: str, fact: Fact) -> Fact:
        properties: Fact = {}
        associations: Fact = {}
        for key, value in fact.items():
            if key.startswith("associated_"):
                other = {"contact": "contacts", "company": "companies", "deal": "deals"}
                ids = [{"id": item, "type": f"{name}_to_x"} for item in [*value, value[0]]]
                associations[other[key.split("_")[1]]] = {"results": ids}
            elif key == "date_entered":
                properties |= {f"hs_v2_date_entered_{s}": iso(at) for s, at in value.items()}
            else:
                properties[key] = scalar(value)
        created = fact.get("createdate") or fact["hs_createdate"]
        whole: Fact = {
            "id": fact["hs_object_id"],
            "properties": properties,
            "createdAt": iso(created),
            "archived": False,
        }
        if associations:
            whole["associations"] = associations
        if name in histories:
            whole["propertiesWithHistory"] = {}
            for item, prop, value, at in histories[name]:
                if item == fact["hs_object_id"]:
                    whole["propertiesWithHistory"].setdefault(prop, []).insert(
                        0, {"value": scalar(value), "timestamp": iso(at), "sourceType": "CRM_UI"}
                    )
        return whole

    for name, facts in OBJECTS.items():
        if name == "owners":
            results = [
                {
                    **owner,
                    "teams": [
                        {"id": str(place), "name": team, "primary": place == 0}
                        for place, team in enumerate(owner["teams"])
                    ],
                    "archived": False,
                }
                for owner in facts
            ]
        elif name == "form_submissions":
            results = [
                {
                    "submittedAt": int(epoch(fact["submittedAt"])),
                    "values": [
                        {"name": "firstname", "value": "Anna", "objectTypeId": "0-1"},
                        {"name": "email", "value": fact["email"], "objectTypeId": "0-1"},
                    ],
                    "pageUrl": fact["pageUrl"],
                    "title": fact["title"],
                }
                for fact in facts
            ]
        else:
            results = [record(name, fact) for fact in facts]
        (folder / f"{name}.json").write_text(
            json.dumps({"results": results, "paging": None}), encoding="utf-8"
        )


def write_csv(path: Path, rows: list[Fact]) -> None:
    """Every cell quoted, columns in the order in which rows name them."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)


STYLES: dict[str, Callable[[Path], None]] = {
    "english labels": write_english,
    "french labels": write_french,
    "internal names": write_internal,
    "api": write_api,
}
