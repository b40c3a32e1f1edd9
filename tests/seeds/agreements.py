"""An agreement of a company of a test: the shipped one, and a second version that both signed."""

import csv
import io
from pathlib import Path
from typing import Literal

from orchestration.settings import SHIPPED_SEEDS

SHIPPED = SHIPPED_SEEDS / "agreement"

# The cells of version 2 beside its number, by file: what is not here has none.
SECOND = {
    "agreement_versions": ["2026-07-01,Lea,explicit,either,30,20,Mia,2026-06-20,Sam,2026-06-25,"],
    "sla_policies": ["Enterprise,default,240,960,3,5", "*,default,480,,,"],
    "mql_rules": [
        "big,fit,employees,at_least,200,,20",
        "home,fit,country,in,France|DE,,15",
        "demo,engagement,demo_request,,,30,20",
        "student,exclusion,job_title,contains,student,,",
    ],
    "required_information": ["*,job_title,Job title,Fonction"],
    "routing_rules": ["1,Enterprise,fr,*,*,*,user:lea@example.com", "2,*,*,*,*,*,team:sales"],
    "commitments": [
        "volume,marketing,mqls_delivered,*,month,at_least,40",
        "speed,sales,touch_sla_compliance,Enterprise,month,at_least,0.9",
    ],
    "objectives": ["revenue,quarter,2026-07-01,250000,Head of marketing,Head of sales"],
    "index_weights": ["lead_acceptance,0.6,0.2,0.8", "lead_handling_time,0.4,480,60"],
    "alert_rules": ["slow,lead_handling_time,segment,above,480,week,5"],
    "pilots": ["p1,Fast lane,segment,Enterprise,2026-08-01,2026-09-30,90,acceptance_rate"],
}


def write_agreement(own: Path) -> None:
    """Write the seeds of the company into a folder of its own."""
    for name, rows in SECOND.items():
        text = (SHIPPED / f"{name}.csv").read_text("utf-8")
        if name == "journey_stages":
            continue
        put_file(own, name, text + "".join(f"2,{row}\n" for row in rows))
    stages = (SHIPPED / "journey_stages.csv").read_text("utf-8").splitlines()
    second = [f"2{line.removeprefix('1')}" for line in stages[1:]]
    put_file(own, "journey_stages", "\n".join([*stages, *second]) + "\n")


def put_file(own: Path, name: str, content: str | bytes) -> Path:
    """Write one file of the agreement."""
    file = own / "agreement" / f"{name}.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def edit(own: Path, name: str, old: str, new: str) -> tuple[Path, int]:
    """Write one thing in a file of the agreement otherwise. Returns the file and the line."""
    file = own / "agreement" / f"{name}.csv"
    text = file.read_text("utf-8")
    assert text.count(old) == 1, (name, old, text.count(old))
    file.write_text(text.replace(old, new), "utf-8")
    return file, text[: text.index(old)].count("\n") + 1


def saved(text: str, delimiter: str, line_end: str, quotes_all: bool = False) -> str:
    """A CSV as another program saves it."""
    out = io.StringIO(newline="")
    quoting: Literal[0, 1] = csv.QUOTE_ALL if quotes_all else csv.QUOTE_MINIMAL
    writer = csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=quoting)
    writer.writerows(csv.reader(io.StringIO(text)))
    return out.getvalue()
