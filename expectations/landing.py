"""Is what the tools exported believable: volume, freshness, missing nights, filled columns."""

from __future__ import annotations

from pathlib import Path

from expectations.suites import Rule, Suite, at_most
from orchestration.agreement.words import _
from orchestration.loading.declarations import ExportObject

MAX_VOLUME_DROP = 0.15
MAX_NULL_SHARE_RISE = 0.20
MAX_EMPTY_EMAIL_SHARE = 0.50
MAX_AGE_IN_USUAL_GAPS = 2


def preparation(home: Path, has_published: bool) -> list[str]:
    """Statements that give the suites `loads`, and `exports`: rows by object and export.

    Of this night, and of the last published one unless its cut-off is later.
    """
    published = (
        """
        union all
        select 'published', loads.system, loads.object, loads.exported_at, loads.rows_landed
        from published.quality.loads as loads
        cross join published.quality.build as build
        cross join settings
        where loads.is_read and build.as_of <= settings.as_of
        """
        if has_published
        else ""
    )
    return [
        f"create table settings as from read_parquet('{home}/control/settings.parquet')",
        f"create table loads as from read_parquet('{home}/control/loads.parquet')",
        f"""
        create table exports as
        select
            night,
            system,
            object,
            exported_at,
            sum(rows_landed) as rows,
            date_diff('second', lag(exported_at) over (
                partition by night, system, object order by exported_at
            ), exported_at) / 86400.0 as gap_days,
            row_number() over (
                partition by night, system, object order by exported_at desc
            ) as recency
        from (
            select 'this' as night, system, object, exported_at, rows_landed
            from loads
            where is_read
            {published}
        )
        group by night, system, object, exported_at
        """,
    ]


def loads() -> Suite:
    """No row of a landed file is lost: each is landed or refused."""
    return Suite(
        table_name="quality.loads",
        query="""
            select
                coalesce(sum(rows_in_file), 0) as rows_in_files,
                coalesce(sum(rows_landed + rows_refused), 0) as rows_accounted,
                count(*) filter (
                    where rows_in_file is distinct from rows_landed + rows_refused
                ) as files_that_differ,
                coalesce(min(file) filter (
                    where rows_in_file is distinct from rows_landed + rows_refused
                ), 'none') as first_of_them
            from loads
            where status = 'landed'
        """,
        rules=(
            at_most(
                "files_that_differ",
                0,
                _("Rows in a file are its landed and its refused rows"),
                expected=_("no file that differs"),
                figures=(
                    _("rows_in_files"),
                    _("rows_accounted"),
                    _("files_that_differ"),
                    _("first_of_them"),
                ),
                severity="critical",
            ),
        ),
    )


def landed_object(home: Path, export_object: ExportObject, *, accept_volume_drop: bool) -> Suite:
    """The newest export of one object, against its earlier ones and the last published night."""
    snapshot = export_object.mode == "snapshot"
    rules = [*_timeliness()]
    if snapshot:
        rules = [_volume(accept_volume_drop), *rules, _filled_columns()]
    if _has_emails(export_object):
        rules.append(_filled_emails())
    return Suite(
        table_name=f"{export_object.system}.{export_object.name}",
        query=_figures(home, export_object),
        rules=tuple(rules),
    )


def _volume(accept_drop: bool) -> Rule:
    return at_most(
        "volume_drop",
        MAX_VOLUME_DROP,
        _("A full export has not lost many rows since the last published night"),
        expected=_("a drop of at most %(share)s (else --accept-volume-drop)")
        % {"share": f"{MAX_VOLUME_DROP:.0%}"},
        figures=(_("rows"), _("published_rows"), _("volume_drop")),
        severity="warning" if accept_drop else "critical",
    )


def _timeliness() -> list[Rule]:
    return [
        at_most(
            "age_in_usual_gaps",
            MAX_AGE_IN_USUAL_GAPS,
            _("The newest export is fresh at the cut-off"),
            expected=_("an age of at most %(count)s usual gaps between exports")
            % {"count": MAX_AGE_IN_USUAL_GAPS},
            figures=(_("age_days"), _("usual_gap_days")),
        ),
        at_most(
            "missing_exports",
            0,
            _("No export is missing before the newest one"),
            expected=_("0 missing exports"),
            figures=(_("missing_exports"), _("last_gap_days"), _("usual_gap_days")),
        ),
    ]


def _filled_columns() -> Rule:
    return at_most(
        "null_share_rise",
        MAX_NULL_SHARE_RISE,
        _("No column has emptied since the export before"),
        expected=_("a null share at most %(share)s higher")
        % {"share": f"{MAX_NULL_SHARE_RISE:.0%}"},
        figures=(_("emptied_column"), _("null_share_before"), _("null_share_now")),
    )


def _filled_emails() -> Rule:
    return at_most(
        "empty_email_share",
        MAX_EMPTY_EMAIL_SHARE,
        _("Most persons have an e-mail, by which tools are joined"),
        expected=_("at most %(share)s without") % {"share": f"{MAX_EMPTY_EMAIL_SHARE:.0%}"},
        figures=(_("empty_email_share"),),
    )


def _has_emails(export_object: ExportObject) -> bool:
    return export_object.is_person_like and any(
        column.name == "email" for column in export_object.columns
    )


def _figures(home: Path, export_object: ExportObject) -> str:
    """One row of figures; shares and counts are 0 where there is nothing to compare with."""
    this = (
        f"night = 'this' and system = '{export_object.system}' and object = '{export_object.name}'"
    )
    published = this.replace("'this'", "'published'", 1)
    emails = (
        f"(select coalesce(avg(case when email is null then 1.0 else 0.0 end), 0) "
        f"from {_landed(home, export_object)} "
        f"where _exported_at = (select exported_at from newest))"
        if _has_emails(export_object)
        else "0.0"
    )
    return f"""
        with newest as (from exports where {this} and recency = 1),
        before as (from exports where {this} and recency = 2),
        published as (from exports where {published} and recency = 1),
        usual as (select coalesce(median(gap_days), 1.0) as gap_days from exports where {this}),
        columns as ({_null_shares(home, export_object)}),
        emptied as (
            select column_name, null_share_before, null_share_now from columns
            where null_share_before is not null and null_share_now is not null
            order by null_share_now - null_share_before desc, column_name limit 1
        )
        select
            coalesce(newest.rows, 0) as rows,
            coalesce(published.rows, newest.rows) as published_rows,
            case
                when published.rows > 0
                    then cast(published.rows - coalesce(newest.rows, 0) as double)
                        / cast(published.rows as double)
                else 0.0
            end as volume_drop,
            usual.gap_days as usual_gap_days,
            coalesce(newest.gap_days, usual.gap_days) as last_gap_days,
            coalesce(
                greatest(round(newest.gap_days / nullif(usual.gap_days, 0)) - 1, 0), 0
            ) as missing_exports,
            date_diff('second', newest.exported_at, settings.as_of) / 86400.0 as age_days,
            coalesce(
                date_diff('second', newest.exported_at, settings.as_of) / 86400.0
                / nullif(usual.gap_days, 0), 0
            ) as age_in_usual_gaps,
            coalesce(emptied.column_name, 'none') as emptied_column,
            coalesce(emptied.null_share_before, 0.0) as null_share_before,
            coalesce(emptied.null_share_now, 0.0) as null_share_now,
            coalesce(emptied.null_share_now - emptied.null_share_before, 0.0) as null_share_rise,
            {emails} as empty_email_share
        from settings
        cross join usual
        left join newest on true
        left join published on true
        left join emptied on true
    """


def _null_shares(home: Path, export_object: ExportObject) -> str:
    """Null share by column in the newest export and in the one before."""

    def share(column: str, export: str) -> str:
        return (
            f"avg(case when _exported_at = (select exported_at from {export}) "
            f'then case when "{column}" is null then 1.0 else 0.0 end end)'
        )

    structs = ", ".join(
        f"{{column_name: '{column.name}', null_share_now: {share(column.name, 'newest')}, "
        f"null_share_before: {share(column.name, 'before')}}}"
        for column in export_object.columns
    )
    return f"select unnest([{structs}], recursive := true) from {_landed(home, export_object)}"


def _landed(home: Path, export_object: ExportObject) -> str:
    folder = home / "landing" / export_object.system / export_object.name
    return f"read_parquet('{folder}/*.parquet', union_by_name = true)"
