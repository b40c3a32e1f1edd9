"""The sample company: its exports are what the generator writes, and every metric cell is true."""

import filecmp
import random
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from math import isclose
from pathlib import Path

import duckdb
import numpy as np
import pytest
from lifelines import KaplanMeierFitter
from statsmodels.duration.survfunc import CumIncidenceRight

from orchestration.databases import candidate_of
from orchestration.settings import SAMPLE_EXPORTS, SAMPLE_SEEDS
from tests.company.activities import ACTIVITY_COLUMNS, activity_facts
from tests.company.agreement import agreed_copies, as_cell
from tests.company.cells import Key, Row, Table
from tests.company.company import Company
from tests.company.dimensions import (
    ACCOUNT_COLUMNS,
    CAMPAIGN_COLUMNS,
    DATE_COLUMNS,
    SOURCE_COLUMNS,
    STAGE_COLUMNS,
    USER_COLUMNS,
    account_facts,
    campaign_facts,
    date_facts,
    source_facts,
    stage_facts,
    user_facts,
)
from tests.company.doubts import (
    CONTRADICTION_COLUMNS,
    IGNORED_COLUMNS,
    LOAD_COLUMNS,
    MISSING_RATE_COLUMNS,
    REVIEW_COLUMNS,
    UNDATED_COLUMNS,
    UNLINKED_COLUMNS,
    UNMAPPED_COLUMNS,
    contradiction_facts,
    ignored_facts,
    load_facts,
    missing_rate_facts,
    review_facts,
    undated_facts,
    unlinked_facts,
    unmapped_facts,
)
from tests.company.facts import (
    FROZEN,
    HANDOFF_COLUMNS,
    HOW_KNOWN,
    LEAD_COLUMNS,
    OPEN_COLUMNS,
    TRANSITION_COLUMNS,
    Fact,
    handoff_facts,
    lead_facts,
    open_facts,
    transition_facts,
)
from tests.company.feedback import (
    ENGAGEMENT_COLUMNS,
    RETURNED_COLUMNS,
    engagement_facts,
    returned_facts,
)
from tests.company.metrics import KEYS, SCHEMAS, truth
from tests.company.overrides import identity_overrides
from tests.company.records import DEAL_COLUMNS, PERSON_COLUMNS, deal_facts, person_facts
from tests.company.rulings import ruling_rows
from tests.company.statistics import Observation, aalen_johansen, kaplan_meier_median, percentile
from tests.company.tools import HUBSPOT, SALESFORCE_MARKETO
from tests.company.truth import ENDS, STAGES, View, all_leads
from tests.company.wins import WIN_COLUMNS, win_facts
from tests.company.work import WORK_COLUMNS, work_facts
from tests.company.world import EXPORTS, USERS, moment
from tests.company.writing import FORMS, write_exports
from tests.compiled_models import CompiledModels
from tests.nights import compute, run_night

AS_OF = EXPORTS[-1]

# Decimals are compared to the millionth.
DECIMALS = (
    "revenue",
    "amount",
    "reporting_amount",
    "open_pipeline",
    "machines",
    "days_between",
    "opportunity_credit",
)
# Types of which a value is compared as it is.
AS_THEY_ARE = ("VARCHAR", "DOUBLE", "BOOLEAN", "BIGINT", "INTEGER")
# Users, whose keys differ between tools: by which column they are named.
OWNERS = {
    "owner": "owner_id",
    "expected_owner_id": "expected_owner_id",
    "user": "user_id",
    "last_owner": "last_owner_id",
}
# Tables whose facts are told with what another says of them.
JOINED = {
    "core.dim_people": """(
        select people.*, accounts.website_domain as account
        from core.dim_people as people
        left join core.dim_accounts as accounts on people.account_id = accounts.account_id
    )""",
    "core.fct_activities": """(
        select activities.*, leads.episode_number
        from core.fct_activities as activities
        left join core.fct_leads as leads on activities.lead_id = leads.lead_id
    )""",
    # of those that nothing but their key puts in order, the place of the first
    "review.work_list": """(
        select work_list.* replace (
            min(list_position) over (
                partition by list_name, used_of_target, decided_at, handed_off_at
            ) as list_position
        )
        from review.work_list
    )""",
}
# Published tables that no life tells, and why.
UNCOMPARED = {
    "quality.build": "of the night itself",
    "quality.expectation_results": "of the night itself",
    "alignment.handoffs_counted": "tests/bi holds its sums against the metric tables",
    "alignment.leads_counted": "tests/bi holds its sums against the metric tables",
    "review.restatements": "a first night restates nothing: tests/ledger holds its rows",
}
# Columns of compared tables that no life tells: keys, each tool's own words, what others repeat.
KEYS_OF_TOOLS = {
    "account_id", "activity_id", "activity_key", "case_id", "company_key", "contradiction_id",
    "first_touch_activity_id", "handoff_id", "lead_id", "opportunity_id", "person_id",
    "record_key", "refused_row_id", "refused_value_id", "transition_id", "undated_id",
    "unlinked_record_id", "unmapped_value_id", "user_id", "owner_id",
}  # fmt: skip
UNCOMPARED_COLUMNS = {
    "core.fct_leads": {
        "status", "reason_text", "link_method", "evidence_rule", "declared_mql_is_imputed",
        *(f"has_{stage}" for stage in (*STAGES[1:], *ENDS)),
    },
    "core.fct_handoffs": {"reason_text"},
    "core.fct_opportunities": {
        "stage", "opportunity_type", "source", "loss_reason_code", "loss_reason",
        "created_has_time", "closed_has_time", "closed_is_observed", "expected_close_on",
    },
    "core.fct_stage_transitions": {"stage_evidence", "is_regression"},
    "core.fct_activities": {"activity_type", "detail", "source", "channel"},
    "core.dim_people": {"email", "first_known_has_time", "crm_first_created_has_time"},
    "alignment.handoffs_open": {"email", "company_name", "owner_team"},
    "review.work_list": {"owner_team"},
    "review.shared_wins": {"owner_title", "owner_team"},
    "quality.loads": {"object", "message"},
    "quality.refused_rows": {
        "system", "object", "export", "file", "line", "column_name", "raw_text",
    },
    "quality.refused_values": {
        "system", "object", "export", "file", "line", "column_name", "raw_text",
    },
    "quality.unmapped_values": {"known_as", "remedy", "first_seen_at", "last_seen_at"},
}  # fmt: skip
# Tables that two tools tell otherwise than one.
NOT_ALIKE = {"attribution", "evidence", "rulings_checked", "proposed_adjustments"}


def test_the_shipped_exports_are_what_the_generator_writes(tmp_path: Path) -> None:
    """Regenerated, every file of the sample company is the same to the byte."""
    write_exports(Company(), "salesforce_marketo", tmp_path)
    written = {path.relative_to(tmp_path) for path in tmp_path.rglob("*.csv")}
    shipped = {
        path.relative_to(SAMPLE_EXPORTS) for path in SAMPLE_EXPORTS.rglob("*") if path.is_file()
    }
    assert written == shipped
    _, different, unreadable = filecmp.cmpfiles(
        tmp_path, SAMPLE_EXPORTS, [str(path) for path in written], shallow=False
    )
    assert (different, unreadable) == ([], [])


def test_the_shipped_exports_stay_small() -> None:
    """A clone is not made heavy by its sample."""
    assert (
        sum(path.stat().st_size for path in SAMPLE_EXPORTS.rglob("*") if path.is_file()) < 4_000_000
    )


def test_the_reviewed_pairs_of_the_sample_are_shipped() -> None:
    """What only a colleague could know of the sample's people stands in the seed."""
    seed = (SAMPLE_SEEDS / "mappings" / "identity_overrides.csv").read_text("utf-8").splitlines()
    assert set(seed[1:]) == {",".join(row) for row in identity_overrides(Company())}


def test_the_rulings_of_the_sample_are_shipped() -> None:
    """What both teams ruled about the sample's people stands in the seed."""
    seed = (SAMPLE_SEEDS / "agreement" / "rulings.csv").read_text("utf-8").splitlines()
    assert seed[1:] == [",".join(row) for row in ruling_rows(Company())]


def test_every_published_table_is_compared_with_the_lives_or_says_why_not(night: Path) -> None:
    """A new table gets its truth, or its reason among UNCOMPARED."""
    with duckdb.connect(str(night), read_only=True) as connection:
        tables = connection.execute("select schema_name, table_name from duckdb_tables()")
        published = {".".join(names) for names in tables.fetchall()}
    compared = {f"{SCHEMAS.get(table, 'alignment')}.{table}" for table in KEYS}
    compared |= (
        facts(Company(), View(SALESFORCE_MARKETO, AS_OF), SAMPLE_EXPORTS).keys()
        | agreed_copies().keys()
    )
    assert compared & UNCOMPARED.keys() == set()
    assert published == compared | UNCOMPARED.keys()


def test_every_column_of_a_compared_table_is_compared_or_named(night: Path) -> None:
    """A new column gets its truth, or its place in UNCOMPARED_COLUMNS; of metrics, all have it."""
    told = facts(Company(), View(SALESFORCE_MARKETO, AS_OF), SAMPLE_EXPORTS) | agreed_copies()
    left: dict[str, set[str]] = {}
    with duckdb.connect(str(night), read_only=True) as connection:
        for table, (columns, _) in told.items():
            compared = {*columns, *(OWNERS.get(column, column) for column in columns)}
            found = connection.execute(f"select * from {table}").description or []
            left[table] = {column[0] for column in found} - compared - KEYS_OF_TOOLS
    assert {table: names for table, names in left.items() if names} == UNCOMPARED_COLUMNS


def test_every_metric_cell_of_the_night_is_true(night: Path) -> None:
    """Salesforce with Marketo: the shipped sample."""
    assert differences(night, truth_of(Company())) == []
    assert fact_differences(night, Company(), AS_OF) == []


@pytest.mark.parametrize(
    "form",
    [
        # behind the night and behind one another those that tell the same of the same
        *("salesforce_marketo_by_fivetran", "salesforce_marketo_by_airbyte"),
        *("hubspot_en", "hubspot_fr", "hubspot_by_fivetran", "hubspot_by_airbyte"),
        *("template", "salesforce_pardot", "salesforce_eloqua", "pipedrive_brevo"),
        *("zoho_activecampaign", "dynamics_mailchimp"),
    ],
)
def test_other_tools_tell_the_same(
    form: str, compiled_sample: CompiledModels, tmp_path: Path
) -> None:
    """The same people, but for the few whose story they cannot tell, in the tools' own exports."""
    company = Company(tools=FORMS[form])
    write_exports(company, form, tmp_path / "exports")
    if form == "hubspot_en":
        tables = run_night(tmp_path / "exports", tmp_path / "home", seeds=SAMPLE_SEEDS)
    else:
        compute(compiled_sample, tmp_path / "exports", tmp_path / "home", seeds=SAMPLE_SEEDS)
        tables = candidate_of(tmp_path / "home")
    assert differences(tables, truth_of(company)) == []
    assert fact_differences(tables, company, AS_OF, tmp_path / "exports") == []


def test_two_tools_have_the_truth_of_one_but_for_the_system_of_origin() -> None:
    """Whoever's story every tool tells has the same numbers in one tool and in two.

    Only Marketo tells pages and newsletters, which are touches of a deal and evidence of a lead;
    a ruling names the record of one tool; and an attribute counts from when a tool's history or
    export shows it, so that a lower threshold is reached at another moment.
    """
    two_tools = Company(tools=replace(SALESFORCE_MARKETO, keeps_seconds=False), only_common=True)
    one_tool = Company(tools=HUBSPOT, only_common=True)
    of_two = _without_systems(truth(two_tools, AS_OF))
    of_one = _without_systems(truth(one_tool, AS_OF))
    told_by_both = sorted(of_two.keys() - NOT_ALIKE)
    assert [name for name in told_by_both if of_two[name] != of_one[name]] == []


def test_a_run_in_the_past_gives_what_it_would_have_given(
    compiled_sample: CompiledModels, tmp_path: Path
) -> None:
    """Between the two exports only the first is known, and open durations run to `as_of`."""
    then = moment(2026, 9, 30, 14, 30)
    compute(compiled_sample, SAMPLE_EXPORTS, tmp_path / "home", as_of="2026-09-30T14:30:00Z")
    tables = candidate_of(tmp_path / "home")
    assert differences(tables, truth(Company(), then)) == []
    assert fact_differences(tables, Company(), then) == []


@pytest.mark.parametrize("seed", range(20))
def test_the_estimators_agree_with_independent_libraries(seed: int) -> None:
    """Kaplan-Meier with lifelines, Aalen-Johansen with statsmodels, percentiles with numpy."""
    rng = random.Random(seed)
    ends = (None, "accepted", "rejected", "recycled")
    observed: list[Observation] = [
        (rng.randrange(1, 400) / 10, rng.choice(ends)) for _ in range(rng.randrange(5, 60))
    ]
    times = [time for time, _ in observed]
    assert percentile(times, 0.9) == pytest.approx(np.percentile(times, 90))
    fitted = KaplanMeierFitter().fit(times, [end is not None for _, end in observed])
    median = kaplan_meier_median(observed)
    assert (np.inf if median is None else median) == pytest.approx(fitted.median_survival_time_)

    incidence = CumIncidenceRight(
        np.array(times), np.array([ends.index(end) for _, end in observed])
    )
    until = [k for k, time in enumerate(incidence.times) if time <= 14]
    expected = incidence.cinc[0][until[-1]] if until else 0.0
    if any(time >= 14 for time in times):
        assert aalen_johansen(observed, "accepted", 14) == pytest.approx(expected)


@lru_cache(maxsize=1)
def truth_of(company: Company) -> Mapping[str, Table]:
    """The metric tables at the last export; what is asked next is often asked of the same lives."""
    return truth(company, AS_OF)


def differences(
    marts: Path,
    expected: Mapping[str, Table],
    most: int = 20,
    apart: Collection[str] = (),
) -> list[str]:
    """What the marts and the truth disagree on: table, key, column, expected, found.

    Cells of the dimensions `apart` are not compared.
    """
    found: list[str] = []
    with duckdb.connect(str(marts), read_only=True) as connection:
        owners = _owners(connection)
        for table, rows in expected.items():
            published = _published(connection, table, owners, apart)
            told = {key: row for key, row in rows.items() if not {*apart} & {*key}}
            for line in _table_differences(table, told, published):
                found.append(line)
                if len(found) == most:
                    return found
    return found


def fact_differences(
    marts: Path,
    company: Company,
    as_of: int,
    exports: Path = SAMPLE_EXPORTS,
    without: str = "",
) -> list[str]:
    """Rows of core and of what hangs on it that are on one side only: table, fact.

    Of either, the text `without` is left out.
    """
    found: list[str] = []
    view = View(company.tools, as_of)
    with duckdb.connect(str(marts), read_only=True) as connection:
        owners = _owners(connection)
        for table, (columns, expected) in facts(company, view, exports).items():
            published: Counter[Fact] = Counter()
            selected = ", ".join(_selected(column) for column in columns)
            read = f"select {selected} from {JOINED.get(table, table)}"
            for fact in connection.execute(read).fetchall():
                row = dict(zip(columns, fact, strict=True))
                for name in row.keys() & OWNERS.keys():
                    unknown = "(unknown)" if name == "owner" else None
                    row[name] = owners.get(row[name], row[name] or unknown)
                published[tuple(row.values())] += 1
            found += _one_sided(table, _without(without, expected), _without(without, published))
        for table, (columns, expected) in agreed_copies().items():
            names = ", ".join(f'"{column}"' for column in columns)
            rows = connection.execute(f"select {names} from {table}").fetchall()
            published = Counter(tuple(map(as_cell, row)) for row in rows)
            found += _one_sided(table, expected, published)
    return found


def _without(text: str, facts_told: Counter[Fact]) -> Counter[Fact]:
    if not text:
        return facts_told
    left: Counter[Fact] = Counter()
    for fact, count in facts_told.items():
        cells = (cell.replace(text, "") if isinstance(cell, str) else cell for cell in fact)
        left[tuple(cells)] += count
    return left


def _one_sided(table: str, expected: Counter[Fact], published: Counter[Fact]) -> list[str]:
    found = [f"{table}: expected {fact}" for fact in expected - published]
    return found + [f"{table}: found {fact}" for fact in published - expected]


def facts(
    company: Company, view: View, exports: Path
) -> dict[str, tuple[tuple[str, ...], Counter[Fact]]]:
    """Each table that is no metric: the columns that are compared, and how often each fact is."""
    loads = {"quality.loads": (LOAD_COLUMNS, load_facts(exports, view.as_of))}
    return facts_of_lives(company, view) | loads


@lru_cache(maxsize=1)
def facts_of_lives(
    company: Company, view: View
) -> dict[str, tuple[tuple[str, ...], Counter[Fact]]]:
    """Those that are the same however the company is exported."""
    leads = all_leads(company, view.as_of)
    handoffs = [lead.handoff for lead in leads if lead.handoff is not None]
    return {
        "core.fct_leads": (LEAD_COLUMNS, lead_facts(leads, view)),
        "core.fct_handoffs": (HANDOFF_COLUMNS, handoff_facts(handoffs, view)),
        "core.fct_opportunities": (DEAL_COLUMNS, deal_facts(company, view)),
        "core.fct_stage_transitions": (TRANSITION_COLUMNS, transition_facts(leads, view)),
        "core.fct_activities": (ACTIVITY_COLUMNS, activity_facts(company, leads, view)),
        "core.dim_people": (PERSON_COLUMNS, person_facts(company, view)),
        "core.dim_accounts": (ACCOUNT_COLUMNS, account_facts(company, view)),
        "core.dim_users": (USER_COLUMNS, user_facts(view)),
        "core.dim_sources": (SOURCE_COLUMNS, source_facts(company, view)),
        "core.dim_campaigns": (CAMPAIGN_COLUMNS, campaign_facts(company, view)),
        "core.dim_dates": (DATE_COLUMNS, date_facts(view)),
        "core.dim_stages": (STAGE_COLUMNS, stage_facts(view)),
        "feedback.returned_leads": (RETURNED_COLUMNS, returned_facts(leads, view)),
        "feedback.engagement": (ENGAGEMENT_COLUMNS, engagement_facts(leads, view)),
        "quality.refused_rows": (("reason",), Counter()),
        "quality.refused_values": (("reason",), Counter()),
        "quality.contradictions": (CONTRADICTION_COLUMNS, contradiction_facts(leads)),
        "quality.undated": (UNDATED_COLUMNS, undated_facts(leads, view)),
        "quality.missing_rates": (MISSING_RATE_COLUMNS, missing_rate_facts(company, view)),
        "quality.survey_answers_ignored": (IGNORED_COLUMNS, ignored_facts(view)),
        "quality.identity_review": (REVIEW_COLUMNS, review_facts(company, view)),
        "quality.unlinked_records": (UNLINKED_COLUMNS, unlinked_facts(company, view)),
        "quality.unmapped_values": (UNMAPPED_COLUMNS, unmapped_facts(company, leads, view)),
        "alignment.handoffs_open": (OPEN_COLUMNS, open_facts(handoffs, view)),
        "review.work_list": (WORK_COLUMNS, work_facts(handoffs, view)),
        "review.shared_wins": (WIN_COLUMNS, win_facts(leads, view)),
    }


def _selected(column: str) -> str:
    """How a column of a fact is read: a time as text, a user by id, null where not reached."""
    if column.endswith("_at"):
        return f"strftime({column}, '%Y-%m-%d %H:%M:%S')"
    for stage in (*STAGES[1:], *ENDS):
        if column in [f"{stage}_{how}" for how in HOW_KNOWN]:
            return f"case when has_{stage} then {column} end"
    if column in ("days_in_stage", "days_to_won"):
        return f"cast(round({column} * 86400) as bigint)"
    if column in FROZEN:
        return f"coalesce({column}, '(unknown)')"
    if column in DECIMALS or column.endswith("_minutes") or column.startswith("used_"):
        return f"round(cast({column} as double), 6)"
    return OWNERS.get(column, column)


def _table_differences(table: str, expected: Table, published: Table) -> Iterator[str]:
    for key in sorted(expected.keys() | published.keys()):
        row, found = expected.get(key), published.get(key)
        if row is None or found is None or row.keys() != found.keys():
            yield f"{table} {' / '.join(key)}: expected {row}, found {found}"
            continue
        for column, value in row.items():
            if not _same(value, found[column]):
                name = f"{table} {' / '.join(key)} {column}"
                yield f"{name}: expected {value}, found {found[column]}"


def _same(expected: object, found: object) -> bool:
    # of a million cells most are equal
    if type(expected) is type(found) and expected == found:
        return True
    if isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    # not by pytest.approx, which took half of the time of a million cells
    if isinstance(expected, int | float) and isinstance(found, int | float):
        return isclose(found, expected, rel_tol=1e-9, abs_tol=1e-12)
    return expected == found


def _published(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    owners: Mapping[str, str],
    apart: Collection[str],
) -> Table:
    cursor = connection.execute(f"select * from {SCHEMAS.get(table, 'alignment')}.{table}")
    columns = [column[0] for column in cursor.description or []]
    others = [name for name, kind, *_ in cursor.description or [] if str(kind) not in AS_THEY_ARE]
    rows: Table = {}
    for values in cursor.fetchall():
        row: Row = dict(zip(columns, values, strict=True))
        row |= {name: _plain(row[name]) for name in others}
        if row.get("dimension") in apart:
            continue
        if row.get("dimension") == "owner":
            row["dimension_value"] = owners.get(str(row["dimension_value"]), row["dimension_value"])
        behind = str(row.get("what_is_behind"))
        if behind.startswith("owner: "):
            user_id = behind.removeprefix("owner: ")
            row["what_is_behind"] = f"owner: {owners.get(user_id, user_id)}"
        key = tuple(str(row.pop(name)) for name in KEYS[table])
        if "basis" in KEYS[table]:
            row["basis"] = key[KEYS[table].index("basis")]
        assert key not in rows, f"{table} has two rows of {key}"
        rows[key] = row
    return rows


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    return str(value) if isinstance(value, date | datetime) else value


def _owners(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The e-mail of each user: keys of users differ between tools."""
    known = {user.email for user in USERS}
    rows = connection.execute("select user_id, email from core.dim_users").fetchall()
    return {user_id: email for user_id, email in rows if email in known}


def _without_systems(tables: Mapping[str, Table]) -> dict[str, dict[Key, Row]]:
    return {
        name: {key: row for key, row in rows.items() if "origin_system" not in key}
        for name, rows in tables.items()
    }
