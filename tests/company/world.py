"""The sample company around its people: users, accounts, sources, campaigns and time.

Moments are whole seconds since 1970, UTC. Everything is worked out from a number, so that a company
of any size is made without keeping it in memory, and is the same on every machine.
"""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY = 60, 3600, 86400

COMPANY_ZONE = ZoneInfo("Europe/Paris")
INTERNAL_DOMAIN = "accord-sample.example"


def moment(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> int:
    """The moment of a UTC wall clock."""
    return int(datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp())


def utc(at: int) -> datetime:
    """The moment as an aware datetime in UTC."""
    return datetime.fromtimestamp(at, UTC)


def local_day(at: int, zone: ZoneInfo = COMPANY_ZONE) -> date:
    """The calendar day of a moment in a zone."""
    return datetime.fromtimestamp(at, zone).date()


@cache
def start_of_day(day: date, zone: ZoneInfo = COMPANY_ZONE) -> int:
    """The moment at which a calendar day begins in a zone."""
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())


def end_of_day(at: int, zone: ZoneInfo = COMPANY_ZONE) -> int:
    """The last second of the calendar day of a moment in a zone."""
    return start_of_day(local_day(at, zone) + timedelta(1), zone) - 1


# The list of the automation tool that everybody is added to.
EVERYBODY = "All prospects"

# A meeting is entered so long before it begins.
MEETING_NOTICE = 2 * HOUR

# When whoever moved abroad between the exports did.
MOVED_AT = moment(2026, 9, 30, 7, 30)

STORY_STARTS = moment(2025, 1, 6, 7)
EXPORTS = (moment(2026, 9, 28, 2), moment(2026, 10, 5, 2))

# The hour that clocks in Paris show twice: a file without a zone cannot tell which is meant, so
# nobody acts in it.
REPEATED_HOURS = (moment(2025, 10, 26, 0), moment(2025, 10, 26, 2))


@dataclass(frozen=True)
class User:
    """One user of the tools. `department` is None for the integration user, who is nobody."""

    number: int
    first_name: str
    last_name: str
    department: str | None
    zone: str

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def email(self) -> str:
        """Address in the company's own domain."""
        return f"{address_part(self.first_name)}.{address_part(self.last_name)}@{INTERNAL_DOMAIN}"

    @property
    def is_sales(self) -> bool:
        """A lead can be handed to this user."""
        return self.department == "Sales"


USERS = (
    User(1, "Claire", "Aubrac", "Sales", "Europe/Paris"),
    User(2, "Mehdi", "Lacombe", "Sales", "Europe/Paris"),
    User(3, "Sonja", "Reuter", "Sales", "Europe/Paris"),
    User(4, "Oliver", "Penhale", "Sales", "Europe/London"),
    User(5, "Dana", "Whitlock", "Sales", "America/New_York"),
    User(6, "Luis", "Cordero", "Sales", "America/New_York"),
    User(7, "Inès", "Valmont", "Marketing", "Europe/Paris"),
    User(8, "Paul", "Garrigue", "Marketing", "Europe/Paris"),
    User(9, "Nadia", "Ferrand", "Customer Success", "Europe/Paris"),
    User(10, "Tool", "Sync", None, "Europe/Paris"),
)
REPS_BY_COUNTRY = {
    "France": (USERS[0], USERS[1], USERS[2]),
    "Germany": (USERS[2], USERS[0]),
    "Belgium": (USERS[1], USERS[2]),
    "United Kingdom": (USERS[3],),
    "United States": (USERS[4], USERS[5]),
}
MARKETER = USERS[6]
INTEGRATION = USERS[9]

COUNTRIES = ("France", "France", "France", "Germany", "Belgium", "United Kingdom", "United States")
SEGMENTS = (("SMB", 12, 190), ("Mid-Market", 210, 980), ("Enterprise", 1100, 9000))
INDUSTRIES = ("Manufacturing", "Retail", "Healthcare", "Transportation", "Consulting")
ACCOUNT_FIRST_WORDS = (
    "Ardent", "Bluewater", "Calder", "Dunmore", "Eastgate", "Fennimore", "Galliard", "Hollins",
    "Ironbridge", "Juniper", "Kestrel", "Lumière", "Marlowe", "Northwind", "Orchard", "Pellerin",
    "Quillan", "Ravenna", "Solstice", "Tamarin", "Ursine", "Valcourt", "Westerly", "Yarrow",
    "Zéphyr",
)  # fmt: skip
ACCOUNT_LAST_WORDS = (
    "Analytics", "Biologics", "Cartons", "Dairies", "Energy", "Foundry", "Glass", "Hotels",
    "Instruments", "Joinery", "Kinetics", "Logistics", "Mills", "Networks", "Optics", "Packaging",
    "Quarries", "Robotics", "Shipping", "Textiles",
)  # fmt: skip
FIRST_NAMES = (
    "Adèle", "Bastien", "Chloé", "Damien", "Élodie", "Fabrice", "Gwenaëlle", "Hugo", "Iris",
    "Joachim", "Karine", "Léo", "Maëlle", "Noé", "Océane", "Pascal", "Quentin", "Romane",
    "Sylvain", "Théa", "Ulysse", "Valérie", "William", "Xavier", "Yasmine", "Zoltan", "Amelia",
    "Brandon", "Cecily", "Dexter", "Edith", "Francis", "Greta", "Harold", "Imogen", "Jasper",
)  # fmt: skip
LAST_NAMES = (
    "Arnoult", "Bessière", "Carpentras", "Delorme", "Estève", "Fauchon", "Grandin", "Hébrard",
    "Isambert", "Jolivet", "Kerleroux", "Lavigne", "Marchandon", "Nérac", "Ozanne", "Peyrac",
    "Quesnel", "Roubaud", "Saintonge", "Tessier", "Urvoy", "Vasseur", "Wimereux", "Yvetot",
    "Zeller", "Ashdown", "Brockley", "Cottesloe", "Danforth", "Ellery", "Farnley", "Gosforth",
)  # fmt: skip
TITLES = (
    "Operations Director",
    "Purchasing Manager",
    "IT Manager",
    "Head of Finance",
    "Plant Manager",
    "Chief Executive",
)


def address_part(text: str) -> str:
    """The text as it stands in an address: ASCII, lower case, hyphens for spaces."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return plain.lower().replace(" ", "-")


@dataclass(frozen=True)
class Account:
    """One company that is, or may become, a customer."""

    number: int
    name: str
    domain: str
    country: str
    segment: str
    employees: int
    industry: str


@cache
def account(number: int) -> Account:
    """The account of a number; every number is another company."""
    words = len(ACCOUNT_FIRST_WORDS) * len(ACCOUNT_LAST_WORDS)
    first = ACCOUNT_FIRST_WORDS[number % len(ACCOUNT_FIRST_WORDS)]
    last = ACCOUNT_LAST_WORDS[number // len(ACCOUNT_FIRST_WORDS) % len(ACCOUNT_LAST_WORDS)]
    name = f"{first} {last}" + (f" {number // words + 1}" if number >= words else "")
    segment, fewest, most = SEGMENTS[(number * 5 + number // 3) % 7 % 3]
    return Account(
        number=number,
        name=name,
        domain=f"{address_part(name)}.example",
        country=COUNTRIES[(number * 3 + number // 7) % len(COUNTRIES)],
        segment=segment,
        employees=fewest + number * 37 % (most - fewest),
        industry=INDUSTRIES[number % len(INDUSTRIES)],
    )


def account_owner(home: Account) -> User:
    """Who looks after an account."""
    reps = REPS_BY_COUNTRY[home.country]
    return reps[home.number // 7 % len(reps)]


@dataclass(frozen=True)
class Campaign:
    """One marketing programme, of the same name in every tool."""

    number: int
    name: str
    channel: str
    starts_on: date
    cost: int


CAMPAIGNS = (
    Campaign(1, "Guide: Planning the plant", "Content", date(2025, 1, 6), 6000),
    Campaign(2, "Webinar: Fewer stoppages", "Webinar", date(2025, 2, 10), 4500),
    Campaign(3, "Search: spare parts", "Online Advertising", date(2025, 1, 13), 24000),
    Campaign(4, "Salon Industrie Lyon", "Tradeshow", date(2025, 3, 11), 38000),
    Campaign(5, "Benchmark 2026", "Content", date(2026, 1, 12), 8000),
    Campaign(6, "Webinaire : réduire les arrêts", "Webinar", date(2025, 9, 15), 5200),
)


@dataclass(frozen=True)
class Form:
    """One web form."""

    number: int
    name: str


FORMS = (
    Form(1001, "Download a guide"),
    Form(1002, "Request a demo"),
    Form(1003, "Contact us"),
    Form(1004, "Webinar registration"),
)
