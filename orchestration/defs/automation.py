"""When the night runs: every night, and when new exports have come to rest."""

import time
from contextlib import suppress

import dagster as dg

from orchestration.defs.landing import ALREADY_PUBLISHED
from orchestration.defs.steps import AccordResource
from orchestration.errors import AccordError
from orchestration.last_run import last_run
from orchestration.messages import tell_failure
from orchestration.night import Company
from orchestration.reporting import report_digest
from orchestration.settings import RunOptions
from orchestration.watching import Watch, folder_fingerprint, is_published

REST_SECONDS = 300
LOOK_EVERY_SECONDS = 60


@dg.failure_hook
def log_what_failed(context: dg.HookContext) -> None:
    """Log what Accord says of a failure where the run's page shows it first."""
    error: BaseException | None = context.op_exception
    while error is not None:
        if isinstance(error, AccordError):
            context.log.error(str(error))
            return
        error = error.__cause__


@dg.failure_hook(required_resource_keys={"accord"})
def tell_who_asked(context: dg.HookContext) -> None:
    """Tell those whom the settings name why a night failed, as the home remembers it."""
    # settings that cannot be read name nobody: that is what failed
    with suppress(AccordError):
        company = context.resources.accord.company()
        ended = last_run(company.home)
        why = (ended and ended.error) or str(context.op_exception)
        for lost in tell_failure(company.settings, company.home, why):
            context.log.error(lost)


nightly = dg.define_asset_job(
    "nightly",
    selection=dg.AssetSelection.all(),
    description="The whole night: load, check, build, check, publish.",
    executor_def=dg.in_process_executor,
    hooks={log_what_failed, tell_who_asked},
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


@dg.op
def send_digest(context: dg.OpExecutionContext, accord: AccordResource) -> None:
    """Send the summary of the week to whom the settings name."""
    try:
        message, reached = report_digest(accord.options(), sends=True)
    except AccordError as error:
        raise dg.Failure(description=str(error), allow_retries=False) from error
    context.log.info(f"{message.title}: sent to what {', '.join(reached)} holds")


@dg.job(executor_def=dg.in_process_executor, hooks={log_what_failed})
def weekly_digest() -> None:
    """The summary of the week, sent on Mondays."""
    send_digest()


def digest_schedule(company: Company) -> dg.ScheduleDefinition:
    """On Mondays, at the settings' hour in the company's zone; stopped where nobody is named."""
    hour, minute = map(int, company.settings.messages.digest_starts_at.split(":"))
    named = company.settings.messages.digest_to
    state = dg.DefaultScheduleStatus
    return dg.ScheduleDefinition(
        name="weekly_digest_schedule",
        job=weekly_digest,
        cron_schedule=f"{minute} {hour} * * 1",
        execution_timezone=company.settings.time_zone,
        default_status=state.RUNNING if named else state.STOPPED,
        description="Sends the summary of the week to whom the settings name.",
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
