"""Two reps of one name have a bar, a list and a line each, by what tells them apart."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration.reporting.site import write_site
from orchestration.settings import load_settings
from tests.reporting.doctored import copied_home
from tests.reporting.reading import ShownPage, read_page

LOAD = "Who has how much to do"
# two reps of the sample company, and the name that both get
FIRST, SECOND, NAME = "0055g0000000002AAA", "0055g0000000003AAA", "Ada Reed"

Read = Callable[..., ShownPage]


@pytest.fixture
def today(night_home: Path, tmp_path: Path) -> Read:
    """Reads the page of the day of a company where two reps are called alike."""

    def read(*, show_names: bool = True, changed: str = "") -> ShownPage:
        home = copied_home(night_home, tmp_path / "home")
        with duckdb.connect(str(home / "marts.duckdb")) as marts:
            for table, column, name in (
                ("core.dim_users", "user_id", "user_name"),
                ("review.work_list", "owner_id", "owner_name"),
            ):
                marts.execute(
                    f"update {table} set {name} = '{NAME}' "
                    f"where {column} in ('salesforce:user:{FIRST}', 'salesforce:user:{SECOND}')"
                )
            marts.execute(changed)
        reports = load_settings().reports.model_copy(update={"show_names": show_names})
        write_site(home, reports)
        return read_page(home / "reports" / "en" / "today.html")

    return read


def assert_apart(shown: ShownPage, first: str, second: str, teams: tuple[str, str]) -> None:
    told = [f"{NAME} · {first}", f"{NAME} · {second}"]
    rows = [row[0] for row in shown.tables[LOAD][1:]]
    for name, team in zip(told, teams, strict=True):
        assert f"{name} {team}" in rows
        assert len(shown.tables[name]) > 1
        beside = [word for word in shown.charts if word[:20] == name[:20]]
        assert len(beside) == 1, "each has a bar, and no other's name beside it"


def test_reps_of_one_name_are_told_apart_by_their_e_mails(today: Read) -> None:
    shown = today(
        changed="update core.dim_users set email = 'reed.a@accord-sample.example' "
        f"where user_id like '%{FIRST}'; "
        "update core.dim_users set email = 'ada@accord-sample.example' "
        f"where user_id like '%{SECOND}'"
    )
    emails = ("reed.a@accord-sample.example", "ada@accord-sample.example")
    assert_apart(shown, *emails, ("sales", "sales"))


def test_where_lists_name_nobody_they_are_told_apart_by_their_keys(today: Read) -> None:
    shown = today(show_names=False)
    assert_apart(shown, "…00002AAA", "…00003AAA", ("sales", "sales"))
    assert "@" not in shown.text


def test_reps_of_two_teams_are_told_apart_by_the_team(today: Read) -> None:
    shown = today(
        changed="update review.work_list set owner_team = 'customer_success' "
        f"where owner_id like '%{SECOND}'"
    )
    assert_apart(shown, "sales", "customer success", ("sales", "customer success"))


def test_a_rep_whose_name_no_other_has_is_called_by_it_alone(today: Read) -> None:
    rows = [row[0] for row in today().tables[LOAD][1:]]
    assert "Dana Whitlock sales" in rows
    assert "Nobody yet" in rows
