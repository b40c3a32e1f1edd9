"""An address is one address however people write it."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.compiled_models import CompiledModels, empty_build, fill

MODEL = "int_person_emails_screened"
COLUMNS = {
    "record_key": "varchar",
    "system": "varchar",
    "email": "varchar",
    "is_test": "boolean",
    "is_deleted": "boolean",
}

words = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=8)
locals_ = st.lists(words, min_size=1, max_size=3).map(".".join)
domains = st.lists(words, min_size=1, max_size=2).map(lambda names: ".".join([*names, "example"]))
spaces = st.text(" \t\u00a0\u202f", max_size=2)
tags = st.one_of(st.just(""), words.map("+{}".format))
wrappers = st.sampled_from(["{}", "<{}>", "mailto:{}", "MAILTO:{}", "<mailto:{}>", "A. Name <{}>"])


class Screen:
    """The model that normalises e-mails, over addresses that a test makes up."""

    def __init__(self, compiled: CompiledModels, home: Path) -> None:
        """Take the model, with no test address and no own domain."""
        self.sql = compiled.sql(home, MODEL)[MODEL]
        self.database: duckdb.DuckDBPyConnection = empty_build()
        (home / "control").mkdir(exist_ok=True)
        for table, column in (("internal_domains", "domain"), ("test_emails", "pattern")):
            self.database.execute(
                f"copy (select '' as {column} where false) to "
                f"'{home / 'control' / table}.parquet' (format parquet)"
            )
        fill(
            self.database,
            "intermediate.int_person_emails_unioned",
            {"record_key": "varchar", "email": "varchar"},
            [],
        )
        fill(self.database, "seeds.role_mailboxes", {"local_part": "varchar"}, [])

    def normalised(self, *emails: str) -> list[str | None]:
        """The addresses as the model has them."""
        fill(
            self.database,
            "intermediate.int_people_unioned",
            COLUMNS,
            [(f"{number:03d}", "tool", email, False, False) for number, email in enumerate(emails)],
        )
        rows = self.database.execute(f"select record_key, email from ({self.sql})").fetchall()
        found = {int(record_key): email for record_key, email in rows}
        return [found.get(number) for number in range(len(emails))]


@pytest.fixture(scope="module")
def screen(compiled: CompiledModels, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """The model."""
    screen = Screen(compiled, tmp_path_factory.mktemp("emails"))
    yield screen
    screen.database.close()


@given(
    local=locals_,
    domain=domains,
    tag=tags,
    wrapper=wrappers,
    before=spaces,
    after=spaces,
    data=st.data(),
)
def test_case_space_brackets_and_tags_change_no_address(
    screen: Screen,
    local: str,
    domain: str,
    tag: str,
    wrapper: str,
    before: str,
    after: str,
    data: st.DataObject,
) -> None:
    address = f"{local}{tag}@{domain}"
    shouted = "".join(letter.upper() if data.draw(st.booleans()) else letter for letter in address)
    written = before + wrapper.format(shouted) + after
    assert screen.normalised(written) == [f"{local}@{domain}"]


@given(local=locals_, domain=st.sampled_from(["gmail.com", "googlemail.com"]), tag=tags)
def test_dots_and_the_second_domain_change_no_gmail_address(
    screen: Screen, local: str, domain: str, tag: str
) -> None:
    expected = local.replace(".", "") + "@gmail.com"
    assert screen.normalised(f"{local}{tag}@{domain}") == [expected]


@given(email=st.text(max_size=20))
def test_a_normalised_address_stays_as_it_is(screen: Screen, email: str) -> None:
    once = screen.normalised(email.replace("\x00", ""))[0]
    if once is not None:
        assert screen.normalised(once) == [once]


def test_text_that_is_no_address_is_none(screen: Screen) -> None:
    junk = ["", "n/a", "unknown", "a@b", "a b@acme.example", "a@b@acme.example", "+tag@gmail.com"]
    assert screen.normalised(*junk, "a@acme.example; b@acme.example") == [None] * 8
