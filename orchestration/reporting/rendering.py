"""Templates as text: one environment, whose words are those of the language that is rendered."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from orchestration.reporting.figures import Figures


def rendered(template: str, figures: Figures, **content: object) -> str:
    """A template, with the figures of a page and what else it shows."""
    environment = environment_of_templates()
    # templates read the words at rendering: each is compiled once for both languages
    # a method that an extension gives to it, which its type does not know
    environment.install_gettext_translations(  # type: ignore[attr-defined]
        figures.language.catalogue, newstyle=True
    )
    return environment.get_template(template).render(
        say=figures.language, marts=figures.marts, figures=figures, **content
    )


@cache
def environment_of_templates() -> Environment:
    """The environment of all templates."""
    return Environment(
        loader=PackageLoader("orchestration.reporting"),
        # plain text is no HTML
        autoescape=lambda name: name is None or not name.endswith(".txt.j2"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
