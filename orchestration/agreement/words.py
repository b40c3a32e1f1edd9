"""What the values of the agreement's files are called, in English: see `language`."""


def _(message: str) -> str:
    """Mark a text that has a translation."""
    return message


WORDS = {
    # teams
    "marketing": _("marketing"),
    "sales": _("sales"),
    "customer_success": _("customer success"),
    "other": _("other"),
    # how sales accepts, and what makes an MQL
    "explicit": _("an explicit answer of sales"),
    "explicit_or_touch": _("an explicit answer of sales, or a touch"),
    "declared": _("what the tools declare"),
    "scored": _("the agreed score"),
    "either": _("what the tools declare or the agreed score, whichever comes first"),
    # phases
    "awareness": _("awareness"),
    "interest": _("interest"),
    "consideration": _("consideration"),
    "decision": _("decision"),
    "loyalty": _("loyalty"),
    # kinds of rules
    "fit": _("fit"),
    "engagement": _("engagement"),
    "exclusion": _("exclusion"),
    # attributes and dimensions
    "country": _("country"),
    "segment": _("segment"),
    "job_title": _("job title"),
    "employees": _("number of employees"),
    "company_name": _("company name"),
    "website": _("website"),
    "source": _("source"),
    "campaign": _("campaign"),
    "channel": _("channel"),
    "owner": _("owner"),
    "origin_system": _("tool of origin"),
    "all": _("all leads together"),
    # activities
    "form": _("form"),
    "visit": _("visit"),
    "click": _("click"),
    "open": _("opening"),
    "event": _("event"),
    "demo_request": _("demo request"),
    "contact_request": _("contact request"),
    "unsubscribe": _("unsubscription"),
    "reply": _("reply"),
    # comparisons
    "is": _("is"),
    "is_not": _("is not"),
    "in": _("is one of"),
    "contains": _("contains"),
    "at_least": _("at least"),
    "at_most": _("at most"),
    "is_set": _("is known"),
    "is_not_set": _("is not known"),
    "below": _("below"),
    "above": _("above"),
    "changed": _("changed by more than usual"),
    # periods
    "week": _("week"),
    "month": _("month"),
    "quarter": _("quarter"),
    # who gets a lead
    "account_owner": _("the owner of the account"),
    "record_owner": _("the owner of the record"),
    "*": _("any"),
}
