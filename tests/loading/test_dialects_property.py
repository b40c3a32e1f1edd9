"""Whatever the dialect and the encoding, the values written are the values that land."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from orchestration.loading import read_declarations
from orchestration.settings import SHIPPED_SEEDS, load_settings
from tests.loading.conftest import DESK, Desk, the_load

# Letters that every encoding under test has; blanks around a value are not part of it.
LETTERS = "aZ9 ,;|\t\"'\r\n.-éÉçœ€\u2019«»\u00a0"
WORDS = st.text(LETTERS, max_size=12).map(str.strip).map(lambda text: text.strip("\u00a0 \t\r\n"))
KEYS = st.text("abcXYZ019", min_size=1, max_size=8)
ROWS = st.lists(st.tuples(KEYS, WORDS, WORDS, WORDS), min_size=1, max_size=12)
NULLS = ("", "null", "None")


def is_row(row: tuple[str, ...]) -> bool:
    """Not the header's own words, which would be read as the header again."""
    return row[0] != "id"


# Shrinking would load thousands of times; the failing table is small as it is.
@settings(
    deadline=None,
    max_examples=60,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    rows=ROWS,
    delimiter=st.sampled_from(",;\t|"),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    quotes_all=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]),
    ends_with_line_end=st.booleans(),
)
@example(
    rows=[("a", "x\r\ny", '"', ",")],
    delimiter=";",
    line_end="\r",
    quotes_all=False,
    encoding="cp1252",
    ends_with_line_end=False,
)
def test_random_tables_in_random_dialects_and_encodings_give_the_same_values_back(
    rows: list[tuple[str, str, str, str]],
    delimiter: str,
    line_end: str,
    quotes_all: bool,
    encoding: str,
    ends_with_line_end: bool,
) -> None:
    rows = [row for row in rows if is_row(row)] or [("a", "", "", "")]

    def written(cell: str) -> str:
        is_special = quotes_all or any(char in cell for char in f'{delimiter}"\r\n')
        return '"' + cell.replace('"', '""') + '"' if is_special else cell

    table = [("Id", "Adresse e-mail", "Status", "Other column"), *rows]
    text = line_end.join(delimiter.join(map(written, row)) for row in table)
    text += line_end if ends_with_line_end else ""
    # UTF-16 without a mark is recognised by its many Latin letters: the header gives them.
    with tempfile.TemporaryDirectory() as folder:
        desk = company(Path(folder))
        desk.put("desk/2026-10-01T0200/people.csv", text.encode(encoding))
        load = the_load(desk.load())
        landed = desk.rows(columns="id, email, status, _extra ->> '$.\"Other column\"'")
    assert (load.rows_in_file, load.rows_landed, load.rows_refused) == (len(rows), len(rows), 0)
    assert landed == [
        (row[0], *(None if value in NULLS else value for value in row[1:3]), row[3] or None)
        for row in rows
    ]


def company(folder: Path) -> Desk:
    staging = folder / "staging" / "desk"
    staging.mkdir(parents=True)
    (staging / "_desk__sources.yml").write_text(DESK, encoding="utf-8")
    chosen = load_settings(SHIPPED_SEEDS, None)
    (folder / "exports").mkdir()
    return Desk(
        folder / "exports", folder / "home", chosen, read_declarations(chosen, staging.parent)
    )
