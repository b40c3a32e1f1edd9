"""What a person of the sample company did, and what was done with them.

Nothing here knows a tool's columns: the writers turn a life into exports, the truth turns it into
numbers, and neither reads the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.company.tools import EVERY_TOOL
from tests.company.world import DAY, MEETING_NOTICE, MOVED_AT, Account, Campaign, Form, User

# What was sent by a machine, however it is logged.
AUTOMATED = ("sequence", "salesloft", "outreach")
# Engagements that can open a lead.
INQUIRY_KINDS = ("form", "event")
# Something the person did, as the form's tools record it.
ENGAGEMENTS = ("form", "event", "visit", "click", "open")
# How long after its creation a double is merged away.
MERGED_AFTER = 10 * DAY


@dataclass(frozen=True)
class Engagement:
    """Something the person did, or (sent, delivered) that a machine did to them."""

    kind: str  # form, event, visit, click, open, bot_click, sent, delivered
    at: int
    form: Form | None = None
    campaign: Campaign | None = None


@dataclass(frozen=True)
class Act:
    """Something a user did towards the person, or meant to do.

    `state`: done, undone (a task nobody closed), sequence (sent by a machine), salesloft, outreach
    (sent by that cadence tool, which logs it as a user's task), inbound (the person called), dated
    (closed later than created, at an unknown time: only its day is known).
    """

    kind: str  # call, email, meeting, task
    at: int
    user: User
    state: str = "done"


@dataclass(frozen=True)
class Step:
    """A stage reached. An undone end was taken back, so the lead went on."""

    stage: str  # mql, accepted, sql, rejected, recycled
    at: int
    reason: str | None = None
    is_undone: bool = False


@dataclass(frozen=True)
class Progress:
    """A stage that a deal took."""

    name: str  # discovery, proposal, negotiation, won, lost
    at: int


@dataclass(frozen=True)
class DealTwin:
    """The same deal entered twice, and won twice, until the two were merged."""

    created_at: int
    won_at: int
    merged_at: int


@dataclass
class Deal:
    """An opportunity of the CRM."""

    number: int
    account: Account
    owner: User
    created_at: int
    progress: list[Progress]
    amount: int | None
    currency: str
    kind: str = "new"  # new, renewal, expansion
    # Whom a renewal or an expansion is about: its contact, and no lead of theirs.
    contact: "Person | None" = None
    # When its leads were converted into it; None: when it was created.
    converted_at: int | None = None
    twin: DealTwin | None = None
    deleted_at: int | None = None
    members: "list[tuple[Person, Pass]]" = field(default_factory=list)
    # People who were added to the deal after it began: no conversion, no credit.
    onlookers: "list[tuple[Person, int]]" = field(default_factory=list)

    @property
    def due_at(self) -> int | None:
        """When a contract runs out, or more of it is to be sold; None of a first deal."""
        return None if self.kind == "new" else self.progress[-1].at

    def stage_at(self, at: int) -> str | None:
        """The stage in which the deal is at a moment; None before it exists."""
        reached = [progress.name for progress in self.progress if progress.at <= at]
        return reached[-1] if reached else None

    def is_shown_at(self, exported_at: int) -> bool:
        """Whether an export lists the deal."""
        return self.created_at <= exported_at and (
            self.deleted_at is None or self.deleted_at > exported_at
        )

    def entered(self, name: str, at: int) -> int | None:
        """When the deal took a stage in which it still is at a moment, if it is one of the ends."""
        if self.stage_at(at) != name:
            return None
        return next(p.at for p in reversed(self.progress) if p.name == name and p.at <= at)


@dataclass(frozen=True)
class Ruling:
    """What both teams decided about a disputed lead.

    `act` is the place, among the acts in the order of time, of the one that a ruling is about.
    """

    ruling: str  # is_mql, is_not_mql, was_accepted, was_rejected, counts_as_touch, does_not_count
    on: int
    mql_at: int | None = None
    act: int | None = None


@dataclass
class Pass:
    """One pass of a person through the funnel: what the company calls a lead."""

    number: int
    opened_at: int
    opening: str  # known (the person's first day), form, event, mql, accepted, deal
    steps: list[Step] = field(default_factory=list)
    deals: list[Deal] = field(default_factory=list)
    campaign: Campaign | None = None  # where the opening engagement itself names one

    def step(self, stage: str) -> Step | None:
        """The first step to a stage that was not taken back."""
        return next((s for s in self.steps if s.stage == stage and not s.is_undone), None)


@dataclass(frozen=True)
class Double:
    """A second record of the same human in a tool.

    `why`: tag, dots (the e-mail differs in form only), merged (the tool merged it away, under
    another e-mail), reviewed (another e-mail; a colleague said that it is the same human), shares
    (another e-mail; both records have an additional one in common).
    """

    why: str
    email: str
    created_at: int


@dataclass
class Person:
    """One human, and all that happened."""

    number: int
    first_name: str
    last_name: str
    email: str
    title: str
    account: Account | None
    country: str
    segment: str
    source: str | None
    campaign: Campaign | None
    tools: str  # both, crm, automation
    known_at: int
    crm_at: int | None  # creation of the first CRM record
    is_contact: bool = False  # entered as a contact, never as a lead
    passes: list[Pass] = field(default_factory=list)
    engagements: list[Engagement] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    owners: list[tuple[int, User | None]] = field(default_factory=list)
    doubles: list[Double] = field(default_factory=list)
    # Without a status history the CRM only shows the status of the day.
    has_history: bool = True
    # The moment before which the CRM's history of the record is cut, and the list alone is left.
    history_from: int | None = None
    # The CRM has a history of the reason, too.
    keeps_reasons: bool = False
    # The CRM does not say on which day it converted the lead.
    is_converted_undated: bool = False
    # The CRM's exports give owners by name: the history, and the list until the second export.
    is_owner_named: bool = False
    # Without the CRM's id in the automation tool, only e-mails join the two.
    is_linked: bool = True
    # The address that the CRM has since the second export; the automation tool keeps the first.
    later_email: str | None = None
    # Further addresses, and the one under which the person signs forms.
    more_emails: tuple[str, ...] = ()
    signs_as: str | None = None
    sql_day_only: bool = False
    excluded: str | None = None  # test, internal
    deleted_at: int | None = None
    # The tools whose exports can tell the story. A delivery after the MQL, a mere contact role, a
    # conversion into an older deal, a programme attended later need two.
    told_in: frozenset[str] = EVERY_TOOL
    # The tools keep different parts of the story, so that each has a truth of its own.
    is_told_alike: bool = True
    # The country that the record names since the second export.
    later_country: str | None = None
    not_the_same_as: int | None = None
    # When somebody wrote down the title; None: with the record.
    title_known_at: int | None = None
    # What the two teams ruled about the person's leads.
    rulings: list[Ruling] = field(default_factory=list)

    @property
    def machines(self) -> int | None:
        """How many machines the person told of: the company's own field. A third told nothing."""
        return 5 + self.number * 7 % 120 if self.number % 3 else None

    def title_at(self, at: int) -> str:
        """The title that the records show at a moment."""
        is_known = self.title_known_at is None or self.title_known_at <= at
        return self.title if is_known else ""

    def country_at(self, at: int) -> str:
        """The country that the records name at a moment."""
        has_moved = self.later_country is not None and at >= MOVED_AT
        return (self.later_country if has_moved else None) or self.country

    @property
    def single_email(self) -> str:
        """The person's address in a tool where one contact only may have an address.

        The second behind a shared mailbox has another.
        """
        email = self.more_emails[-1] if self.more_emails else self.email
        is_shared = email.startswith("info@") and self.number % 2
        return email.replace("info@", "contact@") if is_shared else email

    @property
    def acts_in_order(self) -> list[Act]:
        """What users did, as it is numbered."""
        return sorted(self.acts, key=lambda act: act.at)

    @property
    def converted_at(self) -> int | None:
        """When the lead became a contact: with its first deal."""
        if self.is_contact or self.crm_at is None:
            return None
        deal = next((p.deals[0] for p in self.passes if p.deals), None)
        return None if deal is None else deal.converted_at or deal.created_at

    def reasons(self) -> list[tuple[int, str]]:
        """The reason that each rejection and recycling left in the record, in order."""
        return [
            (step.at, step.reason or "")
            for lead in self.passes
            for step in lead.steps
            if step.stage in ("rejected", "recycled") and not step.is_undone
        ]

    def is_shown_at(self, exported_at: int) -> bool:
        """Whether an export lists the record."""
        return self.known_at <= exported_at and (
            self.deleted_at is None or self.deleted_at > exported_at
        )

    def owner_at(self, at: int) -> User | None:
        """Who owns the CRM record at a moment."""
        owned = [user for since, user in self.owners if since <= at]
        return owned[-1] if owned else None

    def moments(self) -> Iterator[int]:
        """Every moment of this life."""
        yield self.known_at
        yield from (at for at in (self.crm_at, self.deleted_at) if at is not None)
        yield from (e.at for e in self.engagements)
        yield from (a.at for a in self.acts)
        yield from (a.at - MEETING_NOTICE for a in self.acts if a.kind == "meeting")
        yield from (at for at, _ in self.owners)
        yield from (double.created_at for double in self.doubles)
        for lead in self.passes:
            yield lead.opened_at
            yield from (step.at for step in lead.steps)
            for deal in lead.deals:
                yield deal.created_at
                yield from (progress.at for progress in deal.progress)


@dataclass
class Household:
    """People whose stories touch (a deal in common), with their deals: the unit that is written."""

    people: list[Person]
    deals: list[Deal]

    def moments(self) -> Iterator[int]:
        """Every moment of these lives."""
        for person in self.people:
            yield from person.moments()
        for deal in self.deals:
            yield deal.created_at
            yield from (progress.at for progress in deal.progress)
