"""An agreement is read in both languages, and what a version changes reads like an amendment."""

import json
import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from typer.testing import CliRunner

from orchestration.agreement import Agreement
from orchestration.agreement.amendments import amendments_text
from orchestration.agreement.articles import ARTICLES
from orchestration.agreement.drafting import draft
from orchestration.agreement.language import LANGUAGES, LOCALES, language_of
from orchestration.agreement.showing import agreement_text
from orchestration.cli import app
from orchestration.settings import SAMPLE_SEEDS
from tests.seeds.agreements import edit, write_agreement


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """The seeds of a company with a signed version 2, and a draft that begins as its copy."""
    write_agreement(tmp_path)
    draft((tmp_path,), "3", "2", None)
    return tmp_path


def amendment(own: Path, language: str) -> list[str]:
    """What version 3 changes, without the thin blanks of French and the dashes of titles."""
    lines = amendments_text(Agreement.read(own), "2", "3", language_of(language))
    return [re.sub("[\u00a0\u202f]", " ", line).replace("\u2013", "-") for line in lines]


def test_a_copy_changes_nothing(own: Path) -> None:
    assert amendment(own, "en") == [
        "Draft of an amendment: version 3, which both teams have not signed yet, "
        "against version 2.",
        "Both agree the same.",
    ]


@pytest.mark.parametrize(
    ("name", "old", "new", "english", "french"),
    [
        (
            "sla_policies",
            "3,Enterprise,default,240,",
            "3,Enterprise,default,120,",
            "Article 3 - Service levels. For segment Enterprise the first touch falls from 240 "
            "to 120 business minutes.",
            "Article 3 - Niveaux de service. Pour le segment Enterprise, le premier contact "
            "baisse de 240 à 120 minutes ouvrées.",
        ),
        (
            "sla_policies",
            "3,*,default,480,,,",
            "3,*,default,,1,,",
            "Article 3 - Service levels. For every other segment the first touch of 480 business "
            "minutes applies no more; the decision becomes 1 business minute (nothing was agreed "
            "before).",
            "Article 3 - Niveaux de service. Pour tout autre segment, le premier contact, "
            "jusqu'ici 480 minutes ouvrées, ne s'applique plus ; la décision devient 1 minute "
            "ouvrée (rien n'était convenu).",
        ),
        (
            "journey_stages",
            "3,sql,4,consideration,sales,marketing",
            "3,sql,4,consideration,marketing,marketing",
            "Article 2 - The journey. At the stage Sales-qualified lead the pilot team changes "
            "from sales to marketing.",
            "Article 2 - Le parcours. À l'étape SQL, l'équipe pilote : le marketing, et non plus "
            "les ventes.",
        ),
        (
            "commitments",
            "3,speed,sales,touch_sla_compliance,Enterprise,month,at_least,0.9",
            "3,speed,sales,touch_sla_compliance,Enterprise,month,at_least,0.955",
            "Article 7 - Commitments. In commitment speed by the month the target rises from 90% "
            "to 95.5%.",
            "Article 7 - Engagements. Dans l'engagement speed par mois, la cible monte de 90 % à "
            "95,5 %.",
        ),
        (
            "mql_rules",
            "3,demo,engagement,demo_request,,,30,20\n",
            "3,demo,engagement,demo_request,,,1,20\n3,cv,exclusion,job_title,in,intern|student,,\n",
            "Article 4 - The marketing-qualified lead.\n"
            "  In rule demo the time it looks back falls from 30 to 1 day.\n"
            "  Added: Rule cv: nobody qualifies with job title: one of “intern” and “student”.",
            "Article 4 - Le lead qualifié par le marketing.\n"
            "  Dans la règle demo, le temps regardé en arrière baisse de 30 à 1 jour.\n"
            "  Ajouté : Règle cv : nul ne se qualifie avec fonction : parmi « intern » et "
            "« student ».",
        ),
        (
            "routing_rules",
            "3,2,*,*,*,*,*,team:sales\n",
            "",
            "Article 6 - Routing. Removed: Rule 2: all other leads go to team sales.",
            "Article 6 - Routage. Supprimé : Règle 2 : tous les autres leads ; destinataire : "
            "les ventes (équipe).",
        ),
    ],
)
def test_a_change_reads_as_a_contract_says_it(
    own: Path, name: str, old: str, new: str, english: str, french: str
) -> None:
    edit(own, name, old, new)
    told = amendment(own, "en")
    assert "\n".join(told[1:-1]) == english
    assert told[-1] == "All that is not named here stays as it was."
    assert "\n".join(amendment(own, "fr")[1:-1]) == french


def test_the_amendment_is_there_for_machines_too(own: Path) -> None:
    edit(own, "sla_policies", "3,Enterprise,default,240,", "3,Enterprise,default,120,")
    arguments = ["agreement", "diff", "2", "3", "--seeds", str(own), "--json"]
    told = json.loads(CliRunner().invoke(app, arguments).output)
    [change] = told["changes"]
    assert (change["article"], change["file"], change["kind"]) == (3, "sla_policies.csv", "changed")
    assert change["cells"] == [
        {"column": "first_touch_business_minutes", "was": "240", "is": "120"}
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_row_of_a_version_is_shown(own: Path, language: str) -> None:
    for over, version in ((own, "2"), (SAMPLE_SEEDS, "2")):
        agreement = Agreement.read(over)
        lines = agreement_text(agreement, version, language_of(language))
        rows = sum(len(agreement.rows(article.seed, version)) for article in ARTICLES)
        empty = sum(not agreement.rows(article.seed, version) for article in ARTICLES)
        assert sum(line.startswith("  ") for line in lines) == rows + empty


def test_every_file_of_a_version_is_an_article_and_every_column_has_its_word() -> None:
    agreement = Agreement.read()
    assert {article.seed for article in ARTICLES} == {seed.name for seed in agreement.bound()}
    for article in ARTICLES:
        declared = {column.name for column in agreement.declared[article.seed].columns}
        declared -= {agreement.seal.by, *agreement.seal.beside}
        named = declared & article.columns.keys()
        # what names a row in its subject is there or gone, not changed
        assert declared - named <= {"stage", "segment", "rule_code"}, article.seed


def test_every_text_has_its_translation_and_no_other() -> None:
    code = LOCALES.parent
    marked = {
        message
        for _file, _line, message, _comments, _context in extract_from_dir(
            str(code), [("**.py", "python")], keywords={"_": None}
        )
    }
    with (LOCALES / "fr" / "LC_MESSAGES" / "agreement.po").open("rb") as file:
        catalogue = read_po(file, locale="fr")
    translated = [each for each in catalogue if each.id]
    ids = [each.id if isinstance(each.id, tuple) else (each.id,) for each in translated]
    assert {text for each in ids for text in each} == marked
    for each in translated:
        texts = each.string if isinstance(each.string, tuple) else (each.string,)
        first = each.id[0] if isinstance(each.id, tuple) else each.id
        for text in texts:
            names = re.findall(r"%\((\w+)\)s", str(text))
            assert text
            assert sorted(names) == sorted(re.findall(r"%\((\w+)\)s", str(first))), first
        assert not each.fuzzy
