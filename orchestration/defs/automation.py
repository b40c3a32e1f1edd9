"""When the night runs: every night, and when new exports have come to rest."""

import time
from pathlib import Path

import dagster as dg

from orchestration.errors import AccordError
from orchestration.watching import Watch, folder_fingerprint

NIGHT_CRON = "0 2 * * *"
REST_SECONDS = 300
LOOK_EVERY_SECONDS = 60


@dg.failure_hook
def tell_what_failed(context: dg.HookContext) -> None:
    """Log what Accord says of a failure where the run's page shows it first."""
    error: BaseException | None = context.op_exception
    while error is not None:
        if isinstance(error, AccordError):
            context.log.error(str(error))
            return
        error = error.__cause__


nightly = dg.define_asset_job(
    "nightly",
    selection=dg.AssetSelection.all(),
    description="The whole night: load, check, build, check, publish.",
    executor_def=dg.in_process_executor,
    hooks={tell_what_failed},
)


def nightly_schedule(time_zone: str) -> dg.ScheduleDefinition:
    """02:00 in the company's zone."""
    return dg.ScheduleDefinition(
        name="nightly_schedule",
        job=nightly,
        cron_schedule=NIGHT_CRON,
        execution_timezone=time_zone,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="Every night at 02:00 in the company's zone.",
    )


def new_exports_sensor(exports: Path) -> dg.SensorDefinition:
    """A night once the exports folder has changed and then rested."""

    @dg.sensor(
        name="new_exports",
        job=nightly,
        minimum_interval_seconds=LOOK_EVERY_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="New exports start a night once their folder has not changed for 5 minutes.",
    )
    def new_exports(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        now = time.time()
        watch = Watch.parse(context.cursor).looked(folder_fingerprint(exports), now)
        if not watch.is_due(now, REST_SECONDS):
            return dg.SensorResult(cursor=watch.text, skip_reason="nothing new has come to rest")
        # with the time: a folder may come back to a state in which it was before
        request = dg.RunRequest(run_key=f"{watch.fingerprint}|{watch.since:.0f}")
        return dg.SensorResult(cursor=watch.done().text, run_requests=[request])

    return new_exports
