"""The pages of `docs/` that tell what each metric means, in English and French.

Names and meanings are those of the seed `metrics`, which `agreement.metrics` publishes; where a
metric stands is what the published tables declare.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from orchestration.agreement.language import LANGUAGES, Language, language_of
from orchestration.agreement.words import _
from orchestration.seeds import DBT_PROJECT, read_seed, seed_files
from orchestration.settings import PROJECT
from orchestration.yaml_text import read_yaml

PAGES = {"en": "what_each_metric_means.md", "fr": "ce_que_dit_chaque_indicateur.md"}

_UNITS = {
    "leads": _("leads"),
    "rate": _("rate (0-1)"),
    "business_minutes": _("business minutes"),
    "minutes": _("minutes"),
    "days": _("days"),
    "money": _("reporting currency"),
    "deals": _("deals"),
    "score": _("score (0-100)"),
    "people": _("people"),
    "touches": _("engagements"),
    "accounts": _("accounts"),
    "score or leads": _("score or leads"),
    "as the objective": _("as the objective"),
    "as the metric": _("as the metric"),
}
_OWNERS = {
    "sales": _("sales"),
    "marketing": _("marketing"),
    "marketing and sales": _("marketing and sales"),
    "customer success": _("customer success"),
}
_BETTER = {"higher": _("higher is better"), "lower": _("lower is better"), "neither": ""}


def metrics_page(language: Language) -> str:
    """The page in one language."""
    say = language.text
    catalogue = _catalogue()
    told: set[str] = set()
    sections = []
    for table, columns in _tables().items():
        rows = [catalogue[name] for name in columns if name in catalogue]
        told |= {row["metric"] for row in rows}
        if rows:
            sections.append(_section(f"`alignment.{table}`", rows, language))
    others = [row for name, row in catalogue.items() if name not in told]
    sections.insert(0, _section(say(_("The scorecard and commitments")), others, language))
    introduction = say(
        _(
            "The same texts stand in the table `agreement.metrics`, and come from "
            "`seeds/agreement/metrics.csv`; how each is worked out to the last case is in the "
            "description of its column. `make docs` writes this page anew."
        )
    )
    title = say(_("What each metric means"))
    return "\n".join([f"# {title}", "", introduction, "", *sections])


def _section(title: str, rows: list[Mapping[str, str]], language: Language) -> str:
    say = language.text
    heads = [_("Metric"), _("Meaning"), _("Unit"), _("Answers for it")]
    lines = [
        f"## {title}",
        "",
        "| " + " | ".join(say(head) for head in heads) + " |",
        "| --- | --- | --- | --- |",
    ]
    for row in rows:
        unit = say(_UNITS[row["unit"]])
        better = _BETTER[row["better_is"]]
        cells = (
            f"**{row[f'name_{language.code}']}** `{row['metric']}`",
            row[f"formula_{language.code}"],
            f"{unit}, {say(better)}" if better else unit,
            say(_OWNERS[row["owner"]]),
        )
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join([*lines, ""])


def _catalogue() -> dict[str, Mapping[str, str]]:
    """The shipped seed, by metric."""
    content = read_seed(seed_files()["agreement/metrics.csv"].read_bytes())
    rows = [dict(zip(content.header, cells, strict=True)) for _line, cells in content.rows]
    return {row["metric"]: row for row in rows}


def _tables() -> dict[str, list[str]]:
    """The columns of each published table of figures."""
    tables = {}
    for model, name in _models():
        columns = [column["name"] for column in model["columns"]]
        tables[name] = columns
    return dict(sorted(tables.items()))


def _models() -> Iterator[tuple[Mapping[str, list[Mapping[str, str]]], str]]:
    """Each model of the schema `alignment` as its YAML declares it, with its published name."""
    for file in sorted((DBT_PROJECT / "models" / "marts" / "alignment").glob("*.yml")):
        for model in read_yaml(file.read_text("utf-8"))["models"]:
            code = file.with_name(f"{model['name']}.sql").read_text("utf-8")
            alias = code.partition("alias='")[2].partition("'")[0]
            yield model, alias or model["name"]


def write_pages(folder: Path = PROJECT / "docs") -> None:
    """Write both pages."""
    for code in LANGUAGES:
        (folder / PAGES[code]).write_text(metrics_page(language_of(code)), "utf-8")


if __name__ == "__main__":
    write_pages()
