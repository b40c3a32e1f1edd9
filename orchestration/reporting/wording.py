"""What several pages call the same: values of dimensions, agreed reasons, judgements, intervals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from orchestration.agreement.words import _
from orchestration.reporting.cells import UNATTRIBUTED, UNKNOWN
from orchestration.reporting.figures import Figures
from orchestration.reporting.language import PageLanguage
from orchestration.reporting.marts import Row
from orchestration.reporting.tables import Chip, Tone

# The words of each judgement, and whether it is a good one.
Judgements = Mapping[str, tuple[str, Tone]]

# The teams that promise each other something, in the order in which they are shown.
TEAMS = ("marketing", "sales")
COMMITMENTS: Judgements = {
    "kept": (_("kept"), "good"),
    "broken": (_("broken"), "bad"),
    "immature": (_("too young"), "watch"),
    "running": (_("running"), ""),
}

# So much of a key tells most users apart.
_END_OF_KEY = 8

_VALUES = {UNKNOWN: _("not known"), UNATTRIBUTED: _("nothing known before")}
_NO_REASONS = {"(none given)": _("No reason given"), "(unmapped)": _("Not an agreed reason")}


def value_name(say: PageLanguage, value: str) -> str:
    """A value of a dimension as people read it."""
    return say.text(_VALUES[value]) if value in _VALUES else value


def of_dimension(figures: Figures, dimension: str, value: str) -> str:
    """A value of a dimension, both as people call them; nothing where everyone is meant."""
    if dimension == "all":
        return ""
    return figures.language.text(
        _("%(name)s: %(value)s"),
        name=figures.attribute(dimension),
        value=value_name(figures.language, figures.dimension_value(dimension, value)),
    )


def reason_name(say: PageLanguage, row: Row) -> str:
    """What a reason is called: `reason_code`, with the names that the agreement gives it."""
    code = row["reason_code"]
    if code in _NO_REASONS:
        return say.text(_NO_REASONS[code])
    return str(row[f"name_{say.code}"] or code or "")


def told_apart(
    figures: Figures, users: Iterable[tuple[str, str | None, str | None]]
) -> dict[str, str]:
    """What each user is called, of their keys, names and teams: no two alike.

    Who shares a name is told by the team, else by the e-mail where lists name people, else by the
    end of the key.
    """
    users = list(dict.fromkeys(users))
    told = {}
    for name, same in groupby(sorted(users, key=_named), key=_named):
        alike = list(same)
        if len(alike) == 1:
            told[alike[0][0]] = name
            continue
        marks = _marks(figures, alike)
        told |= {key: f"{name} · {mark}" for (key, *_rest), mark in zip(alike, marks, strict=True)}
    return told


def _named(user: tuple[str, str | None, str | None]) -> str:
    key, name, _team = user
    return name or key


def _marks(figures: Figures, alike: Sequence[tuple[str, str | None, str | None]]) -> Sequence[str]:
    """What tells users of one name apart."""
    keys = [key for key, _name, _team in alike]
    teams = [figures.language.word(team) for _key, _name, team in alike if team]
    if len(set(teams)) == len(alike):
        return teams
    if figures.shows_names:
        found = figures.marts.rows(
            "select user_id, email from core.dim_users where list_contains(?, user_id)", keys
        )
        by_key = {row["user_id"]: row["email"] for row in found if row["email"]}
        emails = [by_key[key] for key in keys if key in by_key]
        if len(set(emails)) == len(alike):
            return emails
    ends = [f"…{key[-_END_OF_KEY:]}" for key in keys]
    return ends if len(set(ends)) == len(alike) else keys


def judgement(say: PageLanguage, words: Judgements, status: str) -> Chip:
    """A judgement in words."""
    word, tone = words[status]
    return Chip(say.text(word), tone)


def share_range(say: PageLanguage, low: float | None, high: float | None) -> str:
    """The ends of an interval of a share; nothing where there is none."""
    if low is None or high is None:
        return ""
    return range_of(say, say.share(low), say.share(high))


def points_range(say: PageLanguage, low: float, high: float) -> str:
    """The ends of an interval of a difference of shares."""
    return range_of(say, say.points(low), say.points(high))


def range_of(say: PageLanguage, low: str, high: str) -> str:
    """Two ends of a range, each in words."""
    return say.text(_("%(low)s to %(high)s"), low=low, high=high)
