"""Write the sample company: `python -m tests.company --help`."""

import argparse
import shutil
from pathlib import Path

from orchestration.settings import SAMPLE_EXPORTS, SAMPLE_SEEDS
from tests.company.company import Company
from tests.company.overrides import write_overrides
from tests.company.rulings import write_rulings
from tests.company.writing import FORMS, write_exports


def main() -> None:
    """Write a company of any size in one of its forms, or the shipped sample anew."""
    parser = argparse.ArgumentParser(prog="python -m tests.company", description=__doc__)
    parser.add_argument("--people", type=int, default=Company.people)
    parser.add_argument("--form", choices=FORMS, default=next(iter(FORMS)))
    parser.add_argument("--seed", type=int, default=Company.seed)
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument("--out", type=Path, help="folder for the exports")
    target.add_argument("--rewrite", action="store_true", help=f"write {SAMPLE_EXPORTS} anew")
    given = parser.parse_args()
    if given.rewrite:
        shutil.rmtree(SAMPLE_EXPORTS, ignore_errors=True)
        write_exports(Company(), "salesforce_marketo", SAMPLE_EXPORTS)
        write_overrides(Company(), SAMPLE_SEEDS)
        write_rulings(Company(), SAMPLE_SEEDS)
        return
    company = Company(given.people, given.seed, FORMS[given.form])
    write_exports(company, given.form, given.out)


if __name__ == "__main__":
    main()
