"""What the teams sign over: a hash that only a change of the agreement changes."""

import csv
import hashlib
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.agreement import content_hash
from tests.seeds.agreements import SECOND, put_file, saved, write_agreement

DELIMITERS = st.sampled_from(",;\t|")
LINE_ENDS = st.sampled_from(["\n", "\r\n"])
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "cp1252"])


def test_the_hash_is_that_of_the_rows_as_anybody_can_write_them_down(tmp_path: Path) -> None:
    put_file(
        tmp_path,
        "agreement_versions",
        "agreement_version,effective_from,owner,acceptance_rule,mql_basis,marketing_signed_by,"
        "marketing_signed_on,sales_signed_by,sales_signed_on,content_hash\n"
        "2,2026-07-01, Léa ,explicit,declared,Mia,2026-06-20,,,\n",
    )
    put_file(
        tmp_path,
        "sla_policies",
        "agreement_version,segment,calendar,first_touch_business_minutes,"
        "decision_business_minutes\n2,SMB,default,0480,\n2,*,default,240,960\n",
    )
    lines = (
        '{"agreement_versions": {"acceptance_rule": "explicit", "agreement_version": "2", '
        '"effective_from": "2026-07-01", "mql_basis": "declared", "owner": "Léa"}}\n'
        '{"sla_policies": {"agreement_version": "2", "calendar": "default", '
        '"decision_business_minutes": "960", "first_touch_business_minutes": "240", '
        '"segment": "*"}}\n'
        '{"sla_policies": {"agreement_version": "2", "calendar": "default", '
        '"first_touch_business_minutes": "480", "segment": "SMB"}}\n'
    )
    expected = hashlib.sha256(lines.encode()).hexdigest()
    assert content_hash(2, tmp_path) == expected
    assert expected == "63b0a4acb2eefe70aa29fa25d5e0d733b7ea80695945ceeb60638e5b79958569"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds of a company with two versions."""
    folder = tmp_path_factory.mktemp("own")
    write_agreement(folder)
    return folder


@given(st.data())
@settings(max_examples=40)
def test_how_a_file_is_saved_changes_no_hash(
    own: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    other = tmp_path_factory.mktemp("saved")
    for file in sorted((own / "agreement").glob("*.csv")):
        header, *rows = csv.reader(io.StringIO(file.read_text("utf-8")))
        order = data.draw(st.permutations(range(len(header))))
        data.draw(st.randoms(use_true_random=False)).shuffle(rows)
        blank = data.draw(st.sampled_from(["", " "]))
        out = io.StringIO(newline="")
        csv.writer(out).writerows(
            [[header[i] for i in order], *([blank + row[i] for i in order] for row in rows)]
        )
        text = saved(
            out.getvalue(), data.draw(DELIMITERS), data.draw(LINE_ENDS), data.draw(st.booleans())
        )
        put_file(other, file.stem, text.encode(data.draw(ENCODINGS)))
    assert [content_hash(version, other) for version in (1, 2)] == [
        content_hash(version, own) for version in (1, 2)
    ]


@given(st.sampled_from([(name, row) for name, rows in SECOND.items() for row in range(len(rows))]))
@settings(max_examples=30)
def test_another_cell_is_another_hash(
    own: Path, tmp_path_factory: pytest.TempPathFactory, place: tuple[str, int]
) -> None:
    name, index = place
    signatures = {"marketing_signed_by", "marketing_signed_on", "sales_signed_by"}
    signatures |= {"sales_signed_on", "content_hash"}
    as_agreed = {version: content_hash(version, own) for version in (1, 2)}
    other = tmp_path_factory.mktemp("changed")
    write_agreement(other)
    file = other / "agreement" / f"{name}.csv"
    header, *rows = csv.reader(io.StringIO(file.read_text("utf-8")))
    [row] = [r for r in rows if r[0] == "2"][index : index + 1]
    for column in range(1, len(header)):
        agreed, row[column] = row[column], row[column] + "7"
        out = io.StringIO(newline="")
        csv.writer(out).writerows([header, *rows])
        put_file(other, name, out.getvalue())
        row[column] = agreed
        is_signature = name == "agreement_versions" and header[column] in signatures
        assert (content_hash(2, other) == as_agreed[2]) is is_signature, header[column]
        assert content_hash(1, other) == as_agreed[1]
