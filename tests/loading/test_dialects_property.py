"""Whatever the dialect and the encoding, the values written are the values that land.

And whatever the damage, no load fails and no row is lost in silence.
"""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from orchestration.loading import Declarations
from orchestration.settings import load_settings
from tests.loading.conftest import Desk, the_load

# Letters that every encoding under test has; blanks around a value are not part of it.
LETTERS = "aZ9 ,;|\t\"'\r\n.-éÉçœ€\u2019«»\u00a0"
WORDS = st.text(LETTERS, max_size=12).map(str.strip).map(lambda text: text.strip("\u00a0 \t\r\n"))
KEYS = st.text("abcXYZ019", min_size=1, max_size=8)
ROWS = st.lists(st.tuples(KEYS, WORDS, WORDS, WORDS), min_size=1, max_size=12)
NULLS = ("", "null", "None")


def is_row(row: tuple[str, ...]) -> bool:
    """Not the header's own word, which would be the header again; 0 is no id."""
    return row[0] != "id" and row[0].strip("0") != ""


def is_total(rows: Sequence[tuple[str, ...]]) -> bool:
    """A last row of numbers alone, under keys that are none, is a row of totals."""
    *others, last = rows
    cells = [cell for cell in last if cell.strip()]
    is_of_numbers = len(cells) > 1 and all(cell.strip(" 9.,") == "" for cell in cells[1:])
    return is_of_numbers and last[0].isdigit() and not any(row[0].isdigit() for row in others)


# Shrinking would load thousands of times; the failing table is small as it is.
@settings(
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
    declarations: Declarations,
    rows: list[tuple[str, str, str, str]],
    delimiter: str,
    line_end: str,
    quotes_all: bool,
    encoding: str,
    ends_with_line_end: bool,
) -> None:
    rows = [row for row in rows if is_row(row)] or [("a", "", "", "")]
    rows = rows[:-1] if len(rows) > 1 and is_total(rows) else rows

    def written(cell: str) -> str:
        is_special = quotes_all or any(char in cell for char in f'{delimiter}"\r\n')
        return '"' + cell.replace('"', '""') + '"' if is_special else cell

    table = [("Id", "Adresse e-mail", "Status", "Other column"), *rows]
    text = line_end.join(delimiter.join(map(written, row)) for row in table)
    text += line_end if ends_with_line_end else ""
    # UTF-16 without a mark is recognised by its many Latin letters: the header gives them.
    with tempfile.TemporaryDirectory() as folder:
        desk = company(Path(folder), declarations)
        desk.put("desk/2026-10-01T0200/people.csv", text.encode(encoding))
        load = the_load(desk.load())
        landed = desk.rows(columns="id, email, status, _extra ->> '$.\"Other column\"'")
    assert (load.rows_in_file, load.rows_landed, load.rows_refused) == (len(rows), len(rows), 0)
    assert landed == [
        (row[0], *(None if value in NULLS else value for value in row[1:3]), row[3] or None)
        for row in rows
    ]


GOOD = {
    "people.csv": "id,email,created_at,status\n"
    + "".join(
        f'p{number},a{number}@b.example,2026-09-1{number} 10:00,"Été ""{number}"" \n漢字; x"\n'
        for number in range(8)
    ),
    "people.json": json.dumps([{"id": f"p{n}", "email": "é", "score": n} for n in range(8)]),
    "people_one.json": json.dumps({"id": "p1", "status": "漢字", "email": ["a", {"b": "é"}]}),
    "people.jsonl": "".join(f'{{"id": "p{number}", "status": "漢字"}}\n' for number in range(8)),
}
NOISE = [b'"', b",", b"\n", b"\r", b"\0", b"\xe9", b"\xff\xfe", b"{", b"]", b"\\ud800", b"\n\n\n"]
DAMAGE = st.tuples(
    st.integers(0, 400),
    st.sampled_from([0, 1, 2, 60]),
    st.one_of(st.just(b""), st.sampled_from(NOISE)),
)


@settings(
    max_examples=80,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    name=st.sampled_from(sorted(GOOD)),
    encoding=st.sampled_from(["utf-8", "utf-8", "utf-16"]),
    damages=st.lists(DAMAGE, min_size=1, max_size=6),
)
@example(
    name="people.csv",
    encoding="utf-8",
    damages=[
        (100, 1, b"]"),
        (360, 60, b"\n\n\n"),
        (196, 2, b""),
        (301, 2, b"\xff\xfe"),
        (54, 1, b"\xe9"),
        (4, 2, b"\\ud800"),
    ],
)
def test_a_file_damaged_anywhere_lands_or_is_refused_and_every_row_is_accounted_for(
    declarations: Declarations, name: str, encoding: str, damages: list[tuple[int, int, bytes]]
) -> None:
    content = GOOD[name].encode(encoding)
    for place, cut, noise in damages:
        content = content[:place] + noise + content[place + cut :]
    with tempfile.TemporaryDirectory() as folder:
        desk = company(Path(folder), declarations)
        desk.put(f"desk/2026-10-01T0200/{name}", content)
        desk.put("mailer/2026-10-01T0200/sends.csv", "id\n1\n")
        [load] = [load for load in desk.load().loads if load.system == "desk"]
        assert load.rows_in_file == load.rows_landed + load.rows_refused
        assert len(desk.rows()) == load.rows_landed
        assert len(desk.control("refused_rows")) == load.rows_refused
        assert len(desk.control("refused_values")) == load.values_refused


def company(folder: Path, declarations: Declarations) -> Desk:
    (folder / "exports").mkdir()
    return Desk(folder / "exports", folder / "home", load_settings(), declarations)
