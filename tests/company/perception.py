"""What both teams think of each other: the closed waves of the survey."""

from tests.company.cells import Row, Table, described
from tests.company.survey import QUESTIONS, WAVES, Answers, forms
from tests.company.truth import last_export
from tests.company.world import utc

MIN_RESPONDENTS = 5


def perceived_alignment(as_of: int) -> Table:
    """Scores of the waves that have closed."""
    seen_at = last_export(as_of)
    table: Table = {}
    for wave in WAVES:
        returned = [
            form
            for name, form in forms()
            if name == wave.name and form.answered_at <= min(seen_at, wave.closes_at - 1)
        ]
        if wave.closes_at > as_of or not returned:
            continue
        for dimension in ("communication", "trust", "recognition", "all"):
            for team, row in _team_rows(returned, dimension).items():
                row |= {"opened_at": str(utc(wave.opens_at).replace(tzinfo=None))}
                row |= {"closed_at": str(utc(wave.closes_at).replace(tzinfo=None))}
                table[wave.name, team, dimension] = described(row, "period", True)
    return table


def _score(form: Answers, dimension: str) -> float | None:
    """The respondent's score in a dimension; None without an answer."""
    marks = [
        6 - mark if question.is_reversed else mark
        for question, mark in zip(QUESTIONS, form.marks, strict=True)
        if mark is not None and dimension in ("all", question.dimension)
    ]
    return (sum(marks) / len(marks) - 1) / 4 * 100 if marks else None


def _team_rows(returned: list[Answers], dimension: str) -> dict[str, Row]:
    scores: dict[str, list[float] | None] = {}
    for team in ("sales", "marketing"):
        of_team = [form for form in returned if form.team == team]
        asked = (dimension,) if dimension != "all" else ("communication", "trust", "recognition")
        answered = [sum(_score(form, part) is not None for form in of_team) for part in asked]
        known = [score for form in of_team if (score := _score(form, dimension)) is not None]
        scores[team] = None if min(answered) < MIN_RESPONDENTS else known
    sales, marketing = scores["sales"], scores["marketing"]
    gap = both = None
    if sales is not None and marketing is not None:
        means = sum(sales) / len(sales), sum(marketing) / len(marketing)
        gap, both = means[0] - means[1], sum(means) / 2
    rows: dict[str, Row] = {}
    for team, known_scores in scores.items():
        rows[team] = {
            "respondents": None if known_scores is None else len(known_scores),
            "score": None if known_scores is None else sum(known_scores) / len(known_scores),
            "gap": gap,
            "is_suppressed": known_scores is None,
        }
    rows["both"] = {
        "respondents": None if sales is None or marketing is None else len(sales) + len(marketing),
        "score": both,
        "gap": gap,
        "is_suppressed": both is None,
    }
    return rows
