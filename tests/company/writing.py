"""The company written as the exports of its tools."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.company.activecampaign import ActiveCampaignExports
from tests.company.brevo import BrevoExports
from tests.company.company import Company
from tests.company.dynamics import DynamicsExports
from tests.company.eloqua import EloquaExports
from tests.company.hubspot import HubspotExports
from tests.company.mailchimp import MailchimpExports
from tests.company.marketo import MarketoExports
from tests.company.pardot import PardotExports
from tests.company.people import Household
from tests.company.pipedrive import PipedriveExports
from tests.company.replicated import (
    BY_AIRBYTE,
    BY_AIRBYTE_ALONE,
    BY_AIRBYTE_AS_CSV,
    BY_FIVETRAN,
    BY_FIVETRAN_AS_CSV,
    AirbyteHubspot,
    FivetranHubspot,
    ReplicatedMarketo,
    ReplicatedSalesforce,
)
from tests.company.salesforce import SalesforceExports
from tests.company.survey import write_survey
from tests.company.template import TemplateExports
from tests.company.tools import (
    DYNAMICS_MAILCHIMP,
    HUBSPOT,
    HUBSPOT_REPLICATED,
    HUBSPOT_REPLICATED_ALONE,
    PIPEDRIVE_BREVO,
    SALESFORCE_ELOQUA,
    SALESFORCE_MARKETO,
    SALESFORCE_PARDOT,
    TEMPLATE,
    ZOHO_ACTIVECAMPAIGN,
    Tools,
)
from tests.company.world import EXPORTS
from tests.company.zoho import ZohoExports

FORMS: dict[str, Tools] = {
    "salesforce_marketo": SALESFORCE_MARKETO,
    "salesforce_pardot": SALESFORCE_PARDOT,
    "salesforce_eloqua": SALESFORCE_ELOQUA,
    "pipedrive_brevo": PIPEDRIVE_BREVO,
    "zoho_activecampaign": ZOHO_ACTIVECAMPAIGN,
    "dynamics_mailchimp": DYNAMICS_MAILCHIMP,
    "hubspot_en": HUBSPOT,
    "hubspot_fr": HUBSPOT,
    "template": TEMPLATE,
    "salesforce_marketo_by_fivetran": SALESFORCE_MARKETO,
    "salesforce_marketo_by_airbyte": SALESFORCE_MARKETO,
    "hubspot_by_fivetran": HUBSPOT_REPLICATED,
    "hubspot_by_airbyte": HUBSPOT_REPLICATED_ALONE,
}


def write_exports(company: Company, form: str, folder: Path) -> None:
    """Write every export of the company's tools, as `<folder>/<system>/<export>/<Object>.csv`.

    Households are written as they are told, so memory does not grow with the company.
    """
    with ExitStack() as stack:
        writers: list[Callable[[Household], None]] = []
        if form == "template":
            writers.append(stack.enter_context(TemplateExports(folder, EXPORTS)).add)
        elif form == "salesforce_marketo":
            writers.append(stack.enter_context(SalesforceExports(folder, EXPORTS)).add)
            writers.append(stack.enter_context(MarketoExports(folder, EXPORTS)).add)
        elif form == "salesforce_pardot":
            writers.append(stack.enter_context(SalesforceExports(folder, EXPORTS)).add)
            writers.append(stack.enter_context(PardotExports(folder, EXPORTS)).add)
        elif form == "salesforce_eloqua":
            writers.append(stack.enter_context(SalesforceExports(folder, EXPORTS)).add)
            writers.append(stack.enter_context(EloquaExports(folder, EXPORTS)).add)
        elif form == "pipedrive_brevo":
            writers.append(stack.enter_context(PipedriveExports(folder, EXPORTS)).add)
            writers.append(stack.enter_context(BrevoExports(folder, EXPORTS)).add)
        elif form == "salesforce_marketo_by_fivetran":
            made = ReplicatedSalesforce(folder, EXPORTS, BY_FIVETRAN)
            writers.append(stack.enter_context(made).add)
            automation = ReplicatedMarketo(folder, EXPORTS, BY_FIVETRAN)
            writers.append(stack.enter_context(automation).add)
        elif form == "salesforce_marketo_by_airbyte":
            made = ReplicatedSalesforce(folder, EXPORTS, BY_AIRBYTE)
            writers.append(stack.enter_context(made).add)
            automation = ReplicatedMarketo(folder, EXPORTS, BY_AIRBYTE_AS_CSV)
            writers.append(stack.enter_context(automation).add)
        elif form == "hubspot_by_fivetran":
            tables = FivetranHubspot(folder, EXPORTS, BY_FIVETRAN_AS_CSV)
            writers.append(stack.enter_context(tables).add)
        elif form == "hubspot_by_airbyte":
            nested = AirbyteHubspot(folder, EXPORTS, BY_AIRBYTE_ALONE)
            writers.append(stack.enter_context(nested).add)
        elif form == "zoho_activecampaign":
            writers.append(stack.enter_context(ZohoExports(folder, EXPORTS)).add)
            writers.append(stack.enter_context(ActiveCampaignExports(folder, EXPORTS)).add)
        elif form == "dynamics_mailchimp":
            writers.append(stack.enter_context(DynamicsExports(folder, EXPORTS)).add)
            writers.append(stack.enter_context(MailchimpExports(folder, EXPORTS)).add)
        else:
            language = form.removeprefix("hubspot_")
            writers.append(stack.enter_context(HubspotExports(folder, EXPORTS, language)).add)
        for household in company.households():
            for write in writers:
                write(household)
    write_survey(folder, EXPORTS)
