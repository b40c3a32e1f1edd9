"""The European Central Bank's exchange rates, in each form in which it publishes them."""

import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.compiled_models import CompiledModels
from tests.staging.tool_build import build_tool, rows_of

AS_OF = "2026-11-30T02:00Z"
# As the bank writes them: a comma behind the last rate, N/A where none was set.
HISTORY = "Date,USD,JPY,BGN,\n2026-11-26,1.1500,180.5,1.9558,\n2026-11-25,1.1400,180.25,N/A,\n"
LAST_DAY = "Date, USD, JPY, \n27 November 2026, 1.1600, 181.00, \n"
PORTAL = (
    "KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n"
    "EXR.D.CHF.EUR.SP00.A,D,CHF,EUR,SP00,A,2026-11-26,0.93,A\n"
    "EXR.D.CHF.EUR.SP00.A,D,CHF,EUR,SP00,A,2026-11-25,NaN,H\n"
    "EXR.D.E5.EUR.EN00.A,D,USD,CHF,EN00,A,2026-11-26,99,A\n"
)
PORTAL_COLUMNS = (
    '"DATE","TIME PERIOD","Pound sterling/Euro (EXR.D.GBP.EUR.SP00.A)"\n'
    '"2026-11-26","26 Nov 2026","0.88"\n'
)


def test_every_form_gives_what_one_euro_is_worth_and_the_newest_export_counts(
    compiled: CompiledModels, tmp_path: Path
) -> None:
    exports = tmp_path / "exports"
    older, newer = exports / "rates" / "2026-11-26T1800Z", exports / "rates" / "2026-11-27T1800Z"
    older.mkdir(parents=True)
    newer.mkdir()
    # of rates alone there is no night
    (exports / "template" / "2026-11-27").mkdir(parents=True)
    (exports / "template" / "2026-11-27" / "people.csv").write_text("id\np1\n", "utf-8")
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("eurofxref-hist.csv", HISTORY)
    (older / "eurofxref-hist.zip").write_bytes(archive.getvalue())
    # the bank corrected a rate
    (newer / "eurofxref-hist.csv").write_text("Date,USD,\n2026-11-25,1.1450,\n", "utf-8")
    (newer / "eurofxref.csv").write_text(LAST_DAY, "utf-8")
    (newer / "data.csv").write_text(PORTAL, "utf-8")
    (newer / "ECB Data Portal_20261127.csv").write_text(PORTAL_COLUMNS, "utf-8")
    report = build_tool(compiled, "rates", exports, tmp_path / "home", as_of=AS_OF)
    rates = [load for load in report.loads if load.system == "rates"]
    assert {load.file.rsplit("/", 1)[1]: load.status for load in rates} == {
        "eurofxref-hist.csv": "landed",
        "eurofxref.csv": "landed",
        "data.csv": "landed",
        "ECB Data Portal_20261127.csv": "landed",
    }
    assert all(load.rows_refused == load.values_refused == 0 for load in rates)
    assert rows_of(
        tmp_path / "home",
        "select rate_on, currency, units_per_euro from staging.rates__euro_rates order by 1, 2",
    ) == [
        (date(2026, 11, 25), "JPY", Decimal("180.25")),
        (date(2026, 11, 25), "USD", Decimal("1.145")),
        (date(2026, 11, 26), "BGN", Decimal("1.9558")),
        (date(2026, 11, 26), "CHF", Decimal("0.93")),
        (date(2026, 11, 26), "GBP", Decimal("0.88")),
        (date(2026, 11, 26), "JPY", Decimal("180.5")),
        (date(2026, 11, 26), "USD", Decimal("1.15")),
        (date(2026, 11, 27), "JPY", Decimal("181")),
        (date(2026, 11, 27), "USD", Decimal("1.16")),
    ]
