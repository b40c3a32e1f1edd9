"""The company's settings and the options of one run, checked where they are read."""

import grp
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from orchestration.errors import BadSettings, BadUsage
from orchestration.yaml_text import read_yaml

PROJECT = Path(__file__).resolve().parents[1]
SHIPPED_SEEDS = PROJECT / "seeds"
# A company like yours, whole: its exports, and seeds of its own that apply to no other company.
SAMPLE_SEEDS = SHIPPED_SEEDS / "sample"
SAMPLE_EXPORTS = SAMPLE_SEEDS / "exports"
SETTINGS_FILE = "settings.yml"
# By which the processes of a night are told `memory_gb`.
MEMORY_VARIABLE = "ACCORD_MEMORY_GB"

# A folder name or flag: a day, or a day and a time, in the company's zone or with an offset.
_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})"
    r"(?:[T ](?P<hour>\d{2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2}))?"
    r"(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_YEARS = (1900, 2999)

# The home stands in queries of every engine: these would end a text or match other files.
_NOT_IN_A_HOME = re.compile(r"['\"*?\[\]]")


@dataclass(frozen=True)
class Moment:
    """A point in time as people write it: a whole day, or an instant (with or without a zone)."""

    day: date
    instant: datetime | None

    @classmethod
    def parse(cls, text: str) -> "Moment | None":
        """Read `2026-10-01`, `2026-10-01T0200`, `2026-10-01T02:00:00Z` or `…+02:00`, else None."""
        match = _MOMENT.fullmatch(text)
        if not match:
            return None
        try:
            day = date.fromisoformat(match["day"])
            if not _YEARS[0] <= day.year <= _YEARS[1]:
                return None
            if match["hour"] is None:
                return cls(day, None)
            clock = time(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
            zone: tzinfo | None = None
            if match["zone"] == "Z":
                zone = UTC
            elif match["zone"]:
                zone = datetime.strptime(match["zone"].replace(":", ""), "%z").tzinfo
        except ValueError:
            return None
        return cls(day, datetime.combine(day, clock, tzinfo=zone))

    def in_utc(self, zone: str) -> datetime:
        """The instant in UTC, without a zone; a whole day is its last microsecond in `zone`."""
        instant = self.instant or datetime.combine(self.day, time.max)
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=ZoneInfo(zone))
        return instant.astimezone(UTC).replace(tzinfo=None)


def start_of_day(day: date, zone: str) -> datetime:
    """The UTC instant, without a zone, at which a day begins in a zone."""
    midnight = datetime.combine(day, time.min, tzinfo=ZoneInfo(zone))
    return midnight.astimezone(UTC).replace(tzinfo=None)


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(
            "expected the IANA name of a time zone, for example Europe/Paris"
        ) from None
    return name


def _known_zone_or_company(name: str) -> str:
    return name if name == "company" else _known_zone(name)


def _known_encoding(name: str) -> str:
    try:
        "".encode(name)
    except LookupError:
        raise ValueError("expected an encoding, for example utf-8, cp1252 or utf-16") from None
    return name


def _currency_code(code: str) -> str:
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise ValueError("expected an ISO 4217 code in capitals, for example EUR")
    return code


def _domain(name: str) -> str:
    if not re.fullmatch(r"[^@\s]+\.[^@\s]+", name):
        raise ValueError("expected what stands behind the @ of an e-mail, for example acme.com")
    return name


def _time_of_day(written: object) -> object:
    """YAML reads 12:30 without quotes as 750: minutes, as it reads 12:30 hours."""
    if isinstance(written, int) and not isinstance(written, bool) and 0 <= written < 24 * 60:
        return f"{written // 60:02d}:{written % 60:02d}"
    return written


def _hour_and_minute(text: str) -> str:
    if not re.fullmatch(r"([01]?\d|2[0-3]):[0-5]\d", text):
        raise ValueError('expected a time of day as hours and minutes, for example "02:00"')
    return text


def _known_group(name: str) -> str:
    try:
        grp.getgrnam(name)
    except KeyError:
        raise ValueError("expected the name of a group of this machine, or nothing") from None
    return name


def _variable(name: str) -> str:
    if not re.fullmatch(r"[A-Z_][A-Z0-9_]*", name):
        raise ValueError(
            "expected the name of an environment variable, for example ACCORD_DIGEST_TO; the "
            "address itself, which holds secrets, is that variable's value"
        )
    return name


TimeOfDay = Annotated[str, BeforeValidator(_time_of_day), AfterValidator(_hour_and_minute)]
Variable = Annotated[str, AfterValidator(_variable)]
Days = Annotated[int, Field(ge=1, strict=True)]
Domain = Annotated[str, AfterValidator(_domain)]
Currency = Annotated[str, AfterValidator(_currency_code)]
Zone = Annotated[str, AfterValidator(_known_zone)]
SystemZone = Annotated[str, AfterValidator(_known_zone_or_company)]
Encoding = Annotated[str, AfterValidator(_known_encoding)]
AttributionLevel = Literal["person", "account"]
DayOrder = Literal["dmy", "mdy"]
DecimalMark = Literal[".", ","]
DigitGrouping = Literal["thousands", "indian"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Windows(_Strict):
    """Lengths of time that the definitions use, in days of 24 hours."""

    acceptance_window_days: Days
    conversion_window_days: Days
    won_window_days: Days
    lapse_days: Days
    correction_days: Days
    sales_generated_lookback_days: Days
    evidence_days: Days
    inferred_link_days: Days
    attribution_lookback_days: Days
    attribution_half_life_days: Days


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Words = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(_listed)]
Headings = Annotated[
    tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(_listed), Field(min_length=1)
]


class SystemFormat(_Strict):
    """How one tool writes its files, where it differs from its source declaration.

    `columns`: of an object, columns with the headings that the company's exports have them under,
    in the place of the tool's own. `null_words`: what else stands for no value, as it is written.
    """

    time_zone: SystemZone | None = None
    day_order: DayOrder | None = None
    decimal_mark: DecimalMark | None = None
    digit_grouping: DigitGrouping | None = None
    encoding: Encoding | None = None
    null_words: Words = ()
    columns: dict[str, dict[str, Headings]] = {}


class Reports(_Strict):
    """The review pages: which language comes first, and whether they name people."""

    language: Literal["en", "fr"]
    show_names: Annotated[bool, Field(strict=True)]


class Messages(_Strict):
    """Whom to tell: names of environment variables, each of which holds an address."""

    digest_to: list[Variable]
    digest_starts_at: TimeOfDay
    failures_to: list[Variable]


class Settings(_Strict):
    """The company's settings, as documented in `seeds/settings.yml`."""

    time_zone: Zone
    night_starts_at: TimeOfDay
    reporting_currency: Currency
    internal_domains: list[Domain]
    test_emails: list[Annotated[str, Field(min_length=1)]]
    windows: Windows
    include_inferred_links: Annotated[bool, Field(strict=True)]
    attribution_level: AttributionLevel
    identity_max_records: Annotated[int, Field(ge=2, strict=True)]
    survey_min_respondents: Annotated[int, Field(ge=1, strict=True)]
    readers_group: Annotated[str, AfterValidator(_known_group)] | None
    memory_gb: Annotated[float, Field(gt=0)] | None
    reports: Reports
    messages: Messages
    systems: dict[str, SystemFormat]


@dataclass(frozen=True)
class SettingProblem:
    """One key of a settings file that cannot be used."""

    file: Path
    line: int
    key: str
    found: str
    expected: str

    def __str__(self) -> str:
        return (
            f"{self.file}, line {self.line}: {self.key}: found {self.found}; {self.expected}. "
            "See the comments in the shipped seeds/settings.yml."
        )


def setting_problems(*over: Path) -> tuple[Settings | None, list[SettingProblem]]:
    """Read the shipped settings with those of the folders laid over, key by key.

    Returns the settings, or None with every problem found.
    """
    merged: dict[str, Any] = {}
    problems: list[SettingProblem] = []
    last_file, last_text = SHIPPED_SEEDS / SETTINGS_FILE, ""
    for folder in (SHIPPED_SEEDS, *over):
        file = folder / SETTINGS_FILE
        if not file.is_file():
            continue
        last_file = file
        try:
            last_text = file.read_text(encoding="utf-8-sig")
            content = read_yaml(last_text)
        except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            found = getattr(error, "problem", None) or str(error)
            return None, [SettingProblem(file, line, "(file)", found, "expected YAML in UTF-8")]
        if content is None:
            content = {}
        if not isinstance(content, dict):
            found = f"a {type(content).__name__}"
            return None, [SettingProblem(file, 1, "(file)", found, "expected `key: value` lines")]
        merged = _laid_over(merged, content)
    try:
        return Settings.model_validate(merged), []
    except ValidationError as error:
        for item in error.errors():
            path = [str(part) for part in item["loc"]]
            problems.append(
                SettingProblem(
                    file=last_file,
                    line=line_of(last_text, path),
                    key=".".join(path),
                    found="nothing" if item["type"] == "missing" else repr(item["input"]),
                    expected=_expectation(item["type"], item["msg"]),
                )
            )
    return None, problems


def load_settings(*over: Path) -> Settings:
    """The company's settings: the shipped file with those of the folders laid over, key by key.

    Raises BadSettings, naming file, line, key, what was found and what was expected.
    """
    settings, problems = setting_problems(*over)
    if settings is None:
        raise BadSettings("\n".join(str(problem) for problem in problems))
    return settings


def _laid_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    laid = dict(below)
    for key, value in above.items():
        if isinstance(value, dict) and isinstance(laid.get(key), dict):
            laid[key] = _laid_over(laid[key], value)
        else:
            laid[key] = value
    return laid


def line_of(text: str, path: list[str]) -> int:
    """The line of the deepest key of `path` that the YAML text holds, from 1."""
    line = 1
    node = yaml.compose(text) if text else None
    for part in path:
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == part), None)
            if pair is None:
                return line
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and part.isdigit() and int(part) < len(node.value):
            node = node.value[int(part)]
            line = node.start_mark.line + 1
    return line


def _expectation(kind: str, message: str) -> str:
    if kind == "extra_forbidden":
        return "no such setting: check its spelling"
    if kind == "missing":
        return "a value is required"
    if kind in ("dict_type", "model_type"):
        return "expected `key: value` lines below it, or {} for none"
    return message.replace("Input should be", "expected").removeprefix("Value error, ")


@dataclass(frozen=True)
class RunOptions:
    """Where one run reads and writes, and how: flags, else environment, else defaults."""

    home: Path
    exports: Path
    seeds: Path
    as_of: Moment | None = None
    full_refresh: bool = False
    accept_volume_drop: bool = False
    accept_lost_metrics: bool = False

    @property
    def seeds_over(self) -> tuple[Path, ...]:
        """The seeds folders that lie over the shipped one, the last on top.

        The sample company's where its exports are what runs, then the company's own.
        """
        sample = [SAMPLE_SEEDS] if self.exports == SAMPLE_EXPORTS else []
        own = [self.seeds] if self.seeds not in (SHIPPED_SEEDS, *sample) else []
        return (*sample, *own)

    @property
    def settings_file(self) -> Path:
        """The settings that the company edits."""
        return self.seeds / SETTINGS_FILE

    @classmethod
    def resolve(
        cls,
        *,
        home: str | Path | None = None,
        exports: str | Path | None = None,
        seeds: str | Path | None = None,
        as_of: str | None = None,
        full_refresh: bool = False,
        accept_volume_drop: bool = False,
        accept_lost_metrics: bool = False,
        environment: Mapping[str, str] = os.environ,
    ) -> "RunOptions":
        """Flags win over ACCORD_HOME, ACCORD_EXPORTS and ACCORD_SEEDS, those over the defaults.

        Raises BadUsage, naming the flag or variable, what it holds and what to give instead.
        """

        def chosen(flag: str, value: str | Path | None, default: Path) -> tuple[str, Path]:
            variable = f"ACCORD_{flag.upper()}"
            if value is not None:
                origin, raw = f"--{flag}", str(value)
            elif variable in environment:
                origin, raw = variable, environment[variable]
            else:
                return f"--{flag}", default
            if not raw.strip() or "\0" in raw:
                raise BadUsage(f"{origin} is empty; give a folder, or leave it out for {default}")
            return origin, Path(raw).expanduser().resolve()

        home_origin, home_path = chosen("home", home, PROJECT / ".accord")
        exports_origin, exports_path = chosen("exports", exports, SAMPLE_EXPORTS)
        seeds_origin, seeds_path = chosen("seeds", seeds, SHIPPED_SEEDS)
        standing = next(place for place in (home_path, *home_path.parents) if place.exists())
        if not standing.is_dir():
            raise BadUsage(f"{home_origin}: {standing} is a file; give a folder")
        if signs := _NOT_IN_A_HOME.findall(str(home_path)):
            raise BadUsage(
                f"{home_origin}: {home_path} holds {' '.join(signs)}, which a query reads as more "
                "than a name; give a home without"
            )
        for origin, folder in [(exports_origin, exports_path), (seeds_origin, seeds_path)]:
            if not folder.is_dir():
                raise BadUsage(f"{origin}: there is no folder {folder}; give an existing one")
            if not os.access(folder, os.R_OK | os.X_OK):
                raise BadUsage(
                    f"{origin}: {folder} cannot be read; give the user who runs Accord the right to"
                )
        for inner, outer, what in [
            (home_path, exports_path, "the home would be read as exports"),
            (exports_path, home_path, "what is in a home is Accord's own"),
        ]:
            if inner.is_relative_to(outer):
                raise BadUsage(
                    f"{home_origin} {home_path} and {exports_origin} {exports_path}: one is inside "
                    f"the other, and {what}; give two folders side by side"
                )
        moment = None
        if as_of is not None:
            moment = Moment.parse(as_of.strip())
            if moment is None:
                raise BadUsage(
                    f"--as-of: found {as_of!r}; expected a day (2026-10-01, to its end) or a time "
                    "(2026-10-01T02:00 in the company's zone, or with Z or an offset)"
                )
        return cls(
            home_path,
            exports_path,
            seeds_path,
            moment,
            full_refresh,
            accept_volume_drop,
            accept_lost_metrics,
        )
