"""A night in figures, with the keys that `--json` promises."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from expectations.results import CheckResult
from orchestration.copies import Copies
from orchestration.errors import DamagedMarts, is_disk_full
from orchestration.feedback import GivenBack
from orchestration.loading.loader import LoadReport
from orchestration.night import NightReport
from orchestration.status import Status, build_status, published_status


def night_summary(home: Path, report: NightReport) -> dict[str, Any]:
    """What a published night did."""
    if report.load is None or report.build is None or report.published is None:
        raise ValueError("a night that did not publish has no summary")
    return {
        "status": "published",
        "home": str(home),
        "as_of": _iso(report.load.as_of),
        "loaded": load_summary(report.load),
        "checks": checks_summary(report.checks),
        "built": asdict(report.build),
        "published": status_summary(build_status(home)),
        "copies": copies_summary(report.copies),
        "notes": [
            *report.published.notes,
            *(report.copies.notes if report.copies else ()),
            *(report.site.notes if report.site else ()),
        ],
        "given_back": given_back_summary(report.given_back),
        "pages": str(report.site.first) if report.site and report.site.first else None,
        "seconds": {step.name.lower(): round(took, 2) for step, took in report.seconds.items()},
    }


def copies_summary(copies: Copies | None) -> dict[str, Any]:
    """The manifest of the Parquet copies, how many tables it names, and their bytes."""
    if copies is None or copies.manifest is None:
        return {"manifest": None, "tables": 0, "bytes": 0}
    return {"manifest": str(copies.manifest), "tables": copies.tables, "bytes": copies.bytes}


def given_back_summary(given_back: GivenBack | None) -> dict[str, Any]:
    """The folder with what goes back to the tools, and how many rows changed by file."""
    if given_back is None or given_back.folder is None:
        return {"folder": None, "changed": {}}
    return {"folder": str(given_back.folder), "changed": given_back.changed}


def failure_summary(home: Path, error: Exception) -> dict[str, Any]:
    """What a failed night says, and which marts are still served."""
    told = "\n".join([str(error), *getattr(error, "__notes__", ())])
    if is_disk_full(error):
        told += f"\nA disk is full: make room for {home} and {gettempdir()}, then run again."
    try:
        status = published_status(home)
    except DamagedMarts as damage:
        status = None
        told = told if isinstance(error, DamagedMarts) else f"{told}\n{damage}"
    return {
        "status": "failed",
        "home": str(home),
        "error": told,
        "kind": type(error).__name__,
        "published": status_summary(status) if status else None,
    }


def load_summary(load: LoadReport) -> dict[str, Any]:
    """Files and rows of all exports in the home, and what of them is new, refused or not read."""
    landed = [record for record in load.loads if record.status == "landed"]
    return {
        "files": {
            "new": load.new_files,
            "landed": len(landed),
            "refused": sum(record.status == "refused" for record in load.loads),
            "ignored": sum(record.status == "ignored" for record in load.loads),
        },
        "rows": {
            "landed": sum(record.rows_landed for record in landed),
            "refused": sum(record.rows_refused for record in landed),
            "values_refused": sum(record.values_refused for record in landed),
        },
        "later_than_as_of": sorted(
            {
                f"{record.system}/{record.export}"
                for record in landed
                if record.exported_at and record.exported_at > load.as_of
            }
        ),
        "warnings": list(load.warnings),
    }


def checks_summary(checks: list[CheckResult]) -> dict[str, Any]:
    """How many expectations are met, and the others with their figures."""
    return {
        "met": sum(check.is_met for check in checks),
        "not_met": [asdict(check) for check in checks if not check.is_met],
    }


def status_summary(status: Status) -> dict[str, Any]:
    """The published marts."""
    said_as_of = status.restated.said_as_of
    return {
        "marts": str(status.marts),
        "as_of": _iso(status.as_of),
        "published_at": _iso(status.published_at),
        "copied_at": _iso(status.copied_at) if status.copied_at else None,
        "rows": status.rows,
        "unmet_expectations": status.unmet_expectations,
        "unmapped_values": status.unmapped_values,
        "restated": {
            "figures": status.restated.figures,
            "settled": status.restated.settled,
            "said_as_of": said_as_of and _iso(said_as_of),
            "causes": status.restated.causes,
        },
        "metrics": [
            {
                name: value.isoformat() if isinstance(value, date) else value
                for name, value in asdict(metric).items()
            }
            for metric in status.metrics
        ],
    }


def _iso(moment: Any) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
