"""The tools that a company may have, and what each can tell of a life and keep of it."""

import re
from dataclasses import dataclass, replace

from orchestration.settings import PROJECT

# What a tool's page may say is lost of a life.
KINDS = frozenset({"form", "event", "visit", "open", "click", "bot_click", "sent", "delivered"})
LOSSES = KINDS | {"merges", "conversions", "deal_merges", "departments", "zones", "campaigns"}


def lost_by(*systems: str) -> frozenset[str]:
    """What the tools' pages say is lost: the word in the first cell of each row, in backticks.

    The page is the one list: what it names and the exports carry, or the other way round, is a
    difference between the truth and the tables.
    """
    lost: set[str] = set()
    for system in systems:
        page = (PROJECT / "docs" / "tools" / f"{system}.md").read_text("utf-8")
        rows = page.split("## What is lost")[1]
        words = set(re.findall(r"^\| `(\w+)` \|", rows, flags=re.MULTILINE))
        assert words, f"docs/tools/{system}.md: no row of what is lost"
        assert words <= LOSSES, f"docs/tools/{system}.md: {sorted(words - LOSSES)}"
        lost |= words
    return frozenset(lost)


@dataclass(frozen=True)
class Tools:
    """One set of tools, and what its exports show of what happened."""

    name: str
    crm: str  # system of the records that sales work on
    automation: str  # system of what marketing sees; the CRM's own where both are one tool
    # A tool that writes minutes loses the seconds of every moment.
    keeps_seconds: bool = True
    # Without a history of owners, only who owned the record at each export is known.
    keeps_owners: bool = True
    # Else the tool keeps the last reason only.
    keeps_reasons: bool = False
    # A field of its own dates the SQL, history or not.
    dates_sql: bool = False
    # History is cut after a while.
    cuts_history: bool = True
    # Changes of titles and countries are told.
    keeps_attributes: bool = True
    # A deal names its account, besides its people; whoever is in the CRM names theirs.
    tells_accounts: bool = True
    people_name_accounts: bool = True
    # Accounts have owners.
    tells_account_owners: bool = False
    # Users have departments and zones, and are told from those who left; machines and teams among
    # them are listed, campaigns have a list of their own.
    tells_departments: bool = True
    tells_zones: bool = True
    tells_who_is_active: bool = True
    lists_machines: bool = False
    lists_teams: bool = False
    lists_campaigns: bool = False
    # A record that was merged away stands in the automation tool's recycle bin.
    keeps_merged: bool = True
    # What a person does that the tools keep, besides forms and events.
    keeps_visits: bool = True
    # What the pages of the tools say is lost.
    lost: frozenset[str] = frozenset()
    # An activity names the campaign of its event.
    tells_campaigns: bool = True
    # What a visit was about.
    page: str = "/plants"
    # A lead is converted at a moment, not on a day.
    times_conversions: bool = False
    # A lead is converted: its status ends there, and its deal joins it whenever it is made.
    converts: bool = False

    def tells(self, kind: str) -> bool:
        """Whether the tools keep an engagement of a kind."""
        return kind not in self.lost and (self.keeps_visits or kind in ("form", "event"))

    @property
    def tells_merges(self) -> bool:
        """Whether the automation tool says which record a record was merged into."""
        return "merges" not in self.lost

    @property
    def is_one_tool(self) -> bool:
        """CRM and automation are one: who is known is in the CRM."""
        return self.crm == self.automation


SALESFORCE_MARKETO = Tools(
    "salesforce_marketo",
    "salesforce",
    "marketo",
    converts=True,
    people_name_accounts=False,
    tells_account_owners=True,
    lists_machines=True,
    lists_campaigns=True,
)
SALESFORCE_PARDOT = replace(
    SALESFORCE_MARKETO, name="salesforce_pardot", automation="pardot", lost=lost_by("pardot")
)
SALESFORCE_ELOQUA = replace(
    SALESFORCE_MARKETO,
    name="salesforce_eloqua",
    automation="eloqua",
    lost=lost_by("eloqua"),
    keeps_merged=False,
    page="https://www.company.example/plants",
)
_LOST_BY_HUBSPOT = lost_by("hubspot")
HUBSPOT = Tools(
    "hubspot",
    "hubspot",
    "hubspot",
    keeps_seconds=False,
    dates_sql=True,
    cuts_history=False,
    keeps_visits="visit" not in _LOST_BY_HUBSPOT,
    tells_campaigns="campaigns" not in _LOST_BY_HUBSPOT,
)
# In a warehouse times have seconds.
HUBSPOT_REPLICATED = replace(HUBSPOT, keeps_seconds=True)
_LOST_BY_REPLICATORS = lost_by("replicated_tables")
HUBSPOT_REPLICATED_ALONE = replace(
    HUBSPOT_REPLICATED,
    tells_departments="departments" not in _LOST_BY_REPLICATORS,
    tells_zones="zones" not in _LOST_BY_REPLICATORS,
)
TEMPLATE = Tools(
    "template",
    "template",
    "template",
    keeps_owners=False,
    keeps_reasons=True,
    keeps_attributes=False,
    tells_accounts=False,
    tells_departments=False,
    tells_who_is_active=False,
    page="Newsletter",
)

_LOST_BY_BOTH = lost_by("pipedrive", "brevo")
PIPEDRIVE_BREVO = Tools(
    "pipedrive_brevo",
    "pipedrive",
    "brevo",
    keeps_seconds=False,
    cuts_history=False,
    lost=_LOST_BY_BOTH,
    tells_account_owners=True,
    converts="conversions" not in _LOST_BY_BOTH,
)

ZOHO_ACTIVECAMPAIGN = Tools(
    "zoho_activecampaign",
    "zoho",
    "activecampaign",
    cuts_history=False,
    converts=True,
    times_conversions=True,
    people_name_accounts=False,
    tells_account_owners=True,
    lost=lost_by("zoho", "activecampaign"),
)
DYNAMICS_MAILCHIMP = replace(
    SALESFORCE_MARKETO,
    name="dynamics_mailchimp",
    crm="dynamics",
    automation="mailchimp",
    cuts_history=False,
    times_conversions=True,
    lists_teams=True,
    lost=lost_by("dynamics", "mailchimp"),
)

ALL = (
    SALESFORCE_MARKETO,
    SALESFORCE_PARDOT,
    SALESFORCE_ELOQUA,
    PIPEDRIVE_BREVO,
    ZOHO_ACTIVECAMPAIGN,
    DYNAMICS_MAILCHIMP,
    HUBSPOT,
    TEMPLATE,
)
EVERY_TOOL = frozenset(tools.name for tools in ALL)
TWO_TOOLS_ONLY = frozenset(tools.name for tools in ALL if not tools.is_one_tool)
CONVERSIONS_ONLY = frozenset(tools.name for tools in ALL if tools.converts)
ASSOCIATIONS_ONLY = EVERY_TOOL - CONVERSIONS_ONLY
HUBSPOT_ONLY = frozenset({HUBSPOT.name})
