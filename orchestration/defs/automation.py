"""When the night runs: every night, and when new exports have come to rest."""

import time

import dagster as dg

from orchestration.defs.landing import ALREADY_PUBLISHED
from orchestration.errors import AccordError
from orchestration.night import Company
from orchestration.settings import RunOptions
from orchestration.watching import Watch, folder_fingerprint, is_published

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


def nightly_schedule(company: Company) -> dg.ScheduleDefinition:
    """Its hour in the company's zone, unless what there is then has been published."""

    def night(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        if is_published(company.options):
            return dg.SkipReason(ALREADY_PUBLISHED)
        return dg.RunRequest()

    hour, minute = map(int, company.settings.night_starts_at.split(":"))
    return dg.ScheduleDefinition(
        name="nightly_schedule",
        job=nightly,
        cron_schedule=f"{minute} {hour} * * *",
        execution_timezone=company.settings.time_zone,
        execution_fn=night,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description=(
            f"Every night at {hour:02d}:{minute:02d} in the company's zone, if anything has "
            "changed since."
        ),
    )


def new_exports_sensor(options: RunOptions) -> dg.SensorDefinition:
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
        watch = Watch.parse(context.cursor).looked(folder_fingerprint(options.exports), now)
        if not watch.is_due(now, REST_SECONDS):
            return dg.SensorResult(cursor=watch.text, skip_reason="nothing new has come to rest")
        if is_published(options):
            return dg.SensorResult(cursor=watch.done().text, skip_reason=ALREADY_PUBLISHED)
        # with the time: a folder may come back to a state in which it was before
        request = dg.RunRequest(run_key=f"{watch.fingerprint}|{watch.since:.0f}")
        return dg.SensorResult(cursor=watch.done().text, run_requests=[request])

    return new_exports
