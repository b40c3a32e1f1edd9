"""Stories that only the histories, dated fields and links of real tools can tell."""

from pathlib import Path

from tests.nights import write_export
from tests.stories.telling import FIRST_EXPORT, LAST_EXPORT, Story

REP = "0055g0000000001AAA"
HEADERS = {
    "User": "Id,Name,Department,TimeZoneSidKey,UserType,IsActive",
    "Lead": (
        "Id,LastName,Company,Email,Website,Status,Loss_Reason__c,OwnerId,Segment__c,MQL_Date__c,"
        "IsDeleted,"
        "MasterRecordId,IsConverted,ConvertedDate,ConvertedContactId,ConvertedOpportunityId,"
        "CreatedDate"
    ),
    "LeadHistory": "Id,LeadId,CreatedById,CreatedDate,Field,OldValue,NewValue",
    "Contact": "Id,LastName,Email,AccountId,OwnerId,Segment__c,CreatedDate",
    "Account": "Id,Name,Website,OwnerId,CreatedDate",
    "Opportunity": (
        "Id,Name,AccountId,ContactId,OwnerId,StageName,IsClosed,IsWon,Amount,CurrencyIsoCode,"
        "CloseDate,CreatedDate"
    ),
    "OpportunityHistory": "Id,OpportunityId,CreatedById,CreatedDate,StageName",
    "OpportunityContactRole": "Id,OpportunityId,ContactId,Role,CreatedDate,IsDeleted",
    "Task": (
        "Id,WhoId,Subject,Status,OwnerId,Type,TaskSubtype,CreatedDate,CompletedDateTime,"
        "SalesLoft1__SalesLoft_Type__c,SalesLoft1__SalesLoft_Cadence_Name__c,Outreach_Sequence__c"
    ),
    "Campaign": "Id,Name,Type,CreatedDate",
    "CampaignMember": (
        "Id,CampaignId,LeadId,ContactId,Status,HasResponded,CreatedDate,FirstRespondedDate"
    ),
}
MARKETO_HEADERS = {
    "leads": "id,email,segment,leadStatus,sfdcLeadId,createdAt,updatedAt",
    "activities": (
        "marketoGUID,leadId,activityDate,activityTypeId,primaryAttributeValueId,"
        "primaryAttributeValue,attributes"
    ),
}
HUBSPOT_HEADERS = {
    "contacts": (
        "id,email,segment,lifecyclestage,hs_lead_status,hubspot_owner_id,"
        "hs_lifecyclestage_marketingqualifiedlead_date,hs_lifecyclestage_salesqualifiedlead_date,"
        "associated_deal_ids,createdate,lastmodifieddate"
    ),
    "contact_property_history": "contact_id,property,value,changed_at",
    "deals": "hs_object_id,dealname,dealstage,amount,deal_currency_code,createdate,closedate",
    "tasks": (
        "hs_object_id,hs_task_type,hs_task_status,hubspot_owner_id,hs_task_completion_date,"
        "hs_createdate,hs_sequence_id,associated_contact_ids"
    ),
    "owners": "id,email,firstName,lastName,type,teams",
}


def _lead(
    number: str,
    story: str,
    status: str,
    created: str,
    *,
    mail: str = "doe",
    reason: str = "",
    mql: str = "",
    master: str = "",
    converted: str = "",
    contact: str = "",
    deal: str = "",
) -> str:
    return (
        f"{lead(number)},Doe,{story},{mail}@{story}.example,{story}.example,{status},{reason},{REP},"
        f"{story},{mql},{int(bool(master))},{master},{int(bool(converted))},{converted},{contact},{deal},"
        f"{created}:00"
    )


def _converted(number: str, story: str, status: str, created: str, *, mql: str = "") -> str:
    return _lead(
        number,
        story,
        status,
        created,
        mql=mql,
        converted="2026-05-20",
        contact=contact(number),
        deal=deal(number),
    )


def lead(number: str) -> str:
    """A lead's id: digits only, so that its last three characters are those of 00Q5g0…."""
    return f"00Q5g00000000{number:0>2}EAA"


def contact(number: str) -> str:
    """A contact's id."""
    return f"0035g00000000{number:0>2}AAA"


def deal(number: str) -> str:
    """An opportunity's id."""
    return f"0065g00000000{number:0>2}AAA"


def account(number: str) -> str:
    """An account's id."""
    return f"0015g00000000{number:0>2}AAA"


def _changes(*rows: tuple[str, str, str, str]) -> list[str]:
    return [
        f"0175g00000001{index:0>2}AAA,{lead(number)},{REP},{at}:00,Status,{old},{new}"
        for index, (number, at, old, new) in enumerate(rows)
    ]


def _reasons(*rows: tuple[str, str, str, str]) -> list[str]:
    return [
        f"0175g00000002{index:0>2}AAA,{lead(number)},{REP},{at}:00,Loss_Reason__c,{old},{new}"
        for index, (number, at, old, new) in enumerate(rows)
    ]


def _contact(number: str, story: str, created: str, company: str = "", mail: str = "doe") -> str:
    return f"{contact(number)},Doe,{mail}@{story}.example,{company},{REP},{story},{created}:00"


def _deal(
    number: str,
    stage: str,
    created: str,
    *,
    company: str = "",
    primary: str = "",
    closed: str = "",
    amount: int = 900,
) -> str:
    return (
        f"{deal(number)},Deal {number},{company},{primary},{REP},{stage},"
        f"{int(stage.startswith('Closed'))},{int(stage == 'Closed Won')},{amount},EUR,{closed},"
        f"{created}:00"
    )


def _moves(*rows: tuple[str, str, str]) -> list[str]:
    return [
        f"0085g00000001{index:0>2}AAA,{deal(number)},{REP},{at}:00,{stage}"
        for index, (number, at, stage) in enumerate(rows)
    ]


def _roles(*rows: tuple[str, str, str]) -> list[str]:
    return [
        f"00K5g00000001{index:0>2}AAA,{deal(number)},{contact(person)},Other,{at}:00,0"
        for index, (number, person, at) in enumerate(rows)
    ]


def _tasks(*rows: tuple[str, str, str, str]) -> list[str]:
    """Tasks done at a time: their type and subtype, and Salesloft's type, cadence and sequence."""
    return [
        f"00T5g00000001{index:0>2}AAA,{lead(number)},About the demo,Completed,{REP},{kind},"
        f"{at}:00,{at}:00,{logged}"
        for index, (number, at, kind, logged) in enumerate(rows)
    ]


FIRST = {
    "Lead": [
        _lead("01", "oldest", "Qualified", "2026-05-04 08:00"),
        _lead("02", "unrecorded", "Working", "2026-05-04 08:00"),
        _lead("03", "unrecorded", "MQL", "2026-05-04 09:00", mail="bob"),
        _lead("04", "unrecorded", "New", "2026-05-04 10:00", mail="cat"),
        _lead("05", "unrecorded", "Nurturing", "2026-05-04 11:00", mail="dan"),
        _lead("07", "observed", "New", "2026-05-04 08:00"),
        _lead("18", "middle", "Working", "2026-05-04 08:00"),
        _lead("46", "gone", "MQL", "2026-05-04 08:00"),
        _converted("70", "customer", "Working", "2026-05-04 08:00"),
    ],
}
LAST = {
    "Lead": [
        *FIRST["Lead"][:5],
        _lead("06", "newcomer", "MQL", "2026-07-06 08:00"),
        _lead("07", "observed", "Working", "2026-05-04 08:00"),
        _lead(
            "08",
            "converted",
            "Closed - Converted",
            "2026-05-04 08:00",
            converted="2026-05-20",
            contact=contact("08"),
            deal=deal("08"),
        ),
        _lead(
            "09",
            "older",
            "Closed - Converted",
            "2026-05-04 08:00",
            converted="2026-05-20",
            contact=contact("09"),
            deal=deal("09"),
        ),
        _lead(
            "10",
            "wonbefore",
            "Closed - Converted",
            "2026-05-04 08:00",
            converted="2026-05-20",
            contact=contact("10"),
            deal=deal("10"),
        ),
        _lead("13", "inferred", "MQL", "2026-05-04 08:00"),
        _lead("14", "toolate", "MQL", "2026-05-04 08:00"),
        _lead("15", "merged", "New", "2026-05-04 08:00", mail="old", master=lead("16")),
        _lead("16", "merged", "Working", "2026-05-06 08:00", mail="new"),
        _lead("17", "dated", "MQL", "2026-05-04 08:00", mql="2026-05-05 08:00:00"),
        _lead("18", "middle", "Qualified", "2026-05-04 08:00"),
        _lead("19", "dated", "MQL", "2026-05-04 08:00", mail="bob", mql="2026-05-05 08:00:00"),
        _lead("20", "dated", "MQL", "2026-05-04 08:00", mail="cat", mql="2026-05-05 08:00:00"),
        _lead("21", "attended", "Unqualified", "2026-05-04 08:00"),
        _lead(
            "22",
            "shared",
            "Closed - Converted",
            "2026-05-04 08:00",
            converted="2026-05-20",
            contact=contact("22"),
            deal=deal("22"),
        ),
        _lead("41", "olddealagain", "Unqualified", "2025-01-06 08:00", mail="old"),
        _lead(
            "42",
            "olddealagain",
            "Closed - Converted",
            "2026-05-04 08:00",
            mail="old",
            converted="2026-05-20",
            contact=contact("42"),
            deal=deal("42"),
        ),
        _lead("43", "latecrm", "New", "2026-02-02 08:00"),
        _lead("44", "justintime", "New", "2025-11-29 08:00"),
        _lead(
            "45",
            "worked",
            "Closed - Converted",
            "2026-05-04 08:00",
            converted="2026-05-20",
            contact=contact("45"),
            deal=deal("45"),
        ),
        _lead("60", "cadence", "MQL", "2026-05-04 08:00"),
        _lead("61", "oneoff", "MQL", "2026-05-04 08:00"),
        _lead("62", "samereason", "Nurturing", "2026-05-04 08:00", reason="Wrong contact"),
        _lead("63", "nohandoff", "Nurturing", "2026-05-04 08:00", reason="No budget"),
        _converted("70", "customer", "Working", "2026-05-04 08:00"),
        _converted("71", "lateconversion", "New", "2025-06-02 08:00"),
        _converted("72", "backfromrejection", "Closed - Converted", "2025-06-02 08:00"),
        _converted("73", "mqlafterwin", "New", "2026-05-04 08:00", mql="2026-07-01 08:00:00"),
        _lead("74", "onesecond", "Working", "2026-05-04 08:00"),
        _lead("75", "cut", "Qualified", "2024-01-10 08:00"),
    ],
    "LeadHistory": _changes(
        ("72", "2025-06-03 08:00", "New", "MQL"),
        ("72", "2025-06-10 08:00", "MQL", "Unqualified"),
        ("72", "2026-05-20 12:00", "Unqualified", "Closed - Converted"),
        ("74", "2026-05-08 08:00", "Unqualified", "Working"),
        ("74", "2026-05-08 08:00", "MQL", "Unqualified"),
        ("74", "2026-05-05 08:00", "New", "MQL"),
        ("75", "2026-09-01 09:00", "Working", "Qualified"),
        ("41", "2025-02-03 08:00", "New", "Unqualified"),
        ("42", "2026-05-05 08:00", "New", "MQL"),
        ("45", "2026-05-05 08:00", "New", "MQL"),
        ("46", "2026-05-05 08:00", "New", "MQL"),
        ("45", "2026-05-20 07:00", "MQL", "Working"),
        ("01", "2026-05-06 08:00", "MQL", "Working"),
        ("01", "2026-05-08 08:00", "Working", "Qualified"),
        ("13", "2026-05-05 08:00", "New", "MQL"),
        ("14", "2026-05-05 08:00", "New", "MQL"),
        ("15", "2026-05-05 08:00", "New", "MQL"),
        ("15", "2026-05-05 09:00", "MQL", "New"),
        ("16", "2026-05-08 08:00", "New", "Working"),
        ("18", "2026-06-10 08:00", "Working", "Qualified"),
        ("19", "2026-05-06 08:00", "New", "MQL"),
        ("21", "2026-05-11 08:00", "New", "Unqualified"),
        ("60", "2026-05-05 07:00", "New", "MQL"),
        ("61", "2026-05-05 07:00", "New", "MQL"),
        ("62", "2026-05-05 08:00", "New", "MQL"),
        ("62", "2026-05-06 08:00", "MQL", "Nurturing"),
        ("62", "2026-05-20 08:00", "Nurturing", "MQL"),
        ("62", "2026-05-21 08:00", "MQL", "Nurturing"),
        ("63", "2026-05-11 08:00", "New", "Nurturing"),
    )
    + _reasons(("62", "2026-05-06 08:00", "", "Wrong contact")),
    "Task": _tasks(
        ("60", "2026-05-05 07:02", "Email,Email", "Email,Inbound demo,"),
        ("60", "2026-05-05 07:10", ",Task", ",,Demo follow-up"),
        ("60", "2026-05-05 07:15", "Other,Task", "Email,Inbound demo,"),
        ("60", "2026-05-05 07:20", "Email,Email", "Reply,,"),
        ("60", "2026-05-05 09:30", "Call,Call", "Call,Inbound demo,"),
        ("61", "2026-05-05 07:05", "Email,Email", "Email,,"),
    ),
    "Contact": [
        _contact("08", "converted", "2026-05-20 12:00"),
        _contact("09", "older", "2026-05-20 12:00"),
        _contact("10", "wonbefore", "2026-05-20 12:00"),
        _contact("11", "influenced", "2026-05-04 08:00"),
        _contact("12", "role", "2026-05-04 08:00"),
        _contact("42", "olddealagain", "2026-05-20 12:00", mail="old"),
        _contact("45", "worked", "2026-05-20 12:00"),
        _contact("47", "joinedlater", "2026-06-10 08:00"),
        _contact("22", "shared", "2026-05-20 12:00"),
        _contact("23", "shared", "2026-05-19 12:00", mail="eve"),
        _contact("24", "primary", "2026-05-04 08:00"),
        _contact("25", "reopened", "2026-05-04 08:00"),
        _contact("26", "reopenedlate", "2026-05-04 08:00"),
    ],
    "Account": [
        f"{account('13')},Inferred,inferred.example,{REP},2026-01-05 08:00:00",
        f"{account('14')},Too late,toolate.example,{REP},2026-01-05 08:00:00",
    ],
    "Opportunity": [
        _deal("08", "Qualification", "2026-05-20 12:00"),
        _deal("09", "Qualification", "2026-03-02 08:00"),
        _deal("10", "Closed Won", "2026-03-02 08:00", closed="2026-04-01"),
        _deal("11", "Qualification", "2026-03-02 08:00"),
        _deal("12", "Qualification", "2026-05-20 08:00"),
        _deal("13", "Qualification", "2026-08-03 08:00", company=account("13")),
        _deal("14", "Qualification", "2026-08-03 08:01", company=account("14")),
        _deal("42", "Qualification", "2025-06-02 08:00"),
        _deal("45", "Qualification", "2026-05-20 12:00"),
        _deal("22", "Closed Won", "2026-05-20 12:00", closed="2026-07-01", amount=1000),
        _deal("24", "Qualification", "2026-05-20 08:00", primary=contact("24")),
        _deal("25", "Prospecting", "2026-05-20 08:00"),
        _deal("70", "Closed Won", "2026-05-20 12:00", closed="2026-05-25"),
        _deal("71", "Qualification", "2026-05-20 12:00"),
        _deal("72", "Qualification", "2026-05-20 12:00"),
        _deal("73", "Closed Won", "2026-05-20 12:00", closed="2026-06-15"),
        _deal("26", "Prospecting", "2026-05-20 08:00"),
    ],
    "OpportunityHistory": _moves(
        ("10", "2026-03-02 08:00", "Qualification"),
        ("10", "2026-04-01 08:00", "Closed Won"),
        ("25", "2026-05-20 08:00", "Qualification"),
        ("25", "2026-06-01 08:00", "Closed Lost"),
        ("25", "2026-06-04 08:00", "Prospecting"),
        ("26", "2026-05-20 08:00", "Qualification"),
        ("26", "2026-06-01 08:00", "Closed Lost"),
        ("26", "2026-07-06 08:00", "Prospecting"),
    ),
    "OpportunityContactRole": _roles(
        ("11", "11", "2026-05-04 08:00"),
        ("12", "12", "2026-05-20 08:00"),
        ("12", "47", "2026-06-10 08:00"),
        ("22", "22", "2026-05-20 12:00"),
        ("22", "23", "2026-05-20 12:00"),
        ("25", "25", "2026-05-20 08:00"),
        ("26", "26", "2026-05-20 08:00"),
    ),
    "Campaign": ["7015g0000000001AAA,Fair,Trade Show,2026-01-05 08:00:00"],
    "CampaignMember": [
        f"00v5g0000000001AAA,7015g0000000001AAA,{lead('21')},,Attended,1,"
        "2026-06-01 08:00:00,2026-07-01",
    ],
}
MARKETO = {
    "leads": [
        "20,cat@dated.example,dated,MQL,00Q5g0000000020,2026-05-04T07:00:00Z,2026-05-07T08:00:00Z",
        "43,doe@latecrm.example,latecrm,New,00Q5g0000000043,2025-06-02T08:00:00Z,2025-06-10T08:00:00Z",
        "44,doe@justintime.example,justintime,New,00Q5g0000000044,2025-06-02T08:00:00Z,2025-06-10T08:00:00Z",
        "50,new@joined.example,joined,SQL,,2026-05-04T08:00:00Z,2026-05-08T08:00:00Z",
        "30,doe@marketoonly.example,marketoonly,MQL,,2025-06-02T08:00:00Z,2025-06-10T08:00:00Z",
    ],
    "activities": [
        '90,50,2026-05-06T08:00:00Z,32,,,"{""Merge IDs"": ""[51]""}"',
        *(
            f'{number},{who},{at},13,24,Lead Status,"{{""Old Value"": ""{old}"", '
            f'""New Value"": ""{new}""}}"'
            for number, (who, at, old, new) in enumerate(
                (
                    ("20", "2026-05-07T08:00:00Z", "New", "MQL"),
                    ("51", "2026-05-05T08:00:00Z", "New", "MQL"),
                    ("50", "2026-05-08T08:00:00Z", "New", "SQL"),
                    ("43", "2025-06-10T08:00:00Z", "New", "MQL"),
                    ("43", "2025-06-11T08:00:00Z", "MQL", "New"),
                    ("44", "2025-06-10T08:00:00Z", "New", "MQL"),
                    ("44", "2025-06-11T08:00:00Z", "MQL", "New"),
                    ("30", "2025-06-10T08:00:00Z", "New", "MQL"),
                    ("30", "2025-06-12T08:00:00Z", "MQL", "New"),
                    ("30", "2026-03-02T09:00:00Z", "New", "MQL"),
                ),
                start=1,
            )
        ),
    ],
}
HUBSPOT = {
    "contacts": [
        "101,doe@cleared.example,cleared,marketingqualifiedlead,,11,,,,2026-05-04T08:00:00Z,2026-05-20T08:00:00Z",
        "102,doe@became.example,became,salesqualifiedlead,,11,2026-05-05T08:00:00Z,2026-05-08T08:00:00Z,,2026-05-04T08:00:00Z,2026-05-08T08:00:00Z",
        "103,doe@became2.example,became2,marketingqualifiedlead,,11,2026-05-05T08:00:00Z,,,2026-05-04T08:00:00Z,2026-05-08T08:00:00Z",
        "104,doe@undateddeal.example,undateddeal,opportunity,,11,,,,2026-05-04T08:00:00Z,2026-05-08T08:00:00Z",
        "105,doe@badtiming.example,badtiming,lead,OPEN,11,,,,2026-05-04T08:00:00Z,2026-05-12T08:00:00Z",
        "106,doe@olddeal.example,olddeal,lead,,11,,,301,2026-05-04T08:00:00Z,2026-05-12T08:00:00Z",
        "117,doe@leadstatus.example,leadstatus,customer,CONNECTED,11,2026-05-05T08:00:00Z,2026-05-08T08:00:00Z,302,2026-05-04T08:00:00Z,2026-05-12T08:00:00Z",
        "118,bob@leadstatus.example,leadstatus,salesqualifiedlead,UNQUALIFIED,11,2026-05-05T08:00:00Z,2026-05-08T08:00:00Z,,2026-05-04T09:00:00Z,2026-05-12T08:00:00Z",
        "107,doe@sequence.example,sequence,marketingqualifiedlead,,11,2026-05-05T08:00:00Z,,,2026-05-04T08:00:00Z,2026-05-08T08:00:00Z",
    ],
    "tasks": [
        "401,EMAIL,COMPLETED,11,2026-05-05T08:10:00Z,2026-05-05T08:00:00Z,77,107",
        "402,CALL,COMPLETED,11,2026-05-05T09:00:00Z,2026-05-05T08:00:00Z,77,107",
    ],
    "contact_property_history": [
        f"{who},{name},{value},{at}"
        for who, name, value, at in (
            ("101", "lifecyclestage", "lead", "2026-05-04T08:00:00Z"),
            ("101", "lifecyclestage", "marketingqualifiedlead", "2026-05-05T08:00:00Z"),
            ("101", "lifecyclestage", "", "2026-05-06T08:00:00Z"),
            ("101", "lifecyclestage", "lead", "2026-05-06T08:01:00Z"),
            ("101", "lifecyclestage", "marketingqualifiedlead", "2026-05-20T08:00:00Z"),
            ("103", "lifecyclestage", "marketingqualifiedlead", "2026-05-06T08:00:00Z"),
            ("105", "hs_lead_status", "OPEN", "2026-05-06T08:00:00Z"),
            ("105", "hs_lead_status", "BAD_TIMING", "2026-05-08T08:00:00Z"),
            ("105", "hs_lead_status", "OPEN", "2026-05-12T08:00:00Z"),
        )
    ],
    "deals": [
        "301,Old deal,qualifiedtobuy,900,EUR,2026-03-02T08:00:00Z,",
        "302,Won deal,closedwon,900,EUR,2026-05-10T08:00:00Z,2026-05-20T08:00:00Z",
    ],
    "owners": ["11,claire@vendeur.example,Claire,Martin,PERSON,Sales"],
}


def write_stories(exports: Path) -> None:
    """Write two exports of Salesforce, and the last ones of Marketo and HubSpot."""
    users = {"User": [f"{REP},Rita Rep,Sales,Europe/Paris,Standard,1"]}
    for system, day, headers, told in (
        ("salesforce", FIRST_EXPORT, HEADERS, FIRST | users),
        ("salesforce", LAST_EXPORT, HEADERS, LAST | users),
        ("marketo", LAST_EXPORT, MARKETO_HEADERS, MARKETO),
        ("hubspot", LAST_EXPORT, HUBSPOT_HEADERS, HUBSPOT),
    ):
        tables = {name: [header, *told.get(name, [])] for name, header in headers.items()}
        write_export(exports, day, tables, system)


STORIES = (
    Story(
        "oldest",
        "The oldest old value of a history is dated at the creation.",
        leads=[
            {
                "inquiry_at": "2026-05-04 10:00",
                "mql_at": "2026-05-04 10:00",
                "mql_is_observed": False,
                "mql_has_time": True,
                "accepted_at": "2026-05-06 10:00",
                "sql_at": "2026-05-08 10:00",
            }
        ],
        handoffs=[
            {"handed_off_at": "2026-05-04 10:00", "decision": "accepted", "decision_minutes": 2880}
        ],
    ),
    Story(
        "unrecorded",
        "What the first export shows is undated but the inquiry.",
        leads=[
            {"mql_at": None, "has_mql": True, "current_stage": "mql", "mql_is_imputed": False},
            {"inquiry_at": "2026-05-04 12:00", "current_stage": "inquiry", "outcome": "open"},
            {"outcome": "recycled", "has_recycled": True, "recycled_at": None},
            {
                "accepted_at": None,
                "has_accepted": True,
                "current_stage": "accepted",
                "inquiry_at": "2026-05-04 10:00",
            },
        ],
        handoffs=[{"handed_off_at": None, "decision": "pending"}],
        tables={
            "quality.undated": [
                {"stage": "accepted", "is_imputed": False},
                {"stage": "mql", "is_imputed": False},
                {"stage": "recycled", "is_imputed": False},
            ]
        },
    ),
    Story(
        "newcomer",
        "A lead that only the second export has, as an MQL.",
        leads=[
            {
                "inquiry_at": "2026-07-06 10:00",
                "mql_at": "2026-10-05 04:00",
                "mql_is_observed": True,
            }
        ],
        handoffs=[{"handed_off_at": "2026-10-05 04:00", "handed_off_has_time": False}],
    ),
    Story(
        "observed",
        "New, then working.",
        leads=[
            {
                "accepted_at": "2026-10-05 04:00",
                "accepted_is_observed": True,
                "inquiry_at": "2026-05-04 10:00",
            }
        ],
    ),
    Story(
        "converted",
        "Converted on a day into a deal of that day.",
        leads=[
            {
                "sql_at": "2026-05-20 00:00",
                "sql_has_time": False,
                "opportunity_at": "2026-05-20 14:00",
                "link_method": "conversion",
                "opportunity_credit": 1,
                "has_contradiction": False,
                "origin": "sales",
                "has_accepted": False,
                "outcome": "open",
                "open_pipeline": 900,
            }
        ],
    ),
    Story(
        "older",
        "Converted into a deal older than the lead.",
        leads=[
            {
                "inquiry_at": "2026-05-04 10:00",
                "opportunity_at": "2026-03-02 09:00",
                "link_method": "conversion",
                "opportunity_credit": 1,
                "has_contradiction": True,
            }
        ],
    ),
    Story(
        "olddealagain",
        "A person comes back and is converted into a deal of the time between its leads.",
        leads=[
            {"outcome": "rejected", "inquiry_at": "2025-01-06 09:00"},
            {
                "inquiry_at": "2026-05-05 10:00",
                "opportunity_at": "2025-06-02 10:00",
                "link_method": "conversion",
                "opportunity_credit": 1,
                "has_contradiction": True,
            },
        ],
        handoffs=[{"decision": "accepted"}],
    ),
    Story(
        "latecrm",
        "The CRM has the person after the lead lapsed.",
        leads=[{"outcome": "lapsed", "lapsed_at": "2025-11-29 09:00", "is_not_delivered": True}],
    ),
    Story(
        "justintime",
        "The CRM has the person exactly 180 days after the inquiry.",
        leads=[{"outcome": "open", "is_not_delivered": False}],
        handoffs=[{"handed_off_at": "2025-11-29 09:00"}],
    ),
    Story(
        "worked",
        "Taken on in the morning and converted that day.",
        leads=[
            {
                "accepted_at": "2026-05-20 09:00",
                "sql_at": "2026-05-20 00:00",
                "opportunity_at": "2026-05-20 14:00",
                "status": "Closed - Converted",
                "is_converted": True,
                "has_contradiction": False,
                "current_stage": "opportunity",
            }
        ],
        handoffs=[{"decision": "accepted"}],
        cells={("fct_stage_transitions",): {"transitions": 5, "regressions": 0}},
    ),
    Story(
        "wonbefore",
        "Converted into a deal won before the lead was there.",
        leads=[
            {
                "inquiry_at": "2026-05-04 10:00",
                "won_at": "2026-04-01 10:00",
                "outcome": "won",
                "has_contradiction": True,
                "revenue": 900,
            }
        ],
    ),
    Story(
        "influenced",
        "A contact role on a deal that was there before the lead opened.",
        leads=[
            {
                "inquiry_at": "2026-05-04 10:00",
                "has_opportunity": False,
                "link_method": "influenced",
                "opportunity_credit": None,
                "open_pipeline": None,
                "outcome": "open",
            }
        ],
    ),
    Story(
        "role",
        "A contact role on a deal created later.",
        leads=[
            {
                "has_opportunity": True,
                "opportunity_at": "2026-05-20 10:00",
                "link_method": "contact_role",
                "opportunity_credit": 1,
                "origin": "sales",
            }
        ],
    ),
    Story(
        "joinedlater",
        "A contact role, on the same deal, of a person known later: it takes no credit.",
        leads=[{"link_method": "influenced", "opportunity_credit": None, "outcome": "open"}],
    ),
    Story(
        "primary",
        "The primary contact of a deal created later.",
        leads=[
            {
                "opportunity_at": "2026-05-20 10:00",
                "link_method": "primary_contact",
                "opportunity_credit": 1,
            }
        ],
    ),
    Story(
        "shared",
        "Two people on one deal, one of them converted.",
        leads=[
            {
                "link_method": "conversion",
                "opportunity_credit": 0.5,
                "revenue": 500,
                "outcome": "won",
            },
            {
                "link_method": "contact_role",
                "opportunity_credit": 0.5,
                "revenue": 500,
                "outcome": "won",
            },
        ],
    ),
    Story(
        "inferred",
        "The only deal of the account and owner, created exactly 90 days after the handoff.",
        leads=[
            {
                "has_opportunity": False,
                "link_method": "inferred",
                "open_pipeline": None,
                "mql_at": "2026-05-05 10:00",
            }
        ],
        handoffs=[{"decision": "pending"}],
    ),
    Story(
        "toolate",
        "A minute later.",
        leads=[{"has_opportunity": False, "link_method": None}],
        handoffs=[{"decision": "pending"}],
    ),
    Story(
        "reopened",
        "A lost deal goes on three days later.",
        leads=[
            {
                "outcome": "open",
                "has_lost": False,
                "current_stage": "opportunity",
                "opportunity_at": "2026-05-20 10:00",
            }
        ],
    ),
    Story(
        "reopenedlate",
        "A lost deal goes on five weeks later.",
        leads=[
            {
                "outcome": "open",
                "has_lost": False,
                "current_stage": "opportunity",
                "opportunity_at": "2026-05-20 10:00",
            }
        ],
    ),
    Story(
        "merged",
        "A lead merged into another in the middle of its episode.",
        leads=[
            {
                "inquiry_at": "2026-05-04 10:00",
                "mql_at": "2026-05-05 10:00",
                "accepted_at": "2026-05-08 10:00",
                "outcome": "open",
                "current_stage": "accepted",
            }
        ],
        handoffs=[{"decision": "accepted"}],
    ),
    Story(
        "dated",
        "A dated field alone; beside a history; beside the history of another tool.",
        leads=[
            {"mql_at": "2026-05-06 10:00"},
            {"mql_at": "2026-05-07 10:00"},
            {"mql_at": "2026-05-05 10:00", "mql_is_observed": False},
        ],
        handoffs=[{"episode_number": 1}] * 3,
    ),
    Story(
        "middle",
        "The history begins after the first export.",
        leads=[
            {
                "accepted_at": "2026-05-04 10:00",
                "sql_at": "2026-06-10 10:00",
                "accepted_is_observed": False,
            }
        ],
    ),
    Story(
        "attended",
        "A rejected lead attends an event, on a day.",
        leads=[
            {"outcome": "rejected", "rejected_at": "2026-05-11 10:00"},
            {
                "outcome": "open",
                "inquiry_at": "2026-07-01 00:00",
                "inquiry_has_time": False,
                "campaign": "Fair",
            },
        ],
    ),
    Story(
        "marketoonly",
        "Nobody ever delivers it: the lead lapses, and the next one is not delivered either.",
        leads=[
            {
                "outcome": "lapsed",
                "lapsed_at": "2025-11-29 09:00",
                "is_not_delivered": True,
                "mql_at": "2025-06-10 10:00",
            },
            {
                "outcome": "lapsed",
                "lapsed_at": "2026-08-29 11:00",
                "is_not_delivered": True,
                "inquiry_at": "2026-03-02 10:00",
            },
        ],
    ),
    Story(
        "cleared",
        "An MQL cleared and set again.",
        leads=[{"mql_at": "2026-05-05 10:00", "current_stage": "mql"}],
        handoffs=[{"handed_off_at": "2026-05-05 10:00"}],
        cells={("fct_stage_transitions",): {"transitions": 4, "regressions": 1}},
    ),
    Story(
        "became",
        "Dates without a history.",
        leads=[
            {
                "mql_at": "2026-05-05 10:00",
                "sql_at": "2026-05-08 10:00",
                "accepted_is_imputed": True,
                "accepted_at": "2026-05-08 10:00",
            }
        ],
        handoffs=[{"decision": "accepted", "decision_is_imputed": True}],
    ),
    Story(
        "became2",
        "A date beside a history.",
        leads=[{"mql_at": "2026-05-06 10:00"}],
        handoffs=[{"decision": "pending"}],
    ),
    Story(
        "undateddeal",
        "The lifecycle says opportunity, nothing says since when.",
        leads=[
            {
                "has_opportunity": True,
                "opportunity_at": None,
                "outcome": "open",
                "current_stage": "opportunity",
            }
        ],
    ),
    Story(
        "badtiming",
        "Given back, and taken up again after four days.",
        leads=[
            {
                "outcome": "open",
                "has_recycled": False,
                "accepted_at": "2026-05-06 10:00",
                "current_stage": "accepted",
            }
        ],
    ),
    Story(
        "olddeal",
        "Associated with a deal older than the contact.",
        leads=[
            {
                "opportunity_at": "2026-03-02 09:00",
                "link_method": "association",
                "opportunity_credit": 1,
                "has_contradiction": True,
            }
        ],
    ),
    Story(
        "gone",
        "A lead that the second export no longer has.",
        leads=[{"mql_at": "2026-05-05 10:00", "outcome": "open", "current_stage": "mql"}],
        handoffs=[{"decision": "pending"}],
    ),
    Story(
        "cadence",
        "Mail that cadence tools log as tasks, and a reply; then the call that is a step of one.",
        leads=[{"current_stage": "mql"}],
        handoffs=[
            {
                "first_touch_at": "2026-05-05 11:30",
                "first_touch_minutes": 150,
                "first_touch_business_minutes": 150,
                "assigned_at": None,
                "system_delay_minutes": None,
                "age_system_delay_minutes": None,
                "reaction_minutes": None,
                "owner_id": f"salesforce:user:{REP}",
            }
        ],
    ),
    Story(
        "oneoff",
        "A mail that a rep wrote in the cadence tool, outside of any cadence.",
        leads=[{"current_stage": "mql"}],
        handoffs=[{"first_touch_minutes": 5}],
    ),
    Story(
        "sequence",
        "A sequence's mail as a task of HubSpot, then the call of the same sequence.",
        leads=[{"current_stage": "mql"}],
        handoffs=[{"first_touch_minutes": 60}],
    ),
    Story(
        "samereason",
        "Recycled twice for a reason that was chosen once.",
        leads=[
            {"outcome": "recycled", "reason_text": "Wrong contact", "status": "Nurturing"},
            {"outcome": "recycled", "reason_text": "Wrong contact", "is_converted": False},
        ],
        handoffs=[{"reason_code": "no_authority"}, {"reason_code": "no_authority"}],
    ),
    Story(
        "nohandoff",
        "Recycled without a handoff, for the reason that is kept.",
        leads=[{"outcome": "recycled", "reason_code": "no_budget", "handoff_id": None}],
        cells={
            ("rejection_reasons", "2026-05", "no_budget"): {"decisions": 1, "decision": "recycled"},
            ("rejection_reasons", "2026-05", "(all)"): {"decisions": 1, "with_reason_rate": 1},
        },
    ),
    Story(
        "joined",
        "Marketo merges a person whose record was an MQL into another.",
        leads=[
            {
                "mql_at": "2026-05-05 10:00",
                "sql_at": "2026-05-08 10:00",
                "accepted_is_imputed": True,
                "is_not_delivered": True,
            }
        ],
    ),
    Story(
        "customer",
        "A lead with a status that nobody dates was converted into a deal that is won by then.",
        leads=[
            {
                "outcome": "won",
                "current_stage": "won",
                "has_accepted": True,
                "accepted_at": None,
                "accepted_is_imputed": False,
                "sql_at": "2026-05-20 00:00",
                "won_at": "2026-05-25 00:00",
                "has_contradiction": False,
            }
        ],
    ),
    Story(
        "leadstatus",
        "A customer and a qualified lead of HubSpot whose lead status nobody dates.",
        leads=[
            {
                "inquiry_at": "2026-05-04 11:00",
                "outcome": "rejected",
                "rejected_at": None,
                "sql_at": "2026-05-08 10:00",
            },
            {
                "inquiry_at": "2026-05-04 10:00",
                "outcome": "won",
                "has_accepted": True,
                "accepted_at": None,
                "accepted_is_imputed": False,
                "sql_at": "2026-05-08 10:00",
                "won_at": "2026-05-20 10:00",
            },
        ],
        handoffs=[{"episode_number": 1}] * 2,
    ),
    Story(
        "lateconversion",
        "Converted into a deal made after the lead would have lapsed.",
        leads=[
            {
                "inquiry_at": "2025-06-02 10:00",
                "opportunity_at": "2026-05-20 14:00",
                "link_method": "conversion",
                "has_lapsed": False,
                "has_contradiction": True,
                "outcome": "open",
            }
        ],
        tables={
            "core.fct_stage_transitions": [
                {"to_stage": "inquiry", "days_in_stage": None},
                {"to_stage": "sql", "days_in_stage": 0.0},
                {"to_stage": "opportunity", "days_in_stage": None},
            ],
            "quality.contradictions": [
                {"earlier_stage": "inquiry", "later_stage": "opportunity"},
            ],
        },
    ),
    Story(
        "backfromrejection",
        "Converted into a deal long after the rejection: one lead, of which nothing is dropped.",
        leads=[
            {
                "mql_at": "2025-06-03 10:00",
                "rejected_at": "2025-06-10 10:00",
                "sql_at": "2026-05-20 14:00",
                "opportunity_at": "2026-05-20 14:00",
                "link_method": "conversion",
                "outcome": "open",
                "current_stage": "opportunity",
                "has_contradiction": True,
            }
        ],
        handoffs=[{"decision": "rejected", "decided_at": "2025-06-10 10:00"}],
        tables={
            "quality.contradictions": [
                {"earlier_stage": "rejected", "later_stage": "opportunity"},
            ],
        },
    ),
    Story(
        "mqlafterwin",
        "The MQL of a converted lead is dated after the deal was won.",
        leads=[
            {
                "mql_at": "2026-07-01 10:00",
                "won_at": "2026-06-15 00:00",
                "outcome": "won",
                "has_contradiction": True,
            }
        ],
    ),
    Story(
        "onesecond",
        "Rejected and taken on in one second, by what each change replaced.",
        leads=[
            {
                "outcome": "open",
                "current_stage": "accepted",
                "has_rejected": False,
                "accepted_at": "2026-05-08 10:00",
            }
        ],
        handoffs=[{"decision": "accepted"}],
    ),
    Story(
        "cut",
        "A history that is kept for 18 months, of a lead that is older.",
        leads=[
            {
                "inquiry_at": "2024-01-10 09:00",
                "has_accepted": True,
                "accepted_at": None,
                "accepted_is_imputed": False,
                "sql_at": "2026-09-01 11:00",
                "current_stage": "sql",
            }
        ],
        tables={
            "quality.undated": [{"stage": "accepted", "is_imputed": False}],
        },
    ),
)
