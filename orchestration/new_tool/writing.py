"""The folder of a begun tool, as text: what it declares, and its models."""

import csv
import io
import math
import re
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from orchestration.new_tool.inference import Habits
from orchestration.new_tool.plan import EVENTS, Field, PlannedObject, json_text
from orchestration.yaml_text import read_yaml

_SKELETON = Path(__file__).parent / "skeleton"
# As the house has it: no line is longer.
_LINE = 110

_LOCATION = "read_parquet('<home>/landing/{schema}/{identifier}/*.parquet', union_by_name = true)"

# Of each kind of object, the shapes that it gives, and what it must say to give them.
SHAPES: Mapping[str, Mapping[str, str | None]] = {
    "people": {
        "people": None,
        "person_emails": "email",
        "stage_changes": None,
        "owner_changes": "owner",
        "attribute_changes": None,
    },
    "stage_changes": {"stage_changes": None},
    "opportunity_stage_changes": {"opportunity_stage_changes": None},
    "activities": {"marketing_activities": None, "sales_activities": "user_id"},
    "opportunities": {
        "opportunities": None,
        "opportunity_people": "person_id",
        "opportunity_stage_changes": None,
    },
    "users": {"users": None},
}
_GRAINS = {
    "people": "One row per person-like record of the tool, at its newest version.",
    "person_emails": "One row per record and e-mail that an export ever showed on it.",
    "stage_changes": "One row per value that a stage-bearing field of a record took.",
    "owner_changes": "One row per owner that a record took, as successive exports show it.",
    "attribute_changes": "One row per value that an attribute of a record took.",
    "marketing_activities": "One row per activity of a person.",
    "sales_activities": "One row per activity of a user towards a person.",
    "opportunities": "One row per opportunity of the tool, at its newest version.",
    "opportunity_people": "One row per record that an opportunity names.",
    "opportunity_stage_changes": "One row per value that a stage-bearing field of a deal took.",
    "users": "One row per user of the tool, at its newest version.",
}


def shapes_of(objects: Sequence[PlannedObject]) -> dict[str, list[PlannedObject]]:
    """The shapes that these objects give, each with those that give it."""
    shapes: dict[str, list[PlannedObject]] = {}
    for each in objects:
        for shape, word in SHAPES[each.kind].items():
            if word is None or each.has(word) or (word == "email" and each.has_emails):
                shapes.setdefault(shape, []).append(each)
    return shapes


def folder_of(
    tool: str, objects: Sequence[PlannedObject], habits: Habits, has_zones: bool
) -> dict[str, str]:
    """The files of a begun tool, by name."""
    environment = Environment(
        loader=FileSystemLoader(_SKELETON),
        undefined=StrictUndefined,
        autoescape=False,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        block_start_string="[%",
        block_end_string="%]",
        variable_start_string="[[",
        variable_end_string="]]",
        comment_start_string="[#",
        comment_end_string="#]",
    )
    environment.globals["json_text"] = json_text
    files = {
        f"_{tool}__sources.yml": _sources(tool, objects, habits, has_zones),
        f"_{tool}__models.yml": _models(tool, objects),
        f"_{tool}__shapes.yml": _shapes(tool, shapes_of(objects)),
    }
    staging = environment.get_template("staging.sql")
    for each in objects:
        text = staging.render(tool=tool, object=each)
        files[f"stg_{tool}__{each.name}.sql"] = _fitted(text)
    for shape, giving in shapes_of(objects).items():
        text = environment.get_template(f"{shape}.sql").render(tool=tool, objects=giving)
        files[f"{tool}__{shape}.sql"] = _fitted(text)
    return files


def samples_of(objects: Sequence[PlannedObject]) -> dict[str, str]:
    """A file of each object for sample exports, with the header alone: rows are to be made up."""
    samples = {}
    for each in objects:
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerow([field.header for field in each.fields])
        samples[f"{each.stems[0]}.csv"] = out.getvalue()
    return samples


def with_shapes(project: str, tool: str, shapes: Sequence[str]) -> str:
    """The text of dbt_project.yml with the tool in the lists of its shapes, templates last."""
    for shape in shapes:

        def listed(found: re.Match[str]) -> str:
            names = re.findall(r"\w+", found["names"])
            place = len(names) - (names[-1:] == ["template"])
            names.insert(place, tool)
            return _filled(found["head"], names)

        project, count = re.subn(
            rf"(?P<head>^ {{4}}{shape}: \[)(?P<names>[^\]]*)\]",
            listed,
            project,
            count=1,
            flags=re.M,
        )
        assert count == 1, shape
    return project


def _filled(head: str, names: Sequence[str]) -> str:
    """A list of YAML, over as many lines as it needs."""
    lines, line = [], head
    for place, name in enumerate(names):
        text = name + ("]" if place == len(names) - 1 else ",")
        if len(line) + 1 + len(text) > _LINE:
            lines.append(line)
            line = " " * len(head) + text
        else:
            line += text if line == head else f" {text}"
    return "\n".join([*lines, line])


def _sources(tool: str, objects: Sequence[PlannedObject], habits: Habits, has_zones: bool) -> str:
    lines = [
        f"# Begun by `accord new-tool {tool}`: every value of its files lands in these types.",
        "# Look at what a comment asks, and add what the tool calls a column in other languages.",
        "sources:",
        f"  - name: {tool}",
        "    description: >",
        f"      The exports of {tool}.",
        "    config:",
        "      meta:",
        "        external_location: >-",
        f"          {_LOCATION}",
        "        # crm, automation or crm_and_automation: a CRM's newest export bounds the night",
        "        role: crm",
        "        # an IANA name, or the company's: of times without a zone"
        + ("" if has_zones else "; some of these files have none"),
        "        time_zone: company",
    ]
    if habits.day_order:
        if note := habits.notes.get("day_order"):
            lines.append(f"        # {note}")
        lines.append(f"        day_order: {habits.day_order}")
    if note := habits.notes.get("decimal_mark"):
        lines.append(f"        # {note}")
    lines.append(f'        decimal_mark: "{habits.decimal_mark}"')
    if habits.digit_grouping != "thousands":
        lines.append(f"        digit_grouping: {habits.digit_grouping}")
    lines.append("        # what the tool writes for nothing")
    lines += _entry("        ", "null_words", list(habits.null_words))
    lines.append("    tables:")
    for place, each in enumerate(objects):
        is_first = each is next(other for other in objects if other.kind == "people")
        lines += ([""] if place else []) + _table(each, is_required=is_first)
    return "\n".join(lines) + "\n"


def _table(planned: PlannedObject, *, is_required: bool) -> list[str]:
    stems = [stem for each in planned.stems for stem in (each, f"{each}_[0-9]*")]
    lines = [
        f"      - name: {planned.name}",
        "        description: >",
        f"          {_described(planned)}",
        "        config:",
        "          meta:",
        *_entry("            ", "files", stems),
        f"            key: [{planned.key_field.name if planned.key_field else ''}]",
        f"            mode: {planned.mode}",
    ]
    if planned.kind == "people":
        lines.append("            is_person_like: true")
    if is_required:
        lines.append("            is_required: true")
    if planned.kind not in (*EVENTS, "users"):
        lines += [
            f"            {word}: {planned.column(word)}"
            for word in ("modified_at", "created_at", "amount")
            if planned.has(word)
        ]
    shape = {"records": planned.json.records, "unwrap": list(planned.json.unwrap)}
    if any(shape.values()):
        lines += _entry("            ", "json", {k: v for k, v in shape.items() if v})
    lines.append("        columns:")
    for each in planned.fields:
        lines += _column(planned, each)
    return lines


def _described(planned: PlannedObject) -> str:
    if planned.mode == "append":
        return f"One row per row of {planned.name}; rows of all exports add up."
    return f"One row per record of {planned.name}, a full list every time."


def _column(planned: PlannedObject, field: Field) -> list[str]:
    meta: dict[str, object] = {}
    if field == planned.key_field:
        meta["is_required"] = True
    if field.is_personal:
        meta["is_personal"] = True
    if field.data_type == "timestamp" and field.says and field.says.is_record_time:
        meta["is_record_time"] = True
    if field.inferred.day_order:
        meta["day_order"] = field.inferred.day_order
    if field.inferred.is_json:
        meta["format"] = "json"
    if field.header != field.name:
        meta["aliases"] = [field.header]
    column: dict[str, object] = {
        "name": field.name,
        "data_type": "varchar" if field == planned.key_field else field.data_type,
        "description": f"{' '.join(field.header.split())}, as the tool writes it.",
    }
    if meta:
        column["config"] = {"meta": meta}
    notes = [f"          # {note}" for note in field.inferred.notes if field != planned.key_field]
    return [*notes, *_flow("          - ", column)]


def _flow(indent: str, content: Mapping[str, object]) -> list[str]:
    """A mapping in braces, over as many lines as it needs."""
    return _lines(indent, _written(content))


def _entry(indent: str, key: str, value: object) -> list[str]:
    """A key and its value, over as many lines as it needs."""
    return _lines(indent, f"{key}: {_written(value)}")


def _lines(indent: str, text: str) -> list[str]:
    """A text of YAML in braces: a line may end at any blank, and goes on below."""
    head = text[: len(text) - len(text.lstrip("{["))]
    below = " " * (len(indent) + len(head))
    parts = re.split(r"(?<=,) (?=config: )", text) if len(indent) + len(text) > _LINE else [text]
    lines = []
    for place, part in enumerate(parts):
        lines += textwrap.wrap(
            part,
            width=_LINE,
            initial_indent=below if place else indent,
            subsequent_indent=below,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return lines


def _written(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_written(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    if re.fullmatch(r"[A-Za-z_]\w*", text, re.ASCII) and isinstance(read_yaml(text), str):
        return text
    quoted: str = yaml.safe_dump(text, default_style='"', allow_unicode=True, width=math.inf)
    return quoted.rstrip("\n")


def _models(tool: str, objects: Sequence[PlannedObject]) -> str:
    lines = ["models:"]
    for place, each in enumerate(objects):
        lines += [""] if place else []
        lines += [
            f"  - name: stg_{tool}__{each.name}",
            "    description: >",
            f"      One row per landed row of {each.name}.",
            "    columns:",
        ]
        told = {"version_key": ("The landed row: export, file and ordinal.", "grain")}
        if each.key_lines:
            told[each.key] = (f"What tells {each.name} apart.", "not_null")
        lines += [
            line
            for name, (description, test) in told.items()
            for line in _flow(
                "      - ",
                {"name": name, "description": description, "data_tests": [test]},
            )
        ]
        told_fields = {field.name: field for field in each.fields}
        for names in each.groups.values():
            for name in names:
                field = told_fields.get(name)
                description = (
                    f"{' '.join(field.header.split())}, as the tool writes it."
                    if field
                    else f"False where {name.removesuffix('_has_time')} is a day without a time."
                )
                lines += _flow("      - ", {"name": name, "description": description})
        lines += [
            '      - {name: _exported_at, description: "Export time of the landed row, UTC."}',
            '      - {name: _file, description: "File it was read from."}',
            '      - {name: _row, description: "Ordinal in the file."}',
            *(
                f"      - {{name: {name}, description: \"{{{{ doc('{name}') }}}}\"}}"
                for name in ("_columns", "_version_start", "_is_ended")
            ),
        ]
    return "\n".join(lines) + "\n"


def _shapes(tool: str, shapes: Mapping[str, Sequence[PlannedObject]]) -> str:
    lines = ["models:"]
    for place, shape in enumerate(shapes):
        lines += [""] if place else []
        lines += [f"  - name: {tool}__{shape}", "    description: >", f"      {_GRAINS[shape]}"]
    return "\n".join(lines) + "\n"


def _fitted(text: str) -> str:
    """SQL in which no line is longer than the house has it."""
    lines = [line for written in text.splitlines() for line in _broken(written.rstrip())]
    squeezed = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    return f"{squeezed}\n"


def _broken(line: str) -> list[str]:
    """A line, broken before its alias, or behind a comma or a sign between two texts."""
    if len(line) <= _LINE:
        return [line]
    places = [found.start() for found in re.finditer(r" (?=as |\|\| )|(?<=,) ", line)]
    fitting = [place for place in places if line[:place].strip() and place <= _LINE]
    if not fitting:
        return [line]
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    return [line[: fitting[-1]], *_broken(indent + line[fitting[-1] + 1 :])]
