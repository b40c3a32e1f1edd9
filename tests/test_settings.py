"""Settings and run options: what they resolve to, and what each wrong one is told."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from orchestration.errors import BadSettings, BadUsage
from orchestration.settings import (
    SAMPLE_EXPORTS,
    SAMPLE_SEEDS,
    SHIPPED_SEEDS,
    Moment,
    RunOptions,
    load_settings,
    start_of_day,
)


def own(folder: Path, text: str) -> Path:
    (folder / "settings.yml").write_text(text, encoding="utf-8")
    return folder


def test_a_company_writes_only_what_differs(tmp_path: Path) -> None:
    settings = load_settings(own(tmp_path, "reporting_currency: USD\nwindows:\n  lapse_days: 90\n"))
    assert settings.reporting_currency == "USD"
    assert settings.windows.lapse_days == 90
    assert settings.windows.acceptance_window_days == 14
    assert settings.time_zone == "Europe/Paris"


@pytest.mark.parametrize(
    ("text", "line", "key", "words"),
    [
        ("\nwindows:\n  lapse_days: many\n", 3, "windows.lapse_days", "found 'many'"),
        ("windows: {lapse_days: 0}", 1, "windows.lapse_days", "greater than or equal to 1"),
        ("time_zone: Paris", 1, "time_zone", "IANA"),
        ("reporting_currency: euro", 1, "reporting_currency", "found 'euro'"),
        ("# own\nlapse_day: 90", 2, "lapse_day", "no such setting"),
        ("include_inferred_links: maybe", 1, "include_inferred_links", "found 'maybe'"),
        ("internal_domains: ['@x']", 1, "internal_domains.0", "found '@x'"),
        ("systems: {crm: {day_order: ymd}}", 1, "systems.crm.day_order", "'dmy' or 'mdy'"),
        ("systems: {crm: {encoding: utf9}}", 1, "systems.crm.encoding", "expected an encoding"),
        ("night_starts_at: at two", 1, "night_starts_at", "expected a time of day"),
        ('night_starts_at: "24:00"', 1, "night_starts_at", "found '24:00'"),
        ("memory_gb: 0", 1, "memory_gb", "greater than 0"),
        ("a: [1\n", 2, "(file)", "expected YAML"),
        ("just text", 1, "(file)", "key: value"),
    ],
)
def test_a_wrong_setting_is_named_with_file_line_and_key(
    tmp_path: Path, text: str, line: int, key: str, words: str
) -> None:
    with pytest.raises(BadSettings) as raised:
        load_settings(own(tmp_path, text))
    message = str(raised.value)
    assert f"{tmp_path / 'settings.yml'}, line {line}: {key}:" in message
    assert words in message


@pytest.mark.parametrize("written", ["12:30", '"12:30"', "'12:30'"])
def test_a_time_of_day_needs_no_quotes(tmp_path: Path, written: str) -> None:
    settings = load_settings(own(tmp_path, f"night_starts_at: {written}\n"))
    assert settings.night_starts_at == "12:30"


def test_flags_win_over_the_environment_and_that_over_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "flag").mkdir()
    (tmp_path / "variable").mkdir()
    environment = {
        "ACCORD_EXPORTS": str(tmp_path / "variable"),
        "ACCORD_SEEDS": str(tmp_path / "variable"),
    }
    options = RunOptions.resolve(exports=tmp_path / "flag", environment=environment)
    assert options.exports == tmp_path / "flag"
    assert options.seeds == tmp_path / "variable"
    assert options.home.name == ".accord"


def test_the_seeds_of_the_sample_company_lie_over_only_where_its_exports_run(
    tmp_path: Path,
) -> None:
    def over(**flags: Any) -> tuple[Path, ...]:
        return RunOptions.resolve(**flags, environment={}).seeds_over

    assert over() == over(exports=SAMPLE_EXPORTS) == (SAMPLE_SEEDS,)
    assert over(seeds=tmp_path) == (SAMPLE_SEEDS, tmp_path)
    assert over(exports=tmp_path) == over(exports=tmp_path, seeds=SHIPPED_SEEDS) == ()
    assert over(exports=tmp_path, seeds=tmp_path) == (tmp_path,)


def test_nothing_of_the_sample_company_is_shipped_to_another() -> None:
    assert load_settings().internal_domains == []
    assert load_settings(SAMPLE_SEEDS).internal_domains == ["accord-sample.example"]
    for below in ("calendars/currency_rates.csv", "mappings/identity_overrides.csv"):
        assert len((SHIPPED_SEEDS / below).read_text("utf-8").splitlines()) == 1
        assert len((SAMPLE_SEEDS / below).read_text("utf-8").splitlines()) > 1


@pytest.mark.parametrize(
    ("flags", "environment", "words"),
    [
        ({"exports": "/no/such"}, {}, "--exports: there is no folder /no/such"),
        ({}, {"ACCORD_SEEDS": "/no/such"}, "ACCORD_SEEDS: there is no folder /no/such"),
        ({}, {"ACCORD_HOME": " "}, "ACCORD_HOME is empty"),
        ({"home": __file__}, {}, "is a file; give a folder"),
        ({"home": "/tmp/it's"}, {}, "--home: /tmp/it's holds '"),
        ({}, {"ACCORD_HOME": "/tmp/home[1]"}, "ACCORD_HOME: /tmp/home[1] holds [ ]"),
        ({"as_of": "0001-01-01"}, {}, "--as-of: found '0001-01-01'"),
        ({"as_of": "yesterday"}, {}, "--as-of: found 'yesterday'"),
        ({"as_of": "2026-02-30"}, {}, "--as-of: found '2026-02-30'"),
    ],
)
def test_a_wrong_flag_or_variable_is_bad_usage(
    flags: dict[str, Any], environment: dict[str, str], words: str
) -> None:
    with pytest.raises(BadUsage) as raised:
        RunOptions.resolve(**flags, environment=environment)
    assert words in str(raised.value)


@pytest.mark.parametrize(
    ("home", "exports", "words"),
    [
        ("exports/home", "exports", "the home would be read as exports"),
        ("exports", "exports", "the home would be read as exports"),
        ("home", "home/exports", "what is in a home is Accord's own"),
    ],
)
def test_a_home_and_exports_one_inside_the_other_are_refused(
    tmp_path: Path, home: str, exports: str, words: str
) -> None:
    (tmp_path / exports).mkdir(parents=True)
    with pytest.raises(BadUsage, match="give two folders side by side") as raised:
        RunOptions.resolve(home=tmp_path / home, exports=tmp_path / exports, environment={})
    assert words in str(raised.value)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-10-01", datetime(2026, 10, 1, 21, 59, 59, 999999)),
        ("2026-10-01T0200", datetime(2026, 10, 1)),
        ("2026-10-01 02:00:05", datetime(2026, 10, 1, 0, 0, 5)),
        ("2026-10-01T0200Z", datetime(2026, 10, 1, 2)),
        ("2026-10-01T02:00+05:30", datetime(2026, 9, 30, 20, 30)),
    ],
)
def test_a_moment_is_read_in_the_zone_of_the_company(text: str, instant: datetime) -> None:
    moment = Moment.parse(text)
    assert moment is not None
    assert moment.in_utc("Europe/Paris") == instant


def test_a_day_begins_in_the_zone_of_the_company() -> None:
    assert start_of_day(date(2026, 7, 1), "Europe/Paris") == datetime(2026, 6, 30, 22)
