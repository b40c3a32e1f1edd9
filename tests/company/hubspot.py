"""The company as HubSpot alone writes it, CRM and automation in one.

Exports of the user interface, with English or French labels: every column quoted, times to the
minute in the portal's zone (the company's) and without a marker, names where the API has ids.
Beside them the history of properties, with internal names, which the interface does not export:
epoch milliseconds in the French form, ISO times in the English one. HubSpot keeps no visits here.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from tests.company.people import AUTOMATED, Act, Deal, Household, Person
from tests.company.tables import Tables, ToolExports, since_last
from tests.company.world import (
    COMPANY_ZONE,
    DAY,
    INTEGRATION,
    MEETING_NOTICE,
    MINUTE,
    MOVED_AT,
    STORY_STARTS,
    USERS,
    User,
    account,
    local_day,
    utc,
)

LANGUAGES = ("en", "fr")

# File, then internal name of each column: label in English, in French.
LABELS: dict[str, dict[str, tuple[str, str]]] = {
    "contacts": {
        "id": ("Record ID", "ID d'enregistrement"),
        "email": ("Email", "E-mail"),
        "more": ("Additional email addresses", "Adresses e-mail supplémentaires"),
        "firstname": ("First Name", "Prénom"),
        "lastname": ("Last Name", "Nom"),
        "jobtitle": ("Job Title", "Intitulé du poste"),
        "company": ("Company name", "Nom de l'entreprise"),
        "country": ("Country/Region", "Pays/Région"),
        "segment": ("Segment", "Segment client"),
        "machines": ("Machines", "Machines"),
        "lifecyclestage": ("Lifecycle Stage", "Phase du cycle de vie"),
        "status": ("Lead Status", "Statut du lead"),
        "reason": ("Disqualification reason", "Motif de disqualification"),
        "owner": ("Contact owner", "Propriétaire du contact"),
        "source": ("Original Traffic Source", "Source de trafic d'origine"),
        "campaign": (
            "First Touch Converting Campaign",
            "Campagne de conversion du premier contact",
        ),
        "merged": ("Merged Contact IDs", "ID de contacts fusionnés"),
        "companies": ("Associated Company IDs", "ID d'entreprises associées"),
        "deals": ("Associated Deal IDs", "ID des transactions associées"),
        "mql": ("Became a Marketing Qualified Lead Date", "Date de passage en MQL"),
        "sql": ("Became a Sales Qualified Lead Date", "Date de passage en SQL"),
        "created": ("Create Date", "Date de création"),
        "modified": ("Last Modified Date", "Date de dernière modification"),
    },
    "companies": {
        "id": ("Record ID", "ID d'enregistrement"),
        "name": ("Company name", "Nom de l'entreprise"),
        "domain": ("Company Domain Name", "Nom de domaine de l'entreprise"),
        "country": ("Country/Region", "Pays/Région"),
        "industry": ("Industry", "Secteur d'activité"),
        "segment": ("Segment", "Segment client"),
        "employees": ("Number of Employees", "Nombre d'employés"),
        "created": ("Create Date", "Date de création"),
        "modified": ("Last Modified Date", "Date de dernière modification"),
    },
    "deals": {
        "id": ("Record ID", "ID d'enregistrement"),
        "name": ("Deal Name", "Nom de la transaction"),
        "pipeline": ("Pipeline", "Pipeline"),
        "stage": ("Deal Stage", "Étape de la transaction"),
        "amount": ("Amount", "Montant"),
        "currency": ("Currency", "Devise"),
        "type": ("Deal Type", "Type de transaction"),
        "owner": ("Deal owner", "Propriétaire de la transaction"),
        "created": ("Create Date", "Date de création"),
        "closes": ("Close Date", "Date de fermeture"),
        "merged": ("Merged record IDs", "ID des enregistrements fusionnés"),
        "modified": ("Last Modified Date", "Date de dernière modification"),
        "contacts": ("Associated Contact IDs", "ID des contacts associés"),
        "companies": ("Associated Company IDs", "ID d'entreprises associées"),
    },
    "owners": {
        "id": ("Owner ID", "ID du propriétaire"),
        "email": ("Email", "Adresse e-mail"),
        "firstname": ("First Name", "Prénom"),
        "lastname": ("Last Name", "Nom"),
        "department": ("Department", "Département"),
        "zone": ("Time zone", "Fuseau horaire"),
    },
    "calls": {
        "id": ("Record ID", "ID d'enregistrement"),
        "title": ("Call Title", "Titre de l'appel"),
        "direction": ("Call direction", "Direction de l'appel"),
        "status": ("Call Status", "Statut de l'appel"),
        "outcome": ("Call outcome", "Résultat de l'appel"),
        "owner": ("Activity assigned to", "Activité attribuée à"),
        "at": ("Activity date", "Date de l'activité"),
        "created": ("Create Date", "Date de création"),
        "modified": ("Last Modified Date", "Date de dernière modification"),
        "contacts": ("Associated Contact IDs", "ID des contacts associés"),
    },
    "emails": {
        "id": ("Record ID", "ID d'enregistrement"),
        "title": ("Email subject", "Objet de l'e-mail"),
        "direction": ("Email direction", "Direction de l'e-mail"),
        "status": ("Email send status", "Statut d'envoi de l'e-mail"),
        "sequence": ("Sequence ID", "ID de séquence"),
        "owner": ("Activity assigned to", "Activité attribuée à"),
        "at": ("Activity date", "Date de l'activité"),
        "created": ("Create Date", "Date de création"),
        "modified": ("Last Modified Date", "Date de dernière modification"),
        "contacts": ("Associated Contact IDs", "ID des contacts associés"),
    },
    "meetings": {
        "id": ("Record ID", "ID d'enregistrement"),
        "title": ("Meeting name", "Nom de la réunion"),
        "outcome": ("Meeting outcome", "Résultat de la réunion"),
        "owner": ("Activity assigned to", "Activité attribuée à"),
        "at": ("Meeting start time", "Heure de début de la réunion"),
        "created": ("Create Date", "Date de création"),
        "modified": ("Last Modified Date", "Date de dernière modification"),
        "contacts": ("Associated Contact IDs", "ID des contacts associés"),
    },
    "tasks": {
        "id": ("Record ID", "ID d'enregistrement"),
        "title": ("Task Title", "Titre de la tâche"),
        "type": ("Task Type", "Type de tâche"),
        "status": ("Task Status", "Statut de la tâche"),
        "owner": ("Activity assigned to", "Activité attribuée à"),
        "at": ("Due date", "Date d'échéance"),
        "completed": ("Completed at", "Date d'achèvement"),
        "created": ("Create Date", "Date de création"),
        "modified": ("Last Modified Date", "Date de dernière modification"),
        "contacts": ("Associated Contact IDs", "ID des contacts associés"),
    },
    "forms": {
        "id": ("Conversion ID", "ID de conversion"),
        "at": ("Conversion Date", "Date de conversion"),
        "contact": ("Contact ID", "ID du contact"),
        "email": ("Email", "Adresse e-mail"),
        "form": ("Form name", "Nom du formulaire"),
    },
    "contact_history": {
        "record": ("id", "vid"),
        "property": ("property", "name"),
        "value": ("value", "value"),
        "at": ("timestamp", "timestamp"),
    },
    "deal_history": {
        "record": ("id", "dealId"),
        "property": ("property", "name"),
        "value": ("value", "value"),
        "at": ("timestamp", "timestamp"),
    },
}
STEMS = {
    "contacts": ("hubspot-crm-exports-all-contacts", "hubspot-crm-exports-tous-les-contacts"),
    "companies": ("hubspot-crm-exports-all-companies", "hubspot-crm-exports-toutes-entreprises"),
    "deals": ("hubspot-crm-exports-all-deals", "hubspot-crm-exports-toutes-transactions"),
    "owners": ("owners", "proprietaires"),
    "calls": ("calls", "appels"),
    "emails": ("emails", "e-mails"),
    "meetings": ("meetings", "reunions"),
    "tasks": ("tasks", "taches"),
    "forms": ("form-submissions", "soumissions-de-formulaires"),
    "contact_history": ("contact-property-history", "historique-contacts"),
    "deal_history": ("deal-property-history", "historique-transactions"),
}

# Internal name, label in English, in French.
LIFECYCLE = {
    "lead": ("lead", "Lead", "Lead"),
    "mql": ("marketingqualifiedlead", "Marketing Qualified Lead", "Lead qualifié par le marketing"),
    "sql": ("salesqualifiedlead", "Sales Qualified Lead", "Lead qualifié par les ventes"),
    "opportunity": ("opportunity", "Opportunity", "Opportunité"),
    "won": ("customer", "Customer", "Client"),
    "cleared": ("", "", ""),
}
LEAD_STATUS = {
    "fresh": ("NEW", "New", "Nouveau"),
    "accepted": ("OPEN", "Open", "Ouvert"),
    "rejected": ("UNQUALIFIED", "Unqualified", "Non qualifié"),
    "recycled": ("BAD_TIMING", "Bad timing", "Mauvais moment"),
    "cleared": ("", "", ""),
}
# Doubles without a row of their own: merged away, or of an address that one contact only may have.
UNSEEN = ("merged", "shares")
DEAL_STAGE = {
    "discovery": ("appointmentscheduled", "Appointment scheduled", "Rendez-vous planifié"),
    "proposal": ("presentationscheduled", "Presentation scheduled", "Présentation planifiée"),
    "negotiation": ("contractsent", "Contract sent", "Contrat envoyé"),
    "won": ("closedwon", "Closed won", "Fermé gagné"),
    "lost": ("closedlost", "Closed lost", "Fermé perdu"),
}
DEAL_TYPE = {
    "new": ("newbusiness", "New Business", "Nouvelle entreprise"),
    "renewal": ("renewal", "Renewal", "Renouvellement"),
    "expansion": ("existingbusiness", "Existing Business", "Entreprise existante"),
}


def act_id(person: Person, number: int) -> int:
    """Id of what a user did, by its place among all that was done."""
    return 10_000_000 + person.number * 32 + number


def contact_id(person: Person) -> int:
    """The person's contact."""
    return 301_000 + person.number * 4


def double_id(person: Person) -> int:
    """The contact of the person's double."""
    return contact_id(person) + 1


def company_id(number: int) -> int:
    """The account's company."""
    return 70_000_000 + number


def deal_id(deal: Deal) -> int:
    """The deal's record."""
    return 90_000_000 + deal.number


def twin_id(deal: Deal) -> int:
    """The record of the same deal entered again."""
    return 80_000_000 + deal.number


def owner_id(user: User) -> int:
    """The user as an owner."""
    return 5000 + user.number


def lifecycle(person: Person) -> list[tuple[int, str]]:
    """The lifecycle stages that the contact took, in order; to go back, the value is cleared."""
    changes = [(person.known_at, "lead")]
    rank = list(LIFECYCLE)
    for lead in person.passes:
        found = [(s.at, s.stage) for s in lead.steps if s.stage in ("mql", "sql")]
        for deal in lead.deals:
            if deal.converted_at is None:
                found.append((deal.created_at, "opportunity"))
                if deal.progress[-1].name == "won":
                    found.append((deal.progress[-1].at, "won"))
        for at, stage in sorted(found):
            if rank.index(stage) <= rank.index(changes[-1][1]):
                if stage != "mql" or lead.number == 1:
                    continue  # a stage once left behind is not set again
                changes.append((at - MINUTE, "cleared"))
            changes.append((at, stage))
    return changes


def lead_statuses(person: Person) -> list[tuple[int, str]]:
    """The lead statuses that the contact took, in order; a new MQL clears the last answer."""
    changes = [(person.known_at, "fresh")]
    steps = [(s.at, s.stage, lead.number) for lead in person.passes for s in lead.steps]
    for at, stage, number in sorted(steps):
        if stage == "mql" and number > 1:
            changes.append((at - MINUTE, "cleared"))
        elif stage in LEAD_STATUS:
            changes.append((at, stage))
    return changes


class HubspotExports(ToolExports):
    """All exports of one HubSpot, written side by side as the households come by."""

    def __init__(self, folder: Path, exports: Sequence[int], language: str) -> None:
        self._language = LANGUAGES.index(language)
        super().__init__(exports)
        self._columns = {
            file: {name: labels[self._language] for name, labels in columns.items()}
            for file, columns in LABELS.items()
        }
        headers = {
            STEMS[file][self._language]: ",".join(columns.values())
            for file, columns in self._columns.items()
        }
        entered = [f"{self._entered('won')}", f"{self._entered('lost')}"]
        quoted = ['"' + label.replace('"', '""') + '"' for label in entered]
        headers[STEMS["deals"][self._language]] += "," + ",".join(quoted)
        self._tables = self._opened(folder / "hubspot", lambda each: Tables(each, headers))

    def add(self, household: Household) -> None:
        """A household, in every export that knows it."""
        for index, seen_at in enumerate(self._exports):
            for person in household.people:
                if person.account is not None:
                    self._accounts.add(person.account.number)
                if person.known_at <= seen_at:
                    self._write_person(index, person)
            for deal in household.deals:
                self._accounts.add(deal.account.number)
                if deal.stage_at(seen_at) is not None:
                    self._write_deal(index, deal, household)

    def _entered(self, stage: str) -> str:
        """The column that says when a deal entered a stage; its label names the stage's label."""
        word = ("Date entered", "Date d'entrée dans")[self._language]
        pipeline = ("Sales Pipeline", "Pipeline de ventes")[self._language]
        return f'{word} "{self._label(DEAL_STAGE[stage])} ({pipeline})"'

    def _at(self, at: int) -> object:
        """A moment as the interface shows it: the portal's clock, to the minute."""
        return f"{datetime.fromtimestamp(at, COMPANY_ZONE):%Y-%m-%d %H:%M}"

    def _owner(self, user: User) -> str:
        """Whose a record is: a name, where labels are exported."""
        return user.name

    def _label(self, words: tuple[str, str, str]) -> str:
        return words[1 + self._language]

    def _add(self, index: int, file: str, row: dict[str, object]) -> None:
        columns = self._columns[file]
        labelled = {columns.get(name, name): value for name, value in row.items()}
        self._tables[index].add(STEMS[file][self._language], labelled)

    # People

    def _write_person(self, index: int, person: Person) -> None:
        seen_at = self._exports[index]
        if person.deleted_at is None or person.deleted_at > seen_at:
            self._add(index, "contacts", self._contact(index, person))
        for double in person.doubles:
            if double.why not in UNSEEN and double.created_at <= seen_at:
                row = self._contact(index, person)
                for name in ("mql", "sql", "merged", "deals", "owner", "reason", "more"):
                    row[name] = ""
                row |= {
                    "id": double_id(person),
                    "email": double.email,
                    "lifecyclestage": self._label(LIFECYCLE["lead"]),
                    "status": self._label(LEAD_STATUS["fresh"]),
                    "created": self._at(double.created_at),
                    "modified": self._at(double.created_at),
                }
                self._add(index, "contacts", row)
        self._write_history(index, person)
        self._write_forms(index, person)
        for number, act in enumerate(person.acts_in_order):
            self._write_act(index, person, act, number)

    def _contact(self, index: int, person: Person) -> dict[str, object]:
        seen_at = self._exports[index]
        stages = [change for change in lifecycle(person) if change[0] <= seen_at]
        statuses = [change for change in lead_statuses(person) if change[0] <= seen_at]
        owner = person.owner_at(seen_at)
        reasons = [reason for at, reason in person.reasons() if at <= seen_at]
        deals = [
            deal
            for lead in person.passes
            for deal in lead.deals
            if _is_linked(deal, seen_at) and deal.is_shown_at(seen_at)
        ]
        home = person.account
        entered = {stage: at for at, stage in stages}
        qualified_at = entered.get("sql")
        qualified: object = "" if qualified_at is None else self._at(qualified_at)
        if person.sql_day_only and qualified_at is not None:
            qualified = str(local_day(qualified_at))
        merged = [d for d in person.doubles if d.why == "merged" and d.created_at <= seen_at]
        return {
            "id": contact_id(person),
            "email": (index and person.later_email) or self._email(person),
            "more": ";".join(person.more_emails),
            "firstname": person.first_name,
            "lastname": person.last_name,
            "jobtitle": person.title_at(seen_at),
            "company": home.name if home else "",
            "country": person.country_at(seen_at),
            "segment": person.segment,
            "machines": "" if person.machines is None else person.machines,
            "lifecyclestage": self._label(LIFECYCLE[stages[-1][1]]),
            "status": self._label(LEAD_STATUS[statuses[-1][1]]),
            "reason": reasons[-1] if reasons else "",
            "owner": self._owner(owner) if owner else "",
            "source": person.source or "",
            "campaign": person.campaign.name if person.campaign else "",
            "merged": double_id(person) if merged else "",
            "companies": company_id(home.number) if home else "",
            "deals": ";".join(str(deal_id(deal)) for deal in deals),
            "mql": self._at(entered["mql"]) if "mql" in entered else "",
            "sql": qualified,
            "created": self._at(person.known_at),
            "modified": self._at(max(stages[-1][0], statuses[-1][0])),
        }

    def _email(self, person: Person) -> str:
        """Two contacts cannot have one address: the second behind a shared mailbox has another."""
        if person.email.startswith("info@") and person.number % 2:
            return person.email.replace("info@", "contact@")
        return person.email

    def _write_history(self, index: int, person: Person) -> None:
        after, until = since_last(self._exports, index)
        entries: list[tuple[int, str, str]] = []
        if person.has_history:
            entries += [(at, "lifecyclestage", LIFECYCLE[s][0]) for at, s in lifecycle(person)]
            entries += [
                (at, "hs_lead_status", LEAD_STATUS[s][0]) for at, s in lead_statuses(person)
            ]
        reason = ""
        for at, value in person.reasons() if person.keeps_reasons else []:
            if value != reason:
                entries.append((at, "disqualification_reason", value))
            reason = value
        if person.title_known_at is not None:
            entries.append((person.title_known_at, "jobtitle", person.title))
        if person.later_country is not None:
            entries.append((person.known_at, "country", person.country))
            entries.append((MOVED_AT, "country", person.later_country))
        for at, user in person.owners:
            entries.append((at, "hubspot_owner_id", str(owner_id(user)) if user else ""))
        for at, name, value in entries:
            if after < at <= until:
                self._add_history(index, "contact_history", contact_id(person), at, name, value)

    def _add_history(
        self, index: int, file: str, record: int, at: int, name: str, value: str
    ) -> None:
        stamp = f"{utc(at):%Y-%m-%dT%H:%M:%S}.000Z" if self._language == 0 else str(at * 1000)
        self._add(index, file, {"record": record, "property": name, "value": value, "at": stamp})

    def _write_forms(self, index: int, person: Person) -> None:
        after, until = since_last(self._exports, index)
        for number, engagement in enumerate(person.engagements):
            about = engagement.form or engagement.campaign
            if about is None or not after < engagement.at <= until:
                continue
            row: dict[str, object] = {
                "id": f"{contact_id(person)}-{number}",
                "at": self._at(engagement.at),
                "contact": "" if person.signs_as else contact_id(person),
                "email": person.signs_as or self._email(person),
                "form": about.name,
            }
            self._add(index, "forms", row)

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
        is_done = act.state != "undone" and is_past
        contact = contact_id(person)
        for double in person.doubles:
            if double.why not in UNSEEN and double.created_at <= act.at:
                contact = double_id(person)
        row: dict[str, object] = {
            "id": act_id(person, number),
            "title": "Follow-up",
            "owner": self._owner(act.user),
            "at": self._at(act.at),
            "created": self._at(created_at),
            "modified": self._at(act.at if act.state == "dated" and is_past else created_at),
            "contacts": contact,
        }
        french = self._language == 1
        if act.kind == "call":
            words = ("Entrant", "Sortant") if french else ("Inbound", "Outbound")
            row |= {
                "direction": words[0] if act.state == "inbound" else words[1],
                "status": "Terminé" if french else "Completed",
                "outcome": "Connecté" if french else "Connected",
            }
            self._add(index, "calls", row)
        elif act.kind == "email":
            row |= {
                "direction": "E-mail sortant" if french else "Outgoing email",
                "status": "Envoyé" if french else "Sent",
                "sequence": "77" if act.state in AUTOMATED else "",
            }
            self._add(index, "emails", row)
        elif act.kind == "meeting":
            words = ("Terminée", "Planifiée") if french else ("Completed", "Scheduled")
            self._add(index, "meetings", row | {"outcome": words[0] if is_past else words[1]})
        else:
            words = ("Terminée", "Non commencée") if french else ("Completed", "Not started")
            row |= {
                "type": "À faire" if french else "To-do",
                "status": words[0] if is_done else words[1],
                "completed": self._at(act.at) if is_done and act.state != "dated" else "",
            }
            self._add(index, "tasks", row)

    # Deals

    def _write_deal(self, index: int, deal: Deal, household: Household) -> None:
        seen_at = self._exports[index]
        after, until = since_last(self._exports, index)
        done = [progress for progress in deal.progress if progress.at <= seen_at]
        stage = done[-1].name
        closes_at = deal.due_at or deal.created_at + 90 * DAY
        if stage in ("won", "lost"):
            closes_at = done[-1].at
        members = [p for p, _ in deal.members if p in household.people]
        members += [] if deal.contact is None else [deal.contact]
        row: dict[str, object] = {
            "id": deal_id(deal),
            "name": f"{deal.account.name} {deal.number}",
            "pipeline": "Sales Pipeline",
            "stage": self._label(DEAL_STAGE[stage]),
            "amount": "" if deal.amount is None else deal.amount,
            "currency": deal.currency,
            "type": self._label(DEAL_TYPE[deal.kind]),
            "owner": self._owner(deal.owner),
            "created": self._at(deal.created_at),
            "closes": self._at(closes_at),
            "modified": self._at(done[-1].at),
            "contacts": ";".join(str(contact_id(p)) for p in members)
            if _is_linked(deal, seen_at)
            else "",
            "companies": company_id(deal.account.number),
        }
        twin = deal.twin
        row["merged"] = twin_id(deal) if twin and twin.merged_at <= seen_at else ""
        for end in ("won", "lost"):
            entered = [progress.at for progress in done if progress.name == end]
            row[self._entered(end)] = self._at(entered[-1]) if entered else ""
        if deal.is_shown_at(seen_at):
            self._add(index, "deals", row)
        if twin is not None and twin.merged_at > seen_at >= twin.won_at:
            won = {self._entered("won"): self._at(twin.won_at), "closes": self._at(twin.won_at)}
            since = {"created": self._at(twin.created_at), "modified": self._at(twin.won_at)}
            self._add(index, "deals", row | won | since | {"id": twin_id(deal)})
        for progress in deal.progress:
            if after < progress.at <= until:
                value = DEAL_STAGE[progress.name][0]
                self._add_history(
                    index, "deal_history", deal_id(deal), progress.at, "dealstage", value
                )

    # What is not a person's

    def _write_setting(self, index: int) -> None:
        for number in sorted(self._accounts):
            home = account(number)
            row: dict[str, object] = {
                "id": company_id(number),
                "name": home.name,
                "domain": home.domain,
                "country": home.country,
                "industry": home.industry,
                "segment": home.segment,
                "employees": home.employees,
                "created": self._at(STORY_STARTS - 30 * DAY),
                "modified": self._at(STORY_STARTS - 30 * DAY),
            }
            self._add(index, "companies", row)
        for user in USERS:
            if user == INTEGRATION:
                continue
            self._add(
                index,
                "owners",
                {
                    "id": owner_id(user),
                    "email": user.email,
                    "firstname": user.first_name,
                    "lastname": user.last_name,
                    "department": user.department,
                    "zone": user.zone,
                },
            )


def _is_linked(deal: Deal, seen_at: int) -> bool:
    """Whether people are associated with the deal yet."""
    return max(deal.created_at, deal.converted_at or 0) <= seen_at
