"""The two languages in which an agreement is read: words, numbers, days.

A text stands in the code in English. What it is in another language stands in
`locales/<language>/LC_MESSAGES/agreement.po`, which any editor of translations opens; gettext
chooses plurals, Babel writes numbers and days.
"""

import gettext
import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent

from orchestration.agreement.words import WORDS, _

LOCALES = Path(__file__).parent / "locales"
LANGUAGES = ("en", "fr")


@dataclass(frozen=True)
class Language:
    """One language: `text` and `counted` give what stands in its catalogue."""

    code: str
    catalogue: gettext.NullTranslations

    def text(self, message: str, **values: str) -> str:
        """A message, with its values."""
        translated = self.catalogue.gettext(message)
        return translated % values if values else translated

    def counted(self, one: str, many: str, count: Decimal) -> str:
        """A number with what it counts."""
        whole = int(count) if count == int(count) else 2
        message = self.catalogue.ngettext(one, many, abs(whole))
        return message % {"number": self.number(count)}

    def word(self, value: str) -> str:
        """What a value of a seed is called; a value without a word of its own stands as it is."""
        return self.text(WORDS[value]) if value in WORDS else value

    def quoted(self, value: str) -> str:
        """A text as people wrote it."""
        return self.text(_("“%(text)s”"), text=value)

    def number(self, value: Decimal) -> str:
        """A number with the marks of the language."""
        return format_decimal(value, locale=self._locale)

    def share(self, value: Decimal) -> str:
        """A share of 1 in per cent."""
        return format_percent(value, locale=self._locale, format=self._percent)

    def day(self, value: date) -> str:
        """A day in words; French has an ordinal for the first of a month alone."""
        told = format_date(value, "d MMMM y", locale=self._locale)
        return f"1er{told[1:]}" if self.code == "fr" and value.day == 1 else told

    def items(self, values: list[str]) -> str:
        """Things one after the other, with `and` before the last."""
        return format_list(values, locale=self._locale)

    @property
    def _locale(self) -> Locale:
        return Locale(self.code)

    @property
    def _percent(self) -> str:
        # as many digits as are written
        return "#,##0.####\u202f%" if self.code == "fr" else "#,##0.####%"


@cache
def language_of(code: str) -> Language:
    """A language of `LANGUAGES`."""
    file = LOCALES / code / "LC_MESSAGES" / "agreement.po"
    if not file.exists():
        return Language(code, gettext.NullTranslations())
    compiled = io.BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=code))
    compiled.seek(0)
    return Language(code, gettext.GNUTranslations(compiled))
