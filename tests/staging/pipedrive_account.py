"""A small Pipedrive account, and its exports in the four styles in which Pipedrive writes them.

The facts are told once, under the names of the API and in UTC; a style says how they are written:
which headers, which words, which files.
"""

import csv
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Fact = dict[str, Any]

CLAIRE = {"id": 11, "name": "Claire Martin", "email": "claire@vendeur.example"}
PAUL = {"id": 12, "name": "Paul Durand", "email": "paul@vendeur.example"}
STAGES = {1: "Qualified", 2: "Proposal Made"}

USERS: list[Fact] = [
    CLAIRE | {"active_flag": True, "timezone_name": "Europe/Paris"},
    PAUL | {"active_flag": False, "timezone_name": "Europe/London"},
]
ORGANIZATIONS: list[Fact] = [
    {
        "id": 201,
        "name": "Client SA",
        "owner_id": CLAIRE,
        "website": "https://client.example",
        "country": "France",
        "industry": "Industrie",
        "employee_count": 120,
        "add_time": "2026-05-31 10:00:00",
        "update_time": "2026-06-20 10:00:00",
    }
]
# Anna becomes a customer. Bruno is given back by sales, and has no company.
PERSONS: list[Fact] = [
    {
        "id": 101,
        "first_name": "Anna",
        "last_name": "Petit",
        "emails": ["anna@client.example", "anna.petit@maison.example"],
        "job_title": "Acheteuse",
        "org_id": 201,
        "owner_id": CLAIRE,
        "label_ids": ["Client"],
        "add_time": "2026-06-01 08:00:00",
        "update_time": "2026-06-20 10:00:00",
    },
    {
        "id": 102,
        "first_name": "Bruno",
        "last_name": "Leclère",
        "emails": ["bruno@autre.example"],
        "job_title": None,
        "org_id": None,
        "owner_id": PAUL,
        "label_ids": [],
        "add_time": "2026-06-02 08:00:00",
        "update_time": "2026-06-19 10:00:00",
    },
]
ANNAS, BRUNOS = "4a0b8b6e-0000-11ef-8000-000000000001", "4a0b8b6e-0000-11ef-8000-000000000002"
OF_NOBODY = "4a0b8b6e-0000-11ef-8000-000000000003"
LEADS: list[Fact] = [
    {
        "id": ANNAS,
        "title": "Client SA lead",
        "person_id": 101,
        "organization_id": 201,
        "owner_id": CLAIRE,
        "label_ids": ["Hot", "MQL"],
        "source_name": "Web forms",
        "is_archived": False,
        "archive_time": None,
        "add_time": "2026-06-01 08:00:00",
        "update_time": "2026-06-03 09:00:00",
    },
    {
        "id": BRUNOS,
        "title": "Bruno lead",
        "person_id": 102,
        "organization_id": None,
        "owner_id": PAUL,
        "label_ids": [],
        "source_name": None,
        "is_archived": True,
        "archive_time": "2026-06-19 10:00:00",
        "add_time": "2026-06-02 08:00:00",
        "update_time": "2026-06-19 10:00:00",
    },
    {
        "id": OF_NOBODY,
        "title": "Somebody at Client SA",
        "person_id": None,
        "organization_id": 201,
        "owner_id": CLAIRE,
        "label_ids": [],
        "source_name": None,
        "is_archived": False,
        "archive_time": None,
        "add_time": "2026-06-10 08:00:00",
        "update_time": "2026-06-10 08:00:00",
    },
]
# One deal is won, one lost, one was reopened.
DEALS: list[Fact] = [
    {
        "id": 301,
        "title": "Client SA 1",
        "person_id": 101,
        "org_id": 201,
        "owner_id": CLAIRE,
        "stage_id": 2,
        "status": "won",
        "value": 12500.5,
        "currency": "EUR",
        "probability": None,
        "lost_reason": None,
        "expected_close_date": "2026-07-31",
        "stage_change_time": "2026-06-10 09:00:00",
        "won_time": "2026-06-20 10:00:00",
        "lost_time": None,
        "close_time": "2026-06-20 10:00:00",
        "add_time": "2026-06-05 09:00:00",
        "update_time": "2026-06-20 10:00:00",
    },
    {
        "id": 302,
        "title": "Client SA 2",
        "person_id": 101,
        "org_id": 201,
        "owner_id": PAUL,
        "stage_id": 1,
        "status": "lost",
        "value": 800,
        "currency": "USD",
        "probability": 40,
        "lost_reason": "Too expensive",
        "expected_close_date": None,
        "stage_change_time": None,
        "won_time": None,
        "lost_time": "2026-06-18 10:00:00",
        "close_time": "2026-06-18 10:00:00",
        "add_time": "2026-06-06 09:00:00",
        "update_time": "2026-06-18 10:00:00",
    },
    {
        "id": 303,
        "title": "Client SA 3",
        "person_id": None,
        "org_id": 201,
        "owner_id": PAUL,
        "stage_id": 2,
        "status": "open",
        "value": None,
        "currency": "EUR",
        "probability": None,
        "lost_reason": None,
        "expected_close_date": "2026-09-30",
        "stage_change_time": "2026-06-07 09:00:00",
        "won_time": None,
        "lost_time": None,
        "close_time": None,
        "add_time": "2026-06-07 09:00:00",
        "update_time": "2026-06-25 10:00:00",
    },
]
# A call of Claire's, a meeting that she holds, a task that nobody closed, a call about the lead,
# and one about the deal, which names nobody itself.
ACTIVITIES: list[Fact] = [
    {
        "id": 401,
        "subject": "First call",
        "type": "call",
        "person_id": 101,
        "lead_id": None,
        "deal_id": None,
        "owner_id": CLAIRE,
        "done": True,
        "due_date": "2026-06-02",
        "due_time": "",
        "marked_as_done_time": "2026-06-02 09:30:00",
        "add_time": "2026-06-01 09:00:00",
        "update_time": "2026-06-02 09:30:00",
    },
    {
        "id": 402,
        "subject": "Visit",
        "type": "meeting",
        "person_id": 101,
        "lead_id": None,
        "deal_id": None,
        "owner_id": CLAIRE,
        "done": True,
        "due_date": "2026-06-08",
        "due_time": "12:30",
        "marked_as_done_time": "2026-06-09 07:00:00",
        "add_time": "2026-06-03 09:00:00",
        "update_time": "2026-06-09 07:00:00",
    },
    {
        "id": 403,
        "subject": "Send the offer",
        "type": "task",
        "person_id": 102,
        "lead_id": None,
        "deal_id": None,
        "owner_id": PAUL,
        "done": False,
        "due_date": "2026-06-15",
        "due_time": "",
        "marked_as_done_time": "",
        "add_time": "2026-06-12 09:00:00",
        "update_time": "2026-06-12 09:00:00",
    },
    {
        "id": 404,
        "subject": "Second call",
        "type": "call",
        "person_id": None,
        "lead_id": BRUNOS,
        "deal_id": None,
        "owner_id": PAUL,
        "done": True,
        "due_date": "2026-06-16",
        "due_time": "",
        "marked_as_done_time": "2026-06-16 08:00:00",
        "add_time": "2026-06-16 08:00:00",
        "update_time": "2026-06-16 08:00:00",
    },
    {
        "id": 405,
        "subject": "Third call",
        "type": "call",
        "person_id": None,
        "lead_id": None,
        "deal_id": 302,
        "owner_id": PAUL,
        "done": True,
        "due_date": "2026-06-17",
        "due_time": "",
        "marked_as_done_time": "2026-06-17 08:00:00",
        "add_time": "2026-06-17 08:00:00",
        "update_time": "2026-06-17 08:00:00",
    },
]
# Item, field, value before and after, when. The won deal was moved afterwards; the open one was
# lost for a day.
Change = tuple[object, str, object, object, str]
DEAL_FLOW: list[Change] = [
    (301, "stage_id", 1, 2, "2026-06-10 09:00:00"),
    (301, "status", "open", "won", "2026-06-20 10:00:00"),
    (301, "stage_id", 2, 1, "2026-06-21 10:00:00"),
    (301, "stage_id", 1, 2, "2026-06-21 10:00:05"),
    (302, "status", "open", "lost", "2026-06-18 10:00:00"),
    (303, "status", "open", "lost", "2026-06-24 10:00:00"),
    (303, "status", "lost", "open", "2026-06-25 10:00:00"),
    (301, "value", 10000, 12500.5, "2026-06-12 09:00:00"),
]
LEAD_FLOW: list[Change] = [
    (ANNAS, "label_ids", None, "Hot", "2026-06-02 09:00:00"),
    (ANNAS, "label_ids", "Hot", "Hot, MQL", "2026-06-03 09:00:00"),
    (BRUNOS, "owner_id", 11, 12, "2026-06-04 09:00:00"),
    (BRUNOS, "is_archived", "0", "1", "2026-06-19 10:00:00"),
]
PERSON_FLOW: list[Change] = [
    (101, "job_title", None, "Acheteuse", "2026-06-04 09:00:00"),
    (102, "owner_id", 11, 12, "2026-06-04 09:00:00"),
]

ENGLISH: dict[str, dict[str, str]] = {
    "organizations": {
        "id": "Organization - ID",
        "name": "Organization - Name",
        "owner_id": "Organization - Owner",
        "website": "Organization - Website",
        "country": "Organization - Country of Address",
        "industry": "Organization - Industry",
        "employee_count": "Organization - Number of employees",
        "add_time": "Organization - Organization created",
        "update_time": "Organization - Update time",
    },
    "people": {
        "id": "Person - ID",
        "first_name": "Person - First name",
        "last_name": "Person - Last name",
        "email_work": "Person - Email - Work",
        "email_home": "Person - Email - Home",
        "job_title": "Person - Job title",
        "org_id": "Person - Organization ID",
        "owner_id": "Person - Owner",
        "label_ids": "Person - Labels",
        "add_time": "Person - Person created",
        "update_time": "Person - Update time",
    },
    "leads": {
        "id": "Lead - ID",
        "title": "Lead - Title",
        "person_id": "Lead - Contact person ID",
        "organization_id": "Lead - Organization ID",
        "owner_id": "Lead - Owner",
        "label_ids": "Lead - Label",
        "source_name": "Lead - Source origin",
        "is_archived": "Lead - Archive status",
        "archive_time": "Lead - Archive time",
        "add_time": "Lead - Lead created on",
        "update_time": "Lead - Update time",
    },
    "deals": {
        "id": "Deal - ID",
        "title": "Deal - Title",
        "person_id": "Deal - Contact person ID",
        "org_id": "Deal - Organization ID",
        "owner_id": "Deal - Owner",
        "stage_id": "Deal - Stage",
        "status": "Deal - Status",
        "value": "Deal - Value",
        "currency": "Deal - Currency of Value",
        "probability": "Deal - Probability",
        "lost_reason": "Deal - Lost reason",
        "expected_close_date": "Deal - Expected close date",
        "stage_change_time": "Deal - Last stage change",
        "won_time": "Deal - Won time",
        "lost_time": "Deal - Lost time",
        "close_time": "Deal - Deal closed on",
        "add_time": "Deal - Deal created",
        "update_time": "Deal - Update time",
    },
    "activities": {
        "id": "Activity - ID",
        "subject": "Activity - Subject",
        "type": "Activity - Type",
        "person_id": "Activity - Contact person ID",
        "lead_id": "Lead - ID",
        "deal_id": "Deal - ID",
        "owner_id": "Activity - Assigned to user",
        "done": "Activity - Done",
        "due_date": "Activity - Due date",
        "due_time": "Activity - Due time",
        "marked_as_done_time": "Activity - Marked as done time",
        "add_time": "Activity - Creation date",
        "update_time": "Activity - Update time",
    },
}
FRENCH: dict[str, dict[str, str]] = {
    "organisations": {
        "id": "Organisation - ID",
        "name": "Organisation - Nom",
        "owner_id": "Organisation - Propriétaire",
        "website": "Organisation - Site web",
        "country": "Organisation - Pays de l'adresse",
        "industry": "Organisation - Secteur d'activité",
        "employee_count": "Organisation - Nombre d'employés",
        "add_time": "Organisation - Organisation créée",
        "update_time": "Organisation - Heure de mise à jour",
    },
    "personnes": {
        "id": "Personne - ID",
        "first_name": "Personne - Prénom",
        "last_name": "Personne - Nom de famille",
        "email_work": "Personne - E-mail - Travail",
        "email_home": "Personne - E-mail - Domicile",
        "job_title": "Personne - Intitulé du poste",
        "org_id": "Personne - ID de l'organisation",
        "owner_id": "Personne - Propriétaire",
        "label_ids": "Personne - Étiquettes",
        "add_time": "Personne - Personne créée",
        "update_time": "Personne - Heure de mise à jour",
    },
    "prospects": {
        "id": "Prospect - ID",
        "title": "Prospect - Titre",
        "person_id": "Prospect - ID de la personne à contacter",
        "organization_id": "Prospect - ID de l'organisation",
        "owner_id": "Prospect - Propriétaire",
        "label_ids": "Prospect - Étiquette",
        "source_name": "Prospect - Origine de la source",
        "is_archived": "Prospect - Statut d'archivage",
        "archive_time": "Prospect - Heure d'archivage",
        "add_time": "Prospect - Prospect créé",
        "update_time": "Prospect - Heure de mise à jour",
    },
    "affaires": {
        "id": "Affaire - ID",
        "title": "Affaire - Titre",
        "person_id": "Affaire - ID de la personne à contacter",
        "org_id": "Affaire - ID de l'organisation",
        "owner_id": "Affaire - Propriétaire",
        "stage_id": "Affaire - Étape",
        "status": "Affaire - Statut",
        "value": "Affaire - Valeur",
        "currency": "Affaire - Devise",
        "probability": "Affaire - Probabilité",
        "lost_reason": "Affaire - Raison de la perte",
        "expected_close_date": "Affaire - Date de clôture prévue",
        "stage_change_time": "Affaire - Dernier changement d'étape",
        "won_time": "Affaire - Date de gain",
        "lost_time": "Affaire - Date de perte",
        "close_time": "Affaire - Affaire clôturée le",
        "add_time": "Affaire - Affaire créée",
        "update_time": "Affaire - Heure de mise à jour",
    },
    "activites": {
        "id": "Activité - ID",
        "subject": "Activité - Sujet",
        "type": "Activité - Type",
        "person_id": "Activité - ID de la personne à contacter",
        "lead_id": "Activité - ID du prospect",
        "deal_id": "Activité - ID de l'affaire",
        "owner_id": "Activité - Attribué à l'utilisateur",
        "done": "Activité - Terminée",
        "due_date": "Activité - Date d'échéance",
        "due_time": "Activité - Heure d'échéance",
        "marked_as_done_time": "Activité - Marquée comme terminée le",
        "add_time": "Activité - Date d'ajout",
        "update_time": "Activité - Heure de mise à jour",
    },
}
OBJECTS = (ORGANIZATIONS, PERSONS, LEADS, DEALS, ACTIVITIES)
WORDS = {
    "en": {"won": "Won", "lost": "Lost", "open": "Open", "done": ("Done", "To do")},
    "fr": {"won": "Gagnée", "lost": "Perdue", "open": "En cours", "done": ("Terminée", "À faire")},
}
ARCHIVED = {"en": ("Archived", "Not archived"), "fr": ("Archivé", "Non archivé")}


def _shown(name: str, value: Any, language: str) -> object:
    """A value as the user interface writes it."""
    words: Mapping[str, Any] = WORDS[language]
    if value is None:
        return ""
    if name == "owner_id":
        return value["name"]
    if name == "label_ids":
        return ", ".join(value)
    if name == "stage_id":
        return STAGES[value]
    if name == "status":
        return words[value]
    if name == "done":
        return words["done"][not value]
    if name == "is_archived":
        return ARCHIVED[language][not value]
    return value


def _write_interface(
    folder: Path, language: str, labels: dict[str, dict[str, str]], delimiter: str
) -> None:
    for (stem, columns), facts in zip(labels.items(), OBJECTS, strict=True):
        file = folder / f"{stem}-11557216-{len(stem)}.csv"
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, delimiter=delimiter)
            writer.writerow(columns.values())
            for fact in facts:
                row = dict(fact)
                if "emails" in row:
                    row |= dict(zip(("email_work", "email_home"), row["emails"], strict=False))
                writer.writerow(_shown(name, row.get(name), language) for name in columns)
    _write_json(folder, "users", USERS)
    for stem, id_column, changes in _flows():
        with (folder / f"{stem}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow([id_column, "Field", "Old value", "New value", "Changed at"])
            for item, field, old, new, at in changes:
                stage = field == "stage_id"
                values = (STAGES[v] if stage and isinstance(v, int) else v for v in (old, new))
                writer.writerow([item, field, *values, at])


def _flows() -> list[tuple[str, str, list[Change]]]:
    return [
        ("deal_flow", "Deal ID", DEAL_FLOW),
        ("lead_flow", "Lead ID", LEAD_FLOW),
        ("person_flow", "Person ID", PERSON_FLOW),
    ]


def _write_json(folder: Path, stem: str, records: list[Fact]) -> None:
    answer = {"success": True, "data": records, "additional_data": {}}
    (folder / f"{stem}.json").write_text(json.dumps(answer, ensure_ascii=False), "utf-8")


def write_english(folder: Path) -> None:
    """Exports of the user interface in English, the object before each label."""
    _write_interface(folder, "en", ENGLISH, ",")


def write_without_prefix(folder: Path) -> None:
    """The same, where somebody took the object away before each label."""
    labels = {
        stem: {name: label.split(" - ", 1)[1] for name, label in columns.items()}
        for stem, columns in ENGLISH.items()
    }
    labels["activities"] |= {"lead_id": "Lead ID", "deal_id": "Deal ID"}
    _write_interface(folder, "en", labels, ",")


def write_french(folder: Path) -> None:
    """Exports of the user interface in French, saved again with semicolons."""
    _write_interface(folder, "fr", FRENCH, ";")


def _write_api(folder: Path, reference: Callable[[str, Any], Any], emails: str) -> None:
    for stem, facts in zip(
        ("organizations", "persons", "leads", "deals", "activities"), OBJECTS, strict=True
    ):
        records = []
        for fact in facts:
            record = {name: reference(name, value) for name, value in fact.items()}
            if "emails" in record:
                told = record.pop("emails")
                # the main one need not come first
                record[emails] = [
                    {"label": "work", "value": value, "primary": value == told[0]}
                    for value in reversed(told)
                ]
            records.append(record)
        _write_json(folder, stem, records)
    _write_json(folder, "users", USERS)
    _write_json(folder, "stages", [{"id": key, "name": name} for key, name in STAGES.items()])
    for stem, _, changes in _flows():
        items = [
            {
                "object": "dealChange",
                "timestamp": at,
                "data": {
                    "id": number,
                    "item_id": item,
                    "field_key": field,
                    "old_value": old,
                    "new_value": new,
                    "log_time": at,
                },
            }
            for number, (item, field, old, new, at) in enumerate(changes, start=1)
        ]
        # a flow lists activities and notes too
        about = {stem.replace("_flow", "_id"): changes[0][0], "content": "Called"}
        note = {"object": "note", "timestamp": "2026-06-05 09:00:00"}
        items.append(note | {"data": {"id": 9} | about})
        _write_json(folder, stem, items)


def write_api_v1(folder: Path) -> None:
    """The first version of the API: objects in place of ids, `user_id` for owners of deals."""

    def reference(name: str, value: Any) -> Any:
        if value is not None and name in ("person_id", "org_id"):
            return {"value": value, "name": "Somebody"}
        if name == "owner_id":
            return value | {"value": value["id"]}
        return value

    _write_api(folder, reference, "email")
    deals = folder / "deals.json"
    deals.write_text(deals.read_text("utf-8").replace('"owner_id"', '"user_id"'), "utf-8")


def write_api_v2(folder: Path) -> None:
    """The second version: ids alone, and times with their zone."""

    def reference(name: str, value: Any) -> Any:
        if name == "owner_id":
            return value["id"]
        if name.endswith("_time") and name != "due_time" and value:
            return f"{value.replace(' ', 'T')}Z"
        return value

    _write_api(folder, reference, "emails")


STYLES: dict[str, Callable[[Path], None]] = {
    "english": write_english,
    "without_prefix": write_without_prefix,
    "french": write_french,
    "api_v1": write_api_v1,
    "api_v2": write_api_v2,
}
