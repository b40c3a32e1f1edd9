"""The statistics that the metrics are written in agree with those of independent libraries."""

import math
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pytest
from dbt.artifacts.schemas.run import RunExecutionResult
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.nodes import CompiledNode
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from scipy.stats import chi2, chi2_contingency
from statsmodels.duration.survfunc import CumIncidenceRight
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from orchestration.seeds import lay_project
from orchestration.transform import common_arguments

WINDOW = 14.0
CENSORED, ACCEPTED, REJECTED = 0, 1, 2

# What the models write, over a table of members and one of trials.
TEMPLATES = {
    "median": (
        "{{ kaplan_meier_median('members_counted', ['cell'], 'duration', 'members', 'events') }}"
    ),
    "incidence": (
        "{{ aalen_johansen_incidence('members_counted', ['cell', 'window_days'], 'duration',"
        " 'members', 'events', 'accepted', 'window_days') }}"
    ),
    "wilson": (
        "select successes, trials, {{ wilson_low('successes', 'trials') }},"
        " {{ wilson_high('successes', 'trials') }} from proportions"
    ),
    "newcombe": (
        "select accepted, members, others_accepted, others,"
        " {{ newcombe_low('accepted', 'members', 'others_accepted', 'others') }},"
        " {{ newcombe_high('accepted', 'members', 'others_accepted', 'others') }}"
        " from differences"
    ),
    "likelihood_ratio": (
        "select accepted, members, others_accepted, others,"
        " {{ likelihood_ratio('accepted', 'members', 'others_accepted', 'others') }}"
        " from differences"
    ),
    "chi_square_limit": (
        "select probability, {{ chi_square_limit('probability') }} from probabilities"
    ),
    "percentile": "select {{ percentile('duration', 0.9) }} from members",
    "percentile_of_counts": (
        "select {{ percentile_of_counts('duration', 'members_until', 'members_in_all', 0.9) }}"
        " from members_ranked"
    ),
}
NEXT = "\n--next--\n"

Member = tuple[float, int]
Members = Sequence[Member]


@dataclass(frozen=True)
class Statistics:
    """The compiled SQL, on a database of its own."""

    connection: duckdb.DuckDBPyConnection
    queries: dict[str, str]

    def of_cells(self, name: str, cells: Sequence[Members]) -> list[float | None]:
        """The statistic of each cell; null for a cell of which the query has no row."""
        rows = [(i, WINDOW, d, o) for i, members in enumerate(cells) for d, o in members]
        self.connection.execute(
            "create or replace table members"
            " (cell integer, window_days integer, duration double, outcome integer)"
        )
        self.connection.execute(
            "insert into members select unnest(?), unnest(?), unnest(?), unnest(?)",
            [list(column) for column in zip(*rows, strict=True)],
        )
        self.connection.execute(
            "create or replace table members_counted as select cell, window_days, duration,"
            " count(*) as members, count(case when outcome > 0 then 1 end) as events,"
            " count(case when outcome = 1 then 1 end) as accepted"
            " from members group by cell, window_days, duration"
        )
        found = {row[0]: row[-1] for row in self.connection.execute(self.queries[name]).fetchall()}
        return [found.get(i) for i in range(len(cells))]

    def of(self, name: str, members: Members) -> float | None:
        """The statistic of one cell."""
        return self.of_cells(name, [members])[0]


@pytest.fixture(scope="module")
def statistics(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Statistics]:
    """The macros as dbt compiles them for DuckDB."""
    home = tmp_path_factory.mktemp("statistics")
    lay_project(home)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("ACCORD_HOME", str(home))
        environment.chdir(home / "project")
        compiled = dbtRunner().invoke(
            [
                "compile",
                "--inline",
                NEXT.join(TEMPLATES.values()),
                "--quiet",
                "--no-populate-cache",
                *common_arguments(home),
            ]
        )
    assert isinstance(compiled.result, RunExecutionResult), compiled.exception
    node = compiled.result.results[0].node
    assert isinstance(node, CompiledNode)
    code = node.compiled_code or ""
    with duckdb.connect() as connection:
        yield Statistics(connection, dict(zip(TEMPLATES, code.split(NEXT), strict=True)))


def expected_median(members: Members) -> float | None:
    """The first time at which the curve of lifelines is at a half or below."""
    curve = (
        KaplanMeierFitter()
        .fit([d for d, _ in members], [o != CENSORED for _, o in members])
        .survival_function_["KM_estimate"]
    )
    # lifelines multiplies logarithms: a half that is reached exactly may come out a hair above
    reached = curve[curve.round(9) <= 0.5]
    return float(reached.index[0]) if len(reached) else None


def expected_incidence(members: Members) -> float | None:
    """The incidence of statsmodels at the window, where it is known there."""
    durations = np.array([d for d, _ in members])
    outcomes = np.array([o for _, o in members])
    if durations.max() < WINDOW and (outcomes == CENSORED).any():
        return None
    if not ((outcomes == ACCEPTED) & (durations <= WINDOW)).any():
        return 0.0
    curves = CumIncidenceRight(durations, outcomes)
    return float(curves.cinc[0][curves.times <= WINDOW][-1])


def same(found: float | None, expected: float | None) -> bool:
    """Whether both are null, or equal but for the last digits."""
    if found is None or expected is None:
        return found is None and expected is None
    return math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-9)


def outcomes() -> st.SearchStrategy[int]:
    """What became of a member."""
    return st.sampled_from([CENSORED, ACCEPTED, REJECTED])


# Whole days tie often, and meet the window's end; fractions do not.
tied = st.lists(st.tuples(st.integers(0, 20).map(float), outcomes()), min_size=1, max_size=40)
untied = st.lists(
    st.tuples(st.floats(0.001, 30, allow_nan=False), outcomes()),
    min_size=1,
    max_size=40,
    unique_by=lambda member: member[0],
)
# The connection is the same for every example, and each makes its own table.
relaxed = settings(max_examples=80)


@relaxed
@given(members=st.one_of(tied, untied))
def test_the_median_is_that_of_lifelines(statistics: Statistics, members: Members) -> None:
    assert same(statistics.of("median", members), expected_median(members))


@relaxed
@given(members=st.one_of(tied, untied))
def test_the_incidence_is_that_of_statsmodels(statistics: Statistics, members: Members) -> None:
    assert same(statistics.of("incidence", members), expected_incidence(members))


def test_the_incidence_is_that_of_lifelines_where_nothing_ties(statistics: Statistics) -> None:
    generator = np.random.default_rng(7)
    cells: list[Members] = [
        list(zip(generator.uniform(0, 30, 60), generator.integers(0, 3, 60).tolist(), strict=True))
        for _ in range(20)
    ]
    for members, found in zip(cells, statistics.of_cells("incidence", cells), strict=True):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitted = AalenJohansenFitter(calculate_variance=False).fit(
                [d for d, _ in members], [o for _, o in members], event_of_interest=ACCEPTED
            )
        curve = fitted.cumulative_density_
        assert same(found, float(curve[curve.index <= WINDOW].iloc[-1, 0]))


@relaxed
@given(
    members=st.lists(
        st.one_of(
            st.tuples(st.integers(0, 20).map(float), st.sampled_from([ACCEPTED, REJECTED])),
            st.tuples(st.integers(14, 90).map(float), st.just(CENSORED)),
        ),
        min_size=1,
        max_size=40,
    )
)
def test_the_incidence_of_mature_members_is_their_rate(
    statistics: Statistics, members: Members
) -> None:
    in_window = sum(o == ACCEPTED and d <= WINDOW for d, o in members)
    assert same(statistics.of("incidence", members), in_window / len(members))


@pytest.mark.parametrize(
    ("members", "median"),
    [
        pytest.param([(5.0, ACCEPTED)], 5.0, id="one event"),
        pytest.param([(5.0, CENSORED)], None, id="one censored"),
        pytest.param([(5.0, CENSORED), (7.0, CENSORED)], None, id="all censored"),
        # 3/4, then 1/2: a half reached exactly
        pytest.param([(1.0, 1), (2.0, 1), (3.0, 1), (4.0, 1)], 2.0, id="a half exactly"),
        # who is censored at 2 is still at risk there: 1 - 1/3 of three is no half
        pytest.param([(2.0, 1), (2.0, 0), (9.0, 0)], None, id="censored at the time of an event"),
        # everybody leaves at once
        pytest.param([(3.0, 1), (3.0, 2)], 3.0, id="all at one time"),
        # 5/6, 4/6, then 3 at risk: 4/6 of 2/3 = 4/9
        pytest.param([(1, 1), (2, 1), (3, 0), (4, 1), (5, 0), (6, 0)], 4.0, id="by hand"),
    ],
)
def test_medians_by_hand(statistics: Statistics, members: Members, median: float | None) -> None:
    assert statistics.of("median", members) == median


@pytest.mark.parametrize(
    ("members", "incidence"),
    [
        pytest.param([(3.0, ACCEPTED)], 1.0, id="one accepted"),
        pytest.param([(3.0, REJECTED)], 0.0, id="one rejected"),
        pytest.param([(3.0, CENSORED)], None, id="one young"),
        pytest.param([(14.0, CENSORED)], 0.0, id="one undecided at the window's end"),
        pytest.param([(13.9, CENSORED)] * 3, None, id="all young"),
        pytest.param([(14.0, ACCEPTED), (30.0, CENSORED)], 0.5, id="accepted at the last instant"),
        pytest.param([(14.1, ACCEPTED), (30.0, CENSORED)], 0.0, id="accepted just after"),
        pytest.param([(1.0, ACCEPTED), (2.0, CENSORED)], None, id="nobody watched so long"),
        # 1/4; then 3 are at risk, one of them censored when one is rejected; the last is accepted
        # after the window
        pytest.param([(1, 1), (2, 2), (2, 0), (20, 1)], 0.25, id="a tie of rejected and censored"),
        # 1/4: the one censored at 1 was at risk; then half of the 3/4
        pytest.param([(1, 1), (1, 0), (4, 1), (14, 0)], 0.625, id="a tie of accepted and censored"),
    ],
)
def test_incidences_by_hand(
    statistics: Statistics, members: Members, incidence: float | None
) -> None:
    assert statistics.of("incidence", members) == incidence


def test_cells_do_not_touch_each_other(statistics: Statistics) -> None:
    cells: list[Members] = [
        [(1.0, ACCEPTED), (20.0, CENSORED)],
        [(1.0, REJECTED), (20.0, CENSORED)],
        [(2.0, CENSORED)],
    ]
    assert statistics.of_cells("incidence", cells) == [0.5, 0.0, None]
    assert statistics.of_cells("median", cells) == [1.0, 1.0, None]


def test_the_interval_is_wilsons(statistics: Statistics) -> None:
    proportions = [(k, n) for n in (*range(1, 31), 1000, 10**6) for k in {0, 1, n // 3, n - 1, n}]
    statistics.connection.execute(
        "create or replace table proportions (successes bigint, trials bigint)"
    )
    statistics.connection.executemany("insert into proportions values (?, ?)", proportions)
    rows = statistics.connection.execute(statistics.queries["wilson"]).fetchall()
    assert len(rows) == len(proportions)
    for successes, trials, low, high in rows:
        expected = proportion_confint(successes, trials, alpha=0.05, method="wilson")
        assert (low, high) == pytest.approx(expected, abs=1e-12)
        assert 0 <= low <= successes / trials <= high <= 1


def test_there_is_no_interval_without_trials(statistics: Statistics) -> None:
    statistics.connection.execute(
        "create or replace table proportions as select 0 as successes, 0 as trials"
    )
    rows = statistics.connection.execute(statistics.queries["wilson"]).fetchall()
    assert rows == [(0, 0, None, None)]


def test_the_interval_of_a_difference_is_newcombes(statistics: Statistics) -> None:
    groups = [(k, n) for n in (1, 2, 7, 30, 1000, 10**6) for k in {0, 1, n // 3, n - 1, n}]
    statistics.connection.execute(
        "create or replace table differences"
        " (accepted bigint, members bigint, others_accepted bigint, others bigint)"
    )
    statistics.connection.executemany(
        "insert into differences values (?, ?, ?, ?)",
        [(*group, *others) for group in groups for others in groups],
    )
    rows = statistics.connection.execute(statistics.queries["newcombe"]).fetchall()
    assert len(rows) == len(groups) ** 2
    for accepted, members, others_accepted, others, low, high in rows:
        expected = confint_proportions_2indep(
            accepted, members, others_accepted, others, method="newcomb"
        )
        assert (low, high) == pytest.approx(expected, abs=1e-11)
        assert -1 <= low <= accepted / members - others_accepted / others <= high <= 1


def test_there_is_no_interval_of_a_difference_with_nobody(statistics: Statistics) -> None:
    statistics.connection.execute(
        "create or replace table differences as"
        " select * from (values (0, 0, 1, 2), (1, 2, 0, 0), (0, 0, 0, 0))"
        " as groups (accepted, members, others_accepted, others)"
    )
    rows = statistics.connection.execute(statistics.queries["newcombe"]).fetchall()
    assert [row[-2:] for row in rows] == [(None, None)] * 3


def test_the_ratio_of_likelihoods_is_that_of_scipy(statistics: Statistics) -> None:
    groups = [(k, n) for n in (1, 2, 7, 30, 1000, 10**6) for k in {0, 1, n // 3, n - 1, n}]
    pairs = [(*group, *others) for group in groups for others in groups]
    statistics.connection.execute(
        "create or replace table differences"
        " (accepted bigint, members bigint, others_accepted bigint, others bigint)"
    )
    statistics.connection.executemany("insert into differences values (?, ?, ?, ?)", pairs)
    rows = statistics.connection.execute(statistics.queries["likelihood_ratio"]).fetchall()
    assert len(rows) == len(pairs)
    for accepted, members, others_accepted, others, ratio in rows:
        table = np.array(
            [[accepted, members - accepted], [others_accepted, others - others_accepted]]
        )
        # where all or none succeeded nothing tells the two apart
        is_told = table.sum(axis=0).all()
        expected = (
            chi2_contingency(table, correction=False, lambda_="log-likelihood")[0]
            if (is_told)
            else 0.0
        )
        assert ratio == pytest.approx(expected, rel=1e-9, abs=1e-6)
        assert ratio >= 0


def test_the_limit_of_chi_square_is_that_of_scipy(statistics: Statistics) -> None:
    statistics.connection.execute(
        "create or replace table probabilities as"
        " select 0.05 / unnest(range(1, 1001)) as probability"
    )
    rows = statistics.connection.execute(statistics.queries["chi_square_limit"]).fetchall()
    assert len(rows) == 1000
    for probability, limit in rows:
        assert limit == pytest.approx(chi2.isf(probability, 1), rel=1e-6)


@relaxed
@given(
    durations=st.lists(
        st.one_of(st.floats(0, 1e6, allow_nan=False), st.integers(0, 5).map(float)),
        min_size=1,
        max_size=30,
    )
)
def test_percentiles_interpolate(statistics: Statistics, durations: list[float]) -> None:
    statistics.connection.execute(
        "create or replace table members as select unnest(?) as duration", [[*durations, None]]
    )
    statistics.connection.execute(
        "create or replace table members_ranked as select duration,"
        " cast(sum(count(duration)) over (order by duration nulls last) as bigint)"
        " as members_until, cast(sum(count(duration)) over () as bigint) as members_in_all"
        " from members group by duration"
    )
    expected = float(np.percentile(durations, 90))
    for name in ("percentile", "percentile_of_counts"):
        found = statistics.connection.execute(statistics.queries[name]).fetchall()[0][0]
        assert found == pytest.approx(expected, rel=1e-9, abs=1e-9)
