"""The language of a page: words of its own catalogue, and the formats of numbers, money, times.

A text stands in templates and code in English. What it is in another language stands in
`locales/<language>/LC_MESSAGES/pages.po`; words that the agreement uses stand in its catalogue.
What the night says of exports and checks is published in English: `night.po` holds the messages of
which it is made.
"""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent

from orchestration.agreement.language import LANGUAGES, Language, language_of
from orchestration.agreement.words import _
from orchestration.reporting.periods import Period

LOCALES = Path(__file__).parent / "locales"
CATALOGUE = "pages.po"
NIGHT = "night.po"

# A place of a message that a value fills.
_PLACE = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True)
class PageLanguage:
    """One language of the site: `text` and `counted` give what stands in its catalogue."""

    code: str
    currency: str
    catalogue: gettext.NullTranslations
    agreement: Language = field(repr=False)
    night: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    def text(self, message: str, **values: object) -> str:
        """A message, with its values."""
        translated = self.catalogue.gettext(message)
        return translated % values if values else translated

    def texts(self, *messages: str) -> list[str]:
        """Messages without values, as the heads of a table are."""
        return [self.text(message) for message in messages]

    def counted(self, one: str, many: str, number: int) -> str:
        """A number with what it counts: `%(num)s` in the messages."""
        message = self.catalogue.ngettext(one, many, number)
        return message % {"num": self.number(number)}

    def number(self, value: float, digits: int = 0) -> str:
        """A number with the marks of the language, and at most so many decimals."""
        pattern = "#,##0" + ("." + "#" * digits if digits else "")
        return format_decimal(value, format=pattern, locale=self._locale)

    def signed(self, value: float, digits: int = 0) -> str:
        """A number with its sign."""
        return _sign(value) + self.number(abs(value), digits)

    def share(self, value: float) -> str:
        """A share of 1 in per cent."""
        return format_percent(value, format=self._percent, locale=self._locale)

    def points(self, value: float) -> str:
        """A difference of two shares, in percentage points."""
        return self.text(
            _("%(points)s pts"),
            points=self.signed(value * 100, 1),
        )

    def money(self, value: float) -> str:
        """An amount in the reporting currency, without cents."""
        return format_currency(
            value,
            self.currency,
            locale=self._locale,
            currency_digits=False,
            format=self._locale.currency_formats["standard"].pattern.replace(".00", ""),
        )

    def duration(self, minutes: float) -> str:
        """Business minutes as people say them: minutes, else hours and minutes."""
        whole = round(minutes)
        if whole < 60:
            return self.text(_("%(minutes)s min"), minutes=self.number(whole))
        hours, rest = divmod(whole, 60)
        if hours >= 24 or not rest:
            return self.text(_("%(hours)s h"), hours=self.number(round(whole / 60)))
        return self.text(_("%(hours)s h %(minutes)s min"), hours=self.number(hours), minutes=rest)

    def signed_duration(self, minutes: float) -> str:
        """A difference of business minutes, with its sign."""
        return _sign(minutes) + self.duration(abs(minutes))

    def day(self, value: date) -> str:
        """A day, as `5 October 2026`."""
        return self.agreement.day(value)

    def short_day(self, value: date) -> str:
        """A day without its year."""
        return format_date(value, "d MMM", locale=self._locale)

    def moment(self, value: datetime) -> str:
        """A time of a day, on the clock that it is given in."""
        time = format_datetime(value, "H:mm" if self.code == "fr" else "HH:mm", locale=self._locale)
        return self.text(_("%(day)s, %(time)s"), day=self.day(value.date()), time=time)

    def period(self, period: Period) -> str:
        """A week, month or quarter in words."""
        if period.grain == "week":
            return self.text(
                _("%(first)s to %(last)s"),
                first=self.short_day(period.start),
                last=self.day(period.last_day),
            )
        if period.grain == "month":
            return format_date(period.start, "LLLL y", locale=self._locale)
        return format_date(period.start, "QQQ y", locale=self._locale)

    def short_period(self, period: Period) -> str:
        """A period as it stands on an axis."""
        if period.grain == "week":
            return self.short_day(period.start)
        if period.grain == "month":
            return format_date(period.start, "LLL yy", locale=self._locale)
        return self.period(period)

    def quoted(self, value: str) -> str:
        """A text as people wrote it."""
        return self.agreement.quoted(value)

    def retold(self, told: str) -> str:
        """What the night told in English, in this language; values in it stay as they are.

        It is made of one message of the night's catalogue: that which leaves least to values. What
        is made of none stands as it is.
        """
        if told in self.night:
            return self.night[told]
        for form, message in self._forms:
            found = form.fullmatch(told)
            if found is not None:
                values = {name: self.retold(value) for name, value in found.groupdict().items()}
                return message % values
        return told

    @cached_property
    def _forms(self) -> list[tuple[re.Pattern[str], str]]:
        """How each message of the night reads with any values, and its translation."""
        with_places = [message for message in self.night if _PLACE.search(message)]
        by_words = sorted(with_places, key=lambda each: (-len(_PLACE.sub("", each)), each))
        return [(_form(message), self.night[message]) for message in by_words]

    def word(self, value: str) -> str:
        """What a value of the agreement is called; one without a word stands as it is."""
        return self.agreement.word(value)

    @property
    def _locale(self) -> Locale:
        return Locale(self.code)

    @property
    def _percent(self) -> str:
        return "#,##0.#\u202f%" if self.code == "fr" else "#,##0.#%"


def _form(message: str) -> re.Pattern[str]:
    """A message with any values in its places; a place named twice holds one value."""
    parts, named = [], set()
    for place, text in enumerate(_PLACE.split(message)):
        if place % 2 == 0:
            parts.append(re.escape(text))
        elif text in named:
            parts.append(f"(?P={text})")
        else:
            named.add(text)
            parts.append(f"(?P<{text}>.*?)")
    return re.compile("".join(parts), re.DOTALL)


def _sign(value: float) -> str:
    """Of a difference: plus, the minus that is as wide, or plus-minus of nothing."""
    return "+" if value > 0 else "\u2212" if value < 0 else "\u00b1"


@cache
def page_language(code: str, currency: str) -> PageLanguage:
    """A language of `LANGUAGES`, with amounts in a currency (ISO 4217)."""
    file = LOCALES / code / "LC_MESSAGES" / CATALOGUE
    agreement = language_of(code)
    if not file.exists():
        return PageLanguage(code, currency, gettext.NullTranslations(), agreement)
    compiled = io.BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=code))
    compiled.seek(0)
    with file.with_name(NIGHT).open("rb") as source:
        night = {str(each.id): str(each.string) for each in read_po(source, locale=code) if each.id}
    return PageLanguage(code, currency, gettext.GNUTranslations(compiled), agreement, night)


__all__ = ["LANGUAGES", "LOCALES", "PageLanguage", "page_language"]
