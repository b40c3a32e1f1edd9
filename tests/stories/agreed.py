"""A company in Santiago whose agreement was signed again and again: its seeds and its exports.

Days begin there at 03:00 UTC in summer and at 04:00 UTC in winter; 6 September 2026 begins at 01:00
of the clock, 04:00 UTC, since its first hour is left out. What three kinds of tests read is told in
one company, each of its own people.
"""

from pathlib import Path

from orchestration.settings import SHIPPED_SEEDS
from tests.nights import write_export

FIRST_EXPORT, LAST_EXPORT = "2026-01-10T0200Z", "2026-10-05T0200Z"
KNOWN = "2026-01-05T12:00:00Z"
SHIPPED = SHIPPED_SEEDS / "agreement"

# signed by marketing and by sales on those days
VERSIONS = (
    "2,2026-04-01,O,explicit_or_touch,declared,,,M,2026-03-10,S,2026-03-20,",
    "3,2026-05-10,O,explicit,declared,,,M,2026-05-04,S,2026-05-18,",
    "4,2026-06-01,O,explicit_or_touch,declared,,,M,2026-06-22,S,2026-06-15,",
    "5,2026-09-06,O,explicit,scored,0,10,M,2026-08-01,S,2026-08-01,",
    "6,2026-07-01,O,explicit,declared,,,M,2026-07-01,,,",
)
ROWS = {
    "agreement_versions": VERSIONS,
    "sla_policies": (
        "2,*,default,60,480,1,5",
        "3,*,default,30,240,3,5",
        "4,*,default,120,,,",
        "5,*,default,15,,,",
        "6,*,default,1,1,,",
    ),
    "required_information": (
        "2,*,job_title,Job title,Fonction",
        "3,*,country,Country,Pays",
        "4,*,country,Country,Pays",
        "4,*,job_title,Job title,Fonction",
    ),
    "routing_rules": (
        "2,1,*,*,*,*,*,user:template:user:u2",
        "3,1,*,*,*,*,*,team:sales",
        "4,1,*,*,*,*,*,user:template:user:u1",
    ),
    "mql_rules": ("5,demo,engagement,demo_request,,,30,10",),
}

HEADERS = {
    "people": "id,email,segment,country,owner,created_at",
    "stage_changes": "person_id,stage,changed_at",
    "activities": "id,person_id,activity_type,occurred_at,user_id,direction,is_done,"
    "is_automated,source,detail",
    "opportunities": "id,person_id,amount,currency,stage,created_at,closed_at",
}
USERS = ["id,name,team", "u1,Uma,sales", "u2,Urs,sales"]


class Told:
    """What happened in the company, as rows of the template tool; times are UTC."""

    def __init__(self) -> None:
        """Nothing happened yet."""
        self.rows: dict[str, list[str]] = {name: [] for name in HEADERS}

    def person(self, name: str, email: str = "") -> None:
        """Somebody of Chile without a job title, known since January and owned by u1."""
        address = email or f"{name}@{name}.example"
        self.rows["people"].append(f"{name},{address},{name},Chile,u1,{KNOWN}")

    def stage(self, person: str, stage: str, at: str) -> None:
        """A person's stage was entered."""
        self.rows["stage_changes"].append(f"{person},{stage},{at}Z")

    def activity(self, key: str, person: str, kind: str, at: str, more: str = ",,,,,") -> None:
        """Something happened; `more` is who did it, direction, done, automated, source, detail."""
        self.rows["activities"].append(f"{key},{person},{kind},{at}Z,{more}")

    def deal(self, key: str, person: str, worth: str, created: str, closed: str) -> None:
        """A deal of an amount in a currency was made and won."""
        self.rows["opportunities"].append(f"{key},{person},{worth},won,{created}Z,{closed}Z")

    def write(self, exports: Path) -> None:
        """Write two exports: of the people in January, and of everything."""
        people = {"people": [HEADERS["people"], *self.rows["people"]], "users": USERS}
        write_export(exports, FIRST_EXPORT, people)
        everything = {name: [header, *self.rows[name]] for name, header in HEADERS.items()}
        write_export(exports, LAST_EXPORT, {**everything, "users": USERS})


def write_seeds(seeds: Path, rulings: list[str], rates: list[str]) -> None:
    """Write the agreement of the company, what was ruled, its own rates and its zone."""
    stages = (SHIPPED / "journey_stages.csv").read_text("utf-8").splitlines()[1:]
    journeys = [f"{version}{row[1:]}" for version in range(2, 7) for row in stages]
    # whoever is an MQL is sales' business under version 3
    mql = "3,mql,2,interest,"
    journeys = [row.replace(f"{mql}marketing,sales", f"{mql}sales,marketing") for row in journeys]
    for name, rows in {**ROWS, "journey_stages": journeys, "rulings": rulings}.items():
        shipped = (SHIPPED / f"{name}.csv").read_text("utf-8")
        file = seeds / "agreement" / f"{name}.csv"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(shipped + "".join(f"{row}\n" for row in rows), "utf-8")
    (seeds / "calendars").mkdir()
    table = "\n".join(["rate_on,currency,rate", *rates])
    (seeds / "calendars" / "currency_rates.csv").write_text(f"{table}\n", "utf-8")
    (seeds / "settings.yml").write_text("time_zone: America/Santiago\n", "utf-8")
