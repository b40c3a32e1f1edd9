"""The company as Salesforce's Data Export service writes it (with the history objects beside).

Every column is quoted, moments are UTC without a marker, dates carry a midnight, an empty lookup is
`000000000000000AAA`, booleans are 0 and 1, the encoding is Windows-1252. Lead, contact, account and
deal files are full each time; histories, tasks and events only add what is new or changed.
"""

from collections.abc import Sequence
from pathlib import Path

from tests.company.crm import CrmExports, first_status, status_changes
from tests.company.people import Act, Deal, Double, Person
from tests.company.tables import Tables, since_last
from tests.company.world import (
    CAMPAIGNS,
    DAY,
    HOUR,
    INTEGRATION,
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

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
NO_LOOKUP = "000000000000000AAA"

HEADERS = {
    "Lead": (
        "Id,IsDeleted,MasterRecordId,Salutation,FirstName,LastName,MiddleName,Suffix,RecordTypeId,"
        "Title,Company,Street,City,State,PostalCode,Country,StateCode,CountryCode,Latitude,Longitude,"
        "GeocodeAccuracy,Phone,MobilePhone,Fax,Email,Website,Description,LeadSource,Status,Industry,"
        "Rating,CurrencyIsoCode,AnnualRevenue,NumberOfEmployees,OwnerId,HasOptedOutOfEmail,IsConverted,"
        "ConvertedDate,ConvertedAccountId,ConvertedContactId,ConvertedOpportunityId,IsUnreadByOwner,"
        "CreatedDate,CreatedById,LastModifiedDate,LastModifiedById,SystemModstamp,LastActivityDate,"
        "DoNotCall,HasOptedOutOfFax,LastTransferDate,Jigsaw,JigsawContactId,EmailBouncedReason,"
        "EmailBouncedDate,Pronouns,GenderIdentity,Segment__c,Rejection_Reason__c,SQL_Date__c,Campaign__c,"
        "Machines__c,"
        "Secondary_Email__c,Alternate_Email__c"
    ),
    "LeadHistory": "Id,IsDeleted,LeadId,CreatedById,CreatedDate,Field,DataType,OldValue,NewValue",
    "Contact": (
        "Id,IsDeleted,MasterRecordId,AccountId,Salutation,FirstName,LastName,MailingStreet,MailingCity,"
        "MailingState,MailingPostalCode,MailingCountry,Phone,Fax,MobilePhone,ReportsToId,Email,Title,"
        "Department,LeadSource,CurrencyIsoCode,OwnerId,HasOptedOutOfEmail,DoNotCall,CreatedDate,"
        "CreatedById,LastModifiedDate,LastModifiedById,SystemModstamp,LastActivityDate,Segment__c,"
        "Machines__c,"
        "Campaign__c,Secondary_Email__c,Alternate_Email__c"
    ),
    "Account": (
        "Id,IsDeleted,MasterRecordId,Name,Type,RecordTypeId,ParentId,BillingStreet,BillingCity,"
        "BillingState,BillingPostalCode,BillingCountry,Phone,Fax,AccountNumber,Website,Industry,"
        "AnnualRevenue,NumberOfEmployees,Ownership,Description,CurrencyIsoCode,OwnerId,CreatedDate,"
        "CreatedById,LastModifiedDate,LastModifiedById,SystemModstamp,LastActivityDate,AccountSource,"
        "Segment__c"
    ),
    "Opportunity": (
        "Id,IsDeleted,AccountId,IsPrivate,Name,Description,StageName,StageSortOrder,Amount,Probability,"
        "ExpectedRevenue,TotalOpportunityQuantity,CloseDate,Type,NextStep,LeadSource,IsClosed,IsWon,"
        "ForecastCategory,ForecastCategoryName,CurrencyIsoCode,CampaignId,HasOpportunityLineItem,"
        "Pricebook2Id,OwnerId,CreatedDate,CreatedById,LastModifiedDate,LastModifiedById,SystemModstamp,"
        "LastActivityDate,LastStageChangeDate,FiscalYear,FiscalQuarter,ContactId"
    ),
    "OpportunityHistory": (
        "Id,OpportunityId,CreatedById,CreatedDate,StageName,Amount,ExpectedRevenue,CloseDate,Probability,"
        "FromForecastCategory,ForecastCategory,CurrencyIsoCode,SystemModstamp,IsDeleted"
    ),
    "OpportunityFieldHistory": (
        "Id,IsDeleted,OpportunityId,CreatedById,CreatedDate,Field,DataType,OldValue,NewValue"
    ),
    "OpportunityContactRole": (
        "Id,OpportunityId,ContactId,Role,IsPrimary,CreatedDate,CreatedById,LastModifiedDate,"
        "LastModifiedById,SystemModstamp,IsDeleted,CurrencyIsoCode"
    ),
    "Task": (
        "Id,WhoId,WhatId,WhoCount,WhatCount,Subject,ActivityDate,Status,Priority,OwnerId,Description,"
        "CurrencyIsoCode,Type,IsDeleted,AccountId,IsClosed,CreatedDate,CreatedById,LastModifiedDate,"
        "LastModifiedById,SystemModstamp,CallDurationInSeconds,CallType,CallDisposition,TaskSubtype,"
        "CompletedDateTime,SalesLoft1__SalesLoft_Type__c,SalesLoft1__SalesLoft_Cadence_Name__c,"
        "SalesLoft1__SalesLoft_Step_Day__c,Outreach_Sequence__c,Outreach_Sequence_Step__c"
    ),
    "Event": (
        "Id,WhoId,WhatId,WhoCount,WhatCount,Subject,Location,IsAllDayEvent,ActivityDateTime,ActivityDate,"
        "DurationInMinutes,Description,AccountId,OwnerId,Type,IsDeleted,CreatedDate,CreatedById,"
        "LastModifiedDate,LastModifiedById,SystemModstamp"
    ),
    "User": (
        "Id,Username,FirstName,LastName,CompanyName,Division,Department,Title,Email,IsActive,"
        "TimeZoneSidKey,UserRoleId,LocaleSidKey,UserType,ManagerId,CreatedDate,LastModifiedDate,"
        "SystemModstamp"
    ),
    "Campaign": (
        "Id,IsDeleted,Name,ParentId,Type,Status,StartDate,EndDate,CurrencyIsoCode,ExpectedRevenue,"
        "BudgetedCost,ActualCost,ExpectedResponse,NumberSent,IsActive,Description,OwnerId,CreatedDate,"
        "CreatedById,LastModifiedDate,LastModifiedById,SystemModstamp"
    ),
    "CampaignMember": (
        "Id,IsDeleted,CampaignId,LeadId,ContactId,Status,HasResponded,IsPrimary,CreatedDate,CreatedById,"
        "LastModifiedDate,LastModifiedById,SystemModstamp,FirstRespondedDate,CurrencyIsoCode"
    ),
}

FRESH = "Open - Not Contacted"
STATUS = {
    "mql": "MQL",
    "accepted": "Working - Contacted",
    "sql": "Qualified",
    "rejected": "Unqualified",
    "recycled": "Nurturing",
}
CONVERTED = "Closed - Converted"

DEAL_STAGE = {
    "discovery": ("Qualification", 10),
    "proposal": ("Proposal/Price Quote", 60),
    "negotiation": ("Negotiation/Review", 80),
    "won": ("Closed Won", 100),
    "lost": ("Closed Lost", 0),
}
# What cadence tools fill in of the tasks that they log.
CADENCE_COLUMNS = {
    "salesloft": {
        "SalesLoft1__SalesLoft_Type__c": "Email",
        "SalesLoft1__SalesLoft_Cadence_Name__c": "Inbound, first week",
        "SalesLoft1__SalesLoft_Step_Day__c": "1",
    },
    "outreach": {"Outreach_Sequence__c": "Inbound", "Outreach_Sequence_Step__c": "1"},
}
DEAL_TYPE = {
    "new": "New Customer",
    "renewal": "Renewal",
    "expansion": "Existing Customer - Upgrade",
}


def record_id(prefix: str, number: int) -> str:
    """The 18-character id of a record: 15 characters and the letters that tell their cases."""
    digits = ""
    while number:
        number, digit = divmod(number, 62)
        digits = DIGITS[digit] + digits
    short = f"{prefix}5g0{digits.rjust(9, '0')}"
    checks = ""
    for start in (0, 5, 10):
        bits = sum(1 << i for i, c in enumerate(short[start : start + 5]) if c.isupper())
        checks += "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[bits]
    return short + checks


def lead_id(person: Person) -> str:
    """The person's lead."""
    return record_id("00Q", person.number * 4 + 1)


def double_id(person: Person) -> str:
    """The lead of the person's double."""
    return record_id("00Q", person.number * 4 + 2)


def contact_id(person: Person) -> str:
    """The person's contact."""
    return record_id("003", person.number * 4 + 1)


def act_id(person: Person, act: Act, number: int) -> str:
    """Id of what a user did, by its place among all that was done."""
    return record_id("00U" if act.kind == "meeting" else "00T", person.number * 32 + number)


def account_id(company: Account) -> str:
    """The account's record."""
    return record_id("001", company.number + 1)


def user_id(user: User) -> str:
    """The user's record."""
    return record_id("005", user.number)


def campaign_id(number: int) -> str:
    """The campaign's record."""
    return record_id("701", number)


QUEUE, QUEUE_NAME = record_id("00G", 1), "Inbound queue"


def _at(at: int) -> str:
    return f"{utc(at):%Y-%m-%d %H:%M:%S}"


def _day(at: int) -> str:
    return f"{local_day(at)} 00:00:00"


def _stamps(created_at: int, modified_at: int) -> dict[str, str]:
    by = user_id(INTEGRATION)
    return {
        "CreatedDate": _at(created_at),
        "CreatedById": by,
        "LastModifiedDate": _at(modified_at),
        "LastModifiedById": by,
        "SystemModstamp": _at(modified_at),
    }


def statuses(person: Person) -> list[tuple[int, str]]:
    """The statuses that the lead took after its creation, in order."""
    return status_changes(person, STATUS, CONVERTED, tells_days=True)


class SalesforceExports(CrmExports):
    """All exports of one Salesforce, written side by side as the households come by."""

    def __init__(self, folder: Path, exports: Sequence[int]) -> None:
        super().__init__(exports)
        self._tables = self._opened(
            folder / "salesforce", lambda each: Tables(each, HEADERS, encoding="cp1252")
        )

    # People

    def _write_person(self, index: int, person: Person) -> None:
        seen_at, tables = self._exports[index], self._tables[index]
        if person.crm_at is not None and person.crm_at <= seen_at:
            converted_at = person.converted_at
            if not person.is_contact:
                if person.deleted_at is None or person.deleted_at > seen_at:
                    tables.add("Lead", self._lead(person, index))
                self._write_lead_history(index, person)
            if person.is_contact or (converted_at is not None and converted_at <= seen_at):
                tables.add("Contact", self._contact(person, index))
            self._write_membership(index, person)
        for double in person.doubles:
            if double.created_at <= seen_at:
                tables.add("Lead", self._double(person, double, index))
        for number, act in enumerate(person.acts_in_order):
            self._write_act(index, person, act, number)

    def _common(self, person: Person, index: int) -> dict[str, object]:
        more: dict[str, object] = dict(
            zip(("Secondary_Email__c", "Alternate_Email__c"), person.more_emails, strict=False)
        )
        return more | {
            "IsDeleted": "0",
            "MasterRecordId": NO_LOOKUP,
            "FirstName": person.first_name,
            "LastName": person.last_name,
            "Title": person.title_at(self._exports[index]),
            "Email": (index and person.later_email) or person.email,
            "LeadSource": person.source or "",
            "CurrencyIsoCode": "EUR",
            "HasOptedOutOfEmail": "0",
            "DoNotCall": "0",
            "Segment__c": person.segment,
            "Machines__c": "" if person.machines is None else person.machines,
            "Campaign__c": person.campaign.name if person.campaign else "",
        }

    def _company(self, person: Person) -> dict[str, object]:
        home = person.account
        assert home is not None
        return {
            "Company": home.name,
            "Website": f"https://www.{home.domain}",
            "Industry": home.industry,
            "NumberOfEmployees": home.employees,
            "IsUnreadByOwner": "0",
            "HasOptedOutOfFax": "0",
            "RecordTypeId": NO_LOOKUP,
        }

    def _lead(self, person: Person, index: int) -> dict[str, object]:
        seen_at = self._exports[index]
        assert person.crm_at is not None
        changes = [(at, value) for at, value in statuses(person) if at <= seen_at]
        transfers = [at for at, _ in person.owners if person.crm_at < at <= seen_at]
        converted_at = person.converted_at
        is_converted = converted_at is not None and converted_at <= seen_at
        is_dated = is_converted and not person.is_converted_undated
        deal = next((p.deals[0] for p in person.passes if p.deals), None)
        reasons = [reason for at, reason in person.reasons() if at <= seen_at]
        qualified = next((s for p in person.passes for s in p.steps if s.stage == "sql"), None)
        owner = person.owner_at(seen_at)
        modified_at = max([person.crm_at, *transfers, *(at for at, _ in changes)])
        row = (
            self._common(person, index)
            | self._company(person)
            | _stamps(person.crm_at, modified_at)
        )
        row |= {
            "Id": lead_id(person),
            "Country": person.country_at(self._exports[index]),
            "Status": changes[-1][1] if changes else first_status(person, STATUS, FRESH),
            "OwnerId": self._owner(index, person, owner),
            "IsConverted": "1" if is_converted else "0",
            "ConvertedDate": _day(converted_at) if is_dated and converted_at else "",
            "ConvertedAccountId": NO_LOOKUP,
            "ConvertedContactId": NO_LOOKUP,
            "ConvertedOpportunityId": NO_LOOKUP,
            "LastTransferDate": _day(transfers[-1]) if transfers else "",
            "Rejection_Reason__c": reasons[-1] if reasons else "",
        }
        if is_converted:
            assert person.account is not None
            assert deal is not None
            row["ConvertedAccountId"] = account_id(person.account)
            row["ConvertedContactId"] = contact_id(person)
            row["ConvertedOpportunityId"] = deal_id(deal)
        if person.sql_day_only and qualified is not None and qualified.at <= seen_at:
            row["SQL_Date__c"] = _day(qualified.at)
        return row

    def _owner(self, index: int, person: Person, owner: User | None) -> str:
        """Its id; in a report, which the second export is not, its name."""
        if person.is_owner_named and index == 0:
            return owner.name if owner else QUEUE_NAME
        return user_id(owner) if owner else QUEUE

    def _double(self, person: Person, double: Double, index: int) -> dict[str, object]:
        row = self._common(person, index) | self._company(person)
        row |= _stamps(double.created_at, double.created_at)
        row |= {
            "Id": double_id(person),
            "Email": double.email,
            "Country": person.country,
            "Status": FRESH,
            "OwnerId": QUEUE,
            "IsConverted": "0",
            "ConvertedAccountId": NO_LOOKUP,
            "ConvertedContactId": NO_LOOKUP,
            "ConvertedOpportunityId": NO_LOOKUP,
        }
        if double.why == "merged":
            row |= {"IsDeleted": "1", "MasterRecordId": lead_id(person)}
        return row

    def _contact(self, person: Person, index: int) -> dict[str, object]:
        created_at = person.crm_at if person.is_contact else person.converted_at
        assert created_at is not None
        assert person.account is not None
        owner = person.owner_at(created_at)
        row = self._common(person, index) | _stamps(created_at, created_at)
        row |= {
            "Id": contact_id(person),
            "AccountId": account_id(person.account),
            "MailingCountry": person.country,
            "ReportsToId": NO_LOOKUP,
            "OwnerId": user_id(owner) if owner else user_id(INTEGRATION),
        }
        return row

    def _write_lead_history(self, index: int, person: Person) -> None:
        after, until = since_last(self._exports, index)
        tables = self._tables[index]
        assert person.crm_at is not None
        base = person.number * 64
        entries: list[tuple[int, str, str, str, str]] = []
        status = first_status(person, STATUS, FRESH)
        for at, value in statuses(person) if person.has_history else []:
            if value != status:
                entries.append((at, "Status", "Picklist", status, value))
            status = value
        if person.converted_at is not None and person.has_history:
            entries.append((person.converted_at, "leadConverted", "Text", "", ""))
        reason = ""
        for at, value in person.reasons() if person.keeps_reasons else []:
            if value != reason:
                entries.append((at, "Rejection_Reason__c", "Picklist", reason, value))
            reason = value
        if person.title_known_at is not None and person.title_known_at > person.crm_at:
            entries.append((person.title_known_at, "Title", "Text", "", person.title))
        if person.later_country is not None:
            entries.append((MOVED_AT, "Country", "Text", person.country, person.later_country))
        owner = person.owner_at(person.crm_at)
        for at, user in person.owners:
            if at <= person.crm_at:
                continue
            old_id, new_id = (user_id(u) if u else QUEUE for u in (owner, user))
            old_name, new_name = (u.name if u else QUEUE_NAME for u in (owner, user))
            if not person.is_owner_named:
                entries.append((at, "Owner", "EntityId", old_id, new_id))
            entries.append((at, "Owner", "Text", old_name, new_name))
            owner = user
        for number, (at, field, kind, old, new) in enumerate(
            sorted(entries[::-1], key=lambda e: e[0])
        ):
            if not after < at <= until or at < (person.history_from or 0):
                continue
            tables.add(
                "LeadHistory",
                {
                    "Id": record_id("017", base + number),
                    "IsDeleted": "0",
                    "LeadId": lead_id(person),
                    "CreatedById": user_id(INTEGRATION),
                    "CreatedDate": _at(at),
                    "Field": field,
                    "DataType": kind,
                    "OldValue": old,
                    "NewValue": new,
                },
            )

    def _write_membership(self, index: int, person: Person) -> None:
        if person.campaign is None or person.is_contact or person.tools != "crm":
            return
        assert person.crm_at is not None
        row: dict[str, object] = {
            "Id": record_id("00v", person.number + 1),
            "IsDeleted": "0",
            "CampaignId": campaign_id(person.campaign.number),
            "LeadId": lead_id(person),
            "ContactId": NO_LOOKUP,
            "Status": "Sent",
            "HasResponded": "0",
            "IsPrimary": "0",
            "CurrencyIsoCode": "EUR",
        }
        self._tables[index].add("CampaignMember", row | _stamps(person.crm_at, person.crm_at))

    # What reps do

    def _write_act(self, index: int, person: Person, act: Act, number: int) -> None:
        after, until = since_last(self._exports, index)
        if act.kind == "meeting":
            created_at = changed_at = act.at - MEETING_NOTICE
        elif act.state == "dated":
            created_at, changed_at = act.at - 2 * DAY, act.at
        else:
            created_at = changed_at = act.at
        # a conversion moves what was done from the lead to the contact
        moved_at = person.converted_at
        changes = [created_at, changed_at]
        if moved_at is not None and created_at < moved_at:
            changes.append(moved_at)
        if created_at > until or not any(after < at <= until for at in changes):
            return
        is_contact = person.is_contact or (moved_at is not None and moved_at <= until)
        who = contact_id(person) if is_contact else lead_id(person)
        for double in person.doubles:
            if double.why != "merged" and double.created_at <= act.at:
                who = double_id(person)
        stamps = _stamps(created_at, changed_at if changed_at <= until else created_at)
        row: dict[str, object] = {
            **stamps,
            "WhoId": who,
            "WhatId": NO_LOOKUP,
            "WhoCount": "1",
            "WhatCount": "0",
            "AccountId": NO_LOOKUP,
            "OwnerId": user_id(act.user),
            "IsDeleted": "0",
        }
        if act.kind == "meeting":
            row |= {
                "Id": act_id(person, act, number),
                "Subject": "Meeting",
                "IsAllDayEvent": "0",
                "ActivityDateTime": _at(act.at),
                "ActivityDate": f"{utc(act.at):%Y-%m-%d} 00:00:00",
                "DurationInMinutes": "30",
                "Type": "Meeting",
            }
            self._tables[index].add("Event", row)
            return
        is_done = act.state != "undone" and changed_at <= until
        subtype = {"call": "Call", "email": "Email", "task": "Task"}[act.kind]
        row |= {
            "Id": act_id(person, act, number),
            "Subject": {"call": "Call", "email": "Email: your request", "task": "Follow up"}[
                act.kind
            ],
            "ActivityDate": _day(act.at),
            "Status": "Completed" if is_done else "Not Started",
            "Priority": "Normal",
            "CurrencyIsoCode": "EUR",
            "Type": {"call": "Call", "email": "Email", "task": "Other"}[act.kind],
            "IsClosed": "1" if is_done else "0",
            "CallType": "",
            "TaskSubtype": "Cadence" if act.state == "sequence" else subtype,
            "CompletedDateTime": "",
        }
        row |= CADENCE_COLUMNS.get(act.state, {})
        if act.kind == "call":
            row["CallType"] = "Inbound" if act.state == "inbound" else "Outbound"
            row["CallDurationInSeconds"] = str(60 + act.at % 600)
        if is_done and act.state != "dated" and number % 2 == 0:
            row["CompletedDateTime"] = _at(act.at)
        self._tables[index].add("Task", row)

    # Deals

    def _write_deal(self, index: int, deal: Deal) -> None:
        seen_at, tables = self._exports[index], self._tables[index]
        stage = deal.stage_at(seen_at)
        if stage is None:
            return
        self._write_deal_history(index, deal)
        if not deal.is_shown_at(seen_at):
            return
        name, probability = DEAL_STAGE[stage]
        done = [progress for progress in deal.progress if progress.at <= seen_at]
        closes_at = deal.due_at or deal.created_at + 90 * DAY
        if stage in ("won", "lost"):
            closes_at = done[-1].at
        amount = "" if deal.amount is None else f"{deal.amount}.00"
        lookups = {"CampaignId": NO_LOOKUP, "Pricebook2Id": NO_LOOKUP, "ContactId": NO_LOOKUP}
        tables.add(
            "Opportunity",
            {
                "Id": deal_id(deal),
                "IsDeleted": "0",
                "AccountId": account_id(deal.account),
                "IsPrivate": "0",
                "Name": f"{deal.account.name} {deal.number}",
                "StageName": name,
                "Amount": amount,
                "Probability": probability,
                "CloseDate": _day(closes_at),
                "Type": DEAL_TYPE[deal.kind],
                "IsClosed": "1" if stage in ("won", "lost") else "0",
                "IsWon": "1" if stage == "won" else "0",
                "CurrencyIsoCode": deal.currency,
                "HasOpportunityLineItem": "0",
                "OwnerId": user_id(deal.owner),
                "LastStageChangeDate": _at(done[-1].at),
            }
            | lookups
            | _stamps(deal.created_at, done[-1].at),
        )
        self._write_roles(index, deal)

    def _write_deal_history(self, index: int, deal: Deal) -> None:
        after, until = since_last(self._exports, index)
        amount = "" if deal.amount is None else f"{deal.amount}.00"
        old = ""
        for number, progress in enumerate(deal.progress):
            name, probability = DEAL_STAGE[progress.name]
            # every step has the row of its stage and, later, one of a changed close date
            for repeat, at in enumerate((progress.at, progress.at + HOUR)):
                if repeat and progress.name != "proposal":
                    continue
                if after < at <= until:
                    self._tables[index].add(
                        "OpportunityHistory",
                        {
                            "Id": record_id("008", deal.number * 16 + number * 2 + repeat),
                            "OpportunityId": deal_id(deal),
                            "CreatedById": user_id(deal.owner),
                            "CreatedDate": _at(at),
                            "StageName": name,
                            "Amount": amount,
                            "CloseDate": _day(deal.created_at + 90 * DAY),
                            "Probability": probability,
                            "CurrencyIsoCode": deal.currency,
                            "SystemModstamp": _at(at),
                            "IsDeleted": "0",
                        },
                    )
            if number and after < progress.at <= until:
                self._tables[index].add(
                    "OpportunityFieldHistory",
                    {
                        "Id": record_id("017", 2**40 + deal.number * 16 + number),
                        "IsDeleted": "0",
                        "OpportunityId": deal_id(deal),
                        "CreatedById": user_id(deal.owner),
                        "CreatedDate": _at(progress.at),
                        "Field": "StageName",
                        "DataType": "DynamicEnum",
                        "OldValue": old,
                        "NewValue": name,
                    },
                )
            old = name

    def _write_roles(self, index: int, deal: Deal) -> None:
        seen_at = self._exports[index]
        began_at = deal.converted_at or deal.created_at
        roles = [(person, began_at) for person, _ in deal.members]
        if deal.contact is not None:
            roles.append((deal.contact, began_at))
        for number, (person, at) in enumerate(roles + deal.onlookers):
            if at > seen_at:
                continue
            self._tables[index].add(
                "OpportunityContactRole",
                {
                    "Id": record_id("00K", deal.number * 4 + number),
                    "OpportunityId": deal_id(deal),
                    "ContactId": contact_id(person),
                    "Role": "Decision Maker" if number == 0 else "Evaluator",
                    "IsPrimary": "1" if number == 0 else "0",
                    "IsDeleted": "0",
                    "CurrencyIsoCode": deal.currency,
                }
                | _stamps(at, at),
            )

    # What is not a person's

    def _write_setting(self, index: int) -> None:
        tables = self._tables[index]
        began = STORY_STARTS - 30 * DAY
        for number in sorted(self._accounts):
            home = account(number)
            tables.add(
                "Account",
                {
                    "Id": account_id(home),
                    "IsDeleted": "0",
                    "MasterRecordId": NO_LOOKUP,
                    "ParentId": NO_LOOKUP,
                    "RecordTypeId": NO_LOOKUP,
                    "Name": home.name,
                    "Type": "Prospect",
                    "BillingCountry": home.country,
                    "Website": f"https://www.{home.domain}",
                    "Industry": home.industry,
                    "NumberOfEmployees": home.employees,
                    "CurrencyIsoCode": "EUR",
                    "OwnerId": user_id(account_owner(home)),
                    "Segment__c": home.segment,
                }
                | _stamps(began, began),
            )
        for user in USERS:
            tables.add(
                "User",
                {
                    "Id": user_id(user),
                    "Username": user.email,
                    "FirstName": user.first_name,
                    "LastName": user.last_name,
                    "Department": user.department or "",
                    "Email": user.email,
                    "IsActive": "1",
                    "TimeZoneSidKey": user.zone,
                    "UserRoleId": NO_LOOKUP,
                    "UserType": "Standard" if user.department else "AutomatedProcess",
                    "ManagerId": NO_LOOKUP,
                    "CreatedDate": _at(began),
                    "LastModifiedDate": _at(began),
                    "SystemModstamp": _at(began),
                },
            )
        for campaign in CAMPAIGNS:
            tables.add(
                "Campaign",
                {
                    "Id": campaign_id(campaign.number),
                    "IsDeleted": "0",
                    "Name": campaign.name,
                    "ParentId": NO_LOOKUP,
                    "Type": campaign.channel,
                    "Status": "In Progress",
                    "StartDate": f"{campaign.starts_on} 00:00:00",
                    "CurrencyIsoCode": "EUR",
                    "BudgetedCost": f"{campaign.cost}.00",
                    "ActualCost": f"{campaign.cost}.00",
                    "IsActive": "1",
                    "OwnerId": user_id(INTEGRATION),
                }
                | _stamps(began, began),
            )


def deal_id(deal: Deal) -> str:
    """The deal's record."""
    return record_id("006", deal.number + 1)
