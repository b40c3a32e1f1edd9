"""A file under no object's name, or another's, is told what it is and what to name it."""

import json
import zipfile
from dataclasses import replace

import pytest

from orchestration.loading import Declarations, LoadRecord, read_declarations
from orchestration.loading.folding import fold
from orchestration.settings import SystemFormat, load_settings
from tests.loading.conftest import Desk

ACTIVITIES = (
    "marketoGUID,leadId,activityDate,activityTypeId,campaignId,primaryAttributeValueId,"
    "primaryAttributeValue,attributes\nk1,5203,2026-08-25T08:00:00Z,13,,641,Lead Status,\n"
)


@pytest.fixture(scope="module")
def declarations() -> Declarations:
    """Every real tool's declarations."""
    return read_declarations(load_settings())


def loads_of(desk: Desk, declarations: Declarations, **files: str) -> dict[str, LoadRecord]:
    """What became of files of a Marketo export beside one lead."""
    desk = replace(desk, declarations=declarations)
    desk.put("marketo/2026-09-01T0200Z/leads.csv", "id,email\n1,a@b.example\n")
    for name, text in files.items():
        desk.put(name, text)
    return {load.file: load for load in desk.load().loads}


def test_another_objects_file_under_a_declared_name_is_refused_in_words(
    desk: Desk, declarations: Declarations
) -> None:
    file = "marketo/2026-10-05T0200Z/leads.csv"
    load = loads_of(desk, declarations, **{file: ACTIVITIES})[file]
    assert (load.status, load.rows_landed) == ("refused", 0)
    assert load.message == (
        "its header is that of marketo.activity: of 8 columns it names 8, of marketo.lead 1; put "
        "it under marketo/<time of the export>/ with a name like activity.csv"
    )


@pytest.mark.parametrize(
    ("file", "header", "told"),
    [
        (
            "hubspot/2026-10-05T0200Z/contacts.csv",
            "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Close Date,Deal owner",
            "its header is that of hubspot.deals",
        ),
        (
            "template/2026-10-05/people.csv",
            "person_id,activity_type,occurred_at,detail",
            "its header is that of template.activities",
        ),
        (
            "salesforce/2026-10-05T0200Z/Lead.csv",
            "Name,Statut de la piste",
            'required column missing: id ("Lead ID" in the tool\'s own words); found Name, Statut',
        ),
        # a view of HubSpot, a misspelt name, names of the French interface
        (
            "hubspot/2026-10-05T0200Z/hubspot-crm-exports-my-hot-leads-2026-10-05.csv",
            "Record ID,First Name,Last Name,Email,Lifecycle Stage,Create Date",
            "its header is that of hubspot.contacts: name it contact.csv",
        ),
        (
            "salesforce/2026-10-05T0200Z/Oppertuninty Table.csv",
            "anything,else",
            "if it is salesforce.opportunity, name it opportunity.csv",
        ),
        (
            "salesforce/2026-10-05T0200Z/Export 12.csv",
            "Opportunity ID,Stage,Won,Closed,Close Date,Amount,Created Date",
            "its header is that of salesforce.opportunity: name it opportunity.csv",
        ),
        (
            "salesforce/2026-10-05T0200Z/Activities of a list.csv",
            ACTIVITIES.split("\n")[0],
            "name it activity.csv, under marketo/<time of the export>/",
        ),
        (
            "salesforce/2026-10-05T0200Z/zzz.csv",
            "anything,else",
            "no object of salesforce has a name like 'zzz'; it takes lead.csv (lead)",
        ),
        ("sales_force/2026-10-05/Lead.csv", "Id", "if it is salesforce, name the folder so"),
    ],
)
def test_what_a_file_is_and_what_to_name_it_is_told(
    desk: Desk, declarations: Declarations, file: str, header: str, told: str
) -> None:
    row = ",".join("1" for _ in header.split(","))
    message = loads_of(desk, declarations, **{file: f"{header}\n{row}\n"})[file].message
    assert told in (message or "")


def test_a_night_warns_of_a_file_that_it_does_not_read(
    desk: Desk, declarations: Declarations
) -> None:
    desk = replace(desk, declarations=declarations)
    desk.put("marketo/2026-09-01T0200Z/leads.csv", "id,email\n1,a@b.example\n")
    desk.put("marketo/2026-09-01T0200Z/Export 12.csv", ACTIVITIES)
    [warning] = desk.load().warnings
    assert warning == (
        "marketo/2026-09-01T0200Z/Export 12.csv is not read: no object of marketo has a name like "
        "'Export 12'; its header is that of marketo.activity: name it activity.csv"
    )


# what the weekly Data Export of Salesforce holds beside what is read, as it names its files
WEEKLY_SET = (
    *("FieldHistory", "EntityHistory", "FeedTrackedChange", "RecordMergeHistory", "TaskRelation"),
    *("EventRelation", "AcceptedEventRelation", "DeclinedEventRelation", "UndecidedEventRelation"),
    *("AccountContactRelation", "AccountContactRole", "AccountTeamMember", "AccountShare"),
    *("CampaignMemberStatus", "CampaignInfluence", "LeadStatus", "LeadFeed", "LeadShare"),
    *("OpportunityStage", "OpportunityLineItem", "OpportunityTeamMember", "OpportunityShare"),
    *("Case", "CaseHistory2", "Contract", "EmailMessage", "GroupMember", "Product2", "TaskStatus"),
    *("UserPreference", "UserTeamMember", "ExternalEvent", "Organization", "RecordType"),
)


def test_what_a_weekly_export_of_salesforce_holds_beside_is_known_and_no_nights_news(
    desk: Desk, declarations: Declarations
) -> None:
    desk = replace(desk, declarations=declarations)
    folder = "salesforce/2026-10-05T0200Z"
    desk.put(f"{folder}/Lead.csv", "Id,Email\n00Q5g0000000001AAA,a@client.example\n")
    archive = desk.put(f"{folder}/WE_00D.zip", "")
    with zipfile.ZipFile(archive, "w") as packed:
        for name in WEEKLY_SET:
            packed.writestr(f"{name}.csv", '"Id","CreatedDate"\n"0175g00","2026-10-01 08:00:00"\n')
    report = desk.load()
    assert report.warnings == ()
    told = {load.file: load.message for load in report.loads if load.status == "ignored"}
    assert told == {
        f"{folder}/WE_00D.zip/{name}.csv": "nothing of what salesforce keeps here is read; it may "
        "stay, or be left out"
        for name in WEEKLY_SET
    }


@pytest.mark.parametrize(
    ("system", "names"),
    [
        (
            "zoho",
            "Notes Attachments Products Quotes Sales_Orders Vendors Campaigns Campaigns_Leads",
        ),
        ("pipedrive", "notes products deal_products activityTypes files"),
        ("dynamics", "annotations competitors incidents salesorders pricelevels"),
        ("hubspot", "tickets products line_items quotes notes engagement_note"),
        ("activecampaign", "notes accounts accountContacts dealTasks dealGroups segments forms"),
        (
            "pardot",
            "visitor visitors visitorPageViews emailTemplates forms tags users customFields",
        ),
        ("eloqua", "accounts emails forms landingPages"),
    ],
)
def test_what_a_whole_export_of_a_tool_holds_beside_is_taken_for_no_object(
    declarations: Declarations, system: str, names: str
) -> None:
    tool = declarations[system]
    for name in names.split():
        assert (name, tool.is_other_file(fold(name)), tool.claiming(name)) == (name, True, None)


def test_no_object_that_is_read_has_the_name_of_a_file_that_nothing_reads(
    declarations: Declarations,
) -> None:
    for tool in declarations.values():
        for declared in tool.objects:
            for pattern in (declared.example_name.rsplit(".", 1)[0], *declared.files):
                told = (tool.name, declared.name, pattern)
                assert (*told, tool.is_other_file(pattern.strip("*_"))) == (*told, False)


def test_a_file_of_no_objects_name_in_a_zip_is_recognised(
    desk: Desk, declarations: Declarations
) -> None:
    archive = desk.put("marketo/2026-10-05T0200Z/export.zip", "")
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("Export 12.csv", ACTIVITIES)
    told = loads_of(desk, declarations)["marketo/2026-10-05T0200Z/export.zip/Export 12.csv"]
    assert "its header is that of marketo.activity" in (told.message or "")


def test_a_table_about_an_object_is_not_taken_for_the_object(
    desk: Desk, declarations: Declarations
) -> None:
    """Most of its columns are the deal's; the deal's id beside its own says that it is none."""
    told = loads_of(
        desk,
        declarations,
        **{
            "salesforce/2026-10-05T0200Z/Lead.csv": "Id\n00Q5g0000000001EAA\n",
            "salesforce/2026-10-05T0200Z/opportunity_history.csv": (
                "id,opportunity_id,created_date,stage_name,amount,close_date,probability,"
                "currency_iso_code,system_modstamp,is_deleted,_fivetran_synced\n"
                "0085g0000000001AAA,0065g0000000001AAA,2026-09-01 08:00:00,Closed Won,1,,,,,,\n"
            ),
        },
    )
    assert told["salesforce/2026-10-05T0200Z/opportunity_history.csv"].rows_landed == 1


def test_columns_that_a_tool_always_writes_and_questions_are_not_reported(
    desk: Desk, declarations: Declarations
) -> None:
    lead = "salesforce/2026-10-05T0200Z/Lead.csv"
    survey = "survey/2026-10-05/form.csv"
    loads = loads_of(
        desk,
        declarations,
        **{
            lead: "Id,Salutation,PostalCode,SystemModstamp,Jigsaw,Shoe_Size__c\n"
            "00Q5g0000000001EAA,Ms,75001,,,42\n",
            survey: "Timestamp,Team,Do you trust them?\n2026-10-01 10:00,Sales,4\n",
        },
    )
    assert loads[lead].message == "1 undeclared columns kept in _extra: Shoe_Size__c"
    assert loads[survey].message is None


HASH = "d4de1c1518b4531717c676029a45911c340390a6"


def test_a_field_of_pipedrive_that_is_a_hash_is_kept_and_the_settings_may_name_it(
    desk: Desk,
) -> None:
    deal = {"id": 1, "title": "One", HASH: "Too dear", f"{HASH}_currency": "EUR"}
    file = "pipedrive/2026-10-05T0200Z/deals.json"
    text = json.dumps({"success": True, "data": [deal]})
    people = {"pipedrive/2026-10-05T0200Z/persons.csv": "ID,Name\n1,Ada\n"}
    loads_of(desk, read_declarations(load_settings()), **{file: text}, **people)
    [(reason, other)] = desk.rows("pipedrive/deals", "lost_reason, _extra")
    assert (reason, json.loads(other)) == (None, {HASH: "Too dear", f"{HASH}_currency": "EUR"})

    own = SystemFormat.model_validate({"columns": {"deals": {"lost_reason": HASH.upper()}}})
    settings = load_settings().model_copy(update={"systems": {"pipedrive": own}})
    loads_of(desk, read_declarations(settings), **{file: text}, **people)
    assert desk.rows("pipedrive/deals", "lost_reason") == [("Too dear",)]


def test_a_label_with_the_number_that_a_reader_gave_it_is_no_other_columns(desk: Desk) -> None:
    """Of two fields that the company called alike, readers call the second `….1`."""
    header = "Deal - ID,Deal - Title,Deal - Lost reason,Deal - Lost reason.1,Deal - Owner.1"
    file = "pipedrive/2026-10-05T0200Z/deals.csv"
    text = f"{header}\n1,One,,Too dear,Rita\n2,Two,Late,Too dear,Rita\n"
    loads_of(desk, read_declarations(load_settings()), **{file: text})
    rows = desk.rows("pipedrive/deals", "id, lost_reason, owner_id, _extra")
    assert [row[:3] for row in rows] == [("1", None, None), ("2", "Late", None)]
    assert json.loads(rows[0][3]) == {"Deal - Lost reason.1": "Too dear", "Deal - Owner.1": "Rita"}
