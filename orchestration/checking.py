"""The expectation checks of a night: run in their own process, kept in the home, obeyed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Literal

from expectations.results import CheckResult, stopping
from orchestration.errors import AccordError
from orchestration.loading.declarations import Declarations, ExportObject
from orchestration.worker import Worker

CHECKS_MODULE = "expectations.checks"

Stage = Literal["landing", "marts"]


class ChecksFailed(AccordError):
    """Critical expectations are not met; names each with its figures."""


def begin_landing(
    worker: Worker, home: Path, declarations: Declarations, accept_volume_drop: bool
) -> None:
    """Let the worker judge what the landed exports look like, beside other work."""
    worker.begin("check_landing", home, declared_objects(declarations), accept_volume_drop)


def finish_landing(worker: Worker, home: Path) -> list[CheckResult]:
    """Wait for what `begin_landing` began; the results are kept for the publisher."""
    results: list[CheckResult] = worker.finish()
    return _keep(home, "landing", results)


def begin_marts(
    worker: Worker, home: Path, declarations: Declarations, accept_lost_metrics: bool
) -> None:
    """Let the worker judge what the built tables look like, beside other work."""
    worker.begin("check_marts", home, declared_objects(declarations), accept_lost_metrics)


def finish_marts(worker: Worker, home: Path) -> list[CheckResult]:
    """Wait for what `begin_marts` began; the results are kept for the publisher."""
    results: list[CheckResult] = worker.finish()
    return _keep(home, "marts", results)


def declared_objects(declarations: Declarations) -> list[ExportObject]:
    """Every declared object of every tool."""
    return [each for system in declarations.values() for each in system.objects]


def kept_results(home: Path) -> list[CheckResult]:
    """The results of this night's two stages."""
    return [
        CheckResult(**result)
        for stage in ("landing", "marts")
        for result in json.loads(_file(home, stage).read_text("utf-8"))
    ]


def failure_of(results: Iterable[CheckResult], consequence: str) -> ChecksFailed | None:
    """What the critical expectations that are not met say, and what follows from it."""
    failed = stopping(results)
    if not failed:
        return None
    told = "\n".join(f"  - {result}" for result in failed)
    return ChecksFailed(f"{consequence}\n{told}")


def stop_on_critical(results: Iterable[CheckResult], consequence: str) -> None:
    """Raise ChecksFailed if a critical expectation is not met."""
    failure = failure_of(results, consequence)
    if failure is not None:
        raise failure


def _keep(home: Path, stage: Stage, results: Sequence[CheckResult]) -> list[CheckResult]:
    file = _file(home, stage)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps([asdict(result) for result in results], indent=1), "utf-8")
    return list(results)


def _file(home: Path, stage: str) -> Path:
    return home / "checks" / f"{stage}.json"
