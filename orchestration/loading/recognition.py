"""Which declared object a header is one of, whatever the file is called."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from orchestration.agreement.words import _
from orchestration.errors import RefusedFile
from orchestration.loading.declarations import ExportObject
from orchestration.loading.folding import fold
from orchestration.loading.headers import labels, matches

# A header is an object's that names so much of it, and has what the object needs.
_MOST = 0.75
_HALF = 0.5
_FEWEST = 3


@dataclass(frozen=True)
class Recognised:
    """The object of which a header is one, how many of the columns with a name it has; its equals.

    `equals` are other objects of which the header has as many columns. `is_sure`: it is not for
    its name alone that a file is one, with less than half of what its header names.
    """

    export_object: ExportObject
    known: int
    named: int
    equals: tuple[ExportObject, ...] = ()
    is_sure: bool = True


def recognised(
    cells: Sequence[str], objects: Iterable[ExportObject], stem: str | None = None
) -> Recognised | None:
    """The object of which a header has most columns, if it is one's; the first of equal ones.

    Of an object that takes files of the name `stem`, what it needs and half as many columns as the
    best has are enough, or what it needs where the name says the tool too; of one that takes files
    of any name, what it needs, where it is no other's.
    """
    words = fold(stem or "").split("_")
    named = [cell for cell in cells if cell.strip()]
    found: list[_Found] = []
    for each in objects:
        labelled = labels(each)
        known = {labelled.find(cell) for cell in named} - {None}
        needed = {column.name for column in each.columns if each.is_kept(column)}
        if not known or not needed <= known:
            continue
        is_its = len(known) >= max(_FEWEST, _MOST * len(named))
        found.append(_Found(each, len(known), is_its, stem is not None and each.claims(stem)))
    sure = [each for each in found if not each.export_object.takes_any_name]
    most = max((each.known for each in sure if each.is_its or each.is_called), default=0)
    called = [each for each in sure if each.is_called and each.known >= most * _HALF]
    likely = [each for each in sure if each.is_called and each.export_object.system in words]
    likely = likely or called or [each for each in sure if each.is_its]
    # what takes files of any name is what is left of a header that is nobody's
    likely = likely or [each for each in found if each.is_called and each not in sure]
    best = max((each.known for each in likely), default=0)
    told = [each.export_object for each in likely if each.known == best]
    if not told:
        return None
    # what the tool writes and nothing reads speaks neither for it nor against it
    others = sum(told[0].is_other_column(cell) for cell in named if not labels(told[0]).find(cell))
    is_sure = (
        best >= (len(named) - others) * _HALF or told[0].system in words or told[0].takes_any_name
    )
    return Recognised(told[0], best, len(named), tuple(told[1:]), is_sure)


@dataclass(frozen=True)
class _Found:
    export_object: ExportObject
    known: int
    is_its: bool
    is_called: bool


def refuse_other_object(
    cells: Sequence[str], declared: ExportObject, objects: Iterable[ExportObject]
) -> None:
    """Raises RefusedFile where a header is another object's, and this one's for less than half."""
    named = sum(bool(cell.strip()) for cell in cells)
    own = matches(cells, declared)
    if own * 2 >= named:
        return
    found = recognised(cells, [each for each in objects if each != declared])
    if found is None or _is_about(cells, declared, found.export_object):
        return
    if matches(cells, other := found.export_object) >= own + _FEWEST:
        raise RefusedFile(
            _(
                "its header is that of %(object)s: of %(columns)s columns it names %(named)s, of "
                "%(expected)s %(own)s; put it under %(system)s/<time of the export>/ with a name "
                "like %(example)s"
            )
            % {
                "object": other.shown,
                "columns": named,
                "named": matches(cells, other),
                "expected": declared.shown,
                "own": own,
                "system": other.system,
                "example": other.example_name,
            }
        )


def _is_about(cells: Sequence[str], declared: ExportObject, other: ExportObject) -> bool:
    """Whether a header has an id of its own beside that of another object, of which it tells.

    `Id` and `OpportunityId` both name an opportunity where one has a single id.
    """
    ids = [cell for cell in cells if labels(other).find(cell) in other.key]
    own = {labels(declared).find(cell) for cell in ids} - {None}
    return len(ids) > 1 and len(own) == len(ids)
