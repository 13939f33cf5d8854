"""Another company's policy, from an empty register to a published one, by the steps of docs/your-own-policy.md."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.utils import timezone

from privacy.policy import drafting, publishing
from privacy.policy.errors import PublicationRefused
from privacy.register import basis
from privacy.register import operations as register
from privacy.register.models import Revision
from privacy.register.promises.models import PromiseVerdict
from privacy.register.purposes.models import Controller
from privacy.register.statements import linting
from proviso_site import prepare
from tests.factories.copies import copied
from tests.words import says

pytestmark = pytest.mark.django_db
OWN = Path(__file__).with_name("irish.toml")


@pytest.fixture
def _no_facts(settings: Any) -> None:
    """Let the register alone say who the controller is."""
    settings.PRIVACY = settings.PRIVACY | {"CONTROLLER": dict.fromkeys(settings.PRIVACY["CONTROLLER"], "")}


@pytest.fixture
def revision(_no_facts: None) -> Revision:
    """The policy of that company, published from the texts that are suggested."""
    copied("the policy of another company", _publish)
    return Revision.objects.get()


def _publish() -> None:
    basis.load(seed=register.read_seed(OWN), now=timezone.now())
    drafting.begin_all(now=timezone.now())
    publishing.publish(now=timezone.now())


@pytest.mark.usefixtures("_no_facts")
def test_register_without_a_statement_is_refused_in_plain_words() -> None:
    basis.load(seed=register.read_seed(OWN), now=timezone.now())
    with pytest.raises(PublicationRefused) as refusal:
        publishing.publish(now=timezone.now())
    told = "\n".join(refusal.value.reasons)
    assert "P1 er brutt" in told
    assert says("%(row)s: not in the notice", row="Tidemark") in told
    assert "G-01 Rettslig grunnlag" in told


@pytest.mark.law("P1", "A-04")
def test_policy_of_another_company_is_published_from_the_better_texts(revision: Revision) -> None:
    """All statements come from texts that the linter suggests for missing passages; none from our seed."""
    texts = {text.language: text.html for text in revision.texts.all()}
    for words in ("Inisfree Boats Ltd", "IE 600123", "Tidemark ApS", "_tide", "www.dataprotection.ie"):
        assert all(words in html for html in texts.values()), words
    assert "Irland" in texts["nb"]
    assert "Ireland" in texts["en"]
    assert not re.search(
        r"proviso|datatilsynet|hubspot|hotjar|norsk|norge|norway|ekomlov|markedsføringslov",
        "".join(texts.values()),
        re.IGNORECASE,
    )
    left = [finding.rule.id for finding in linting.findings(revision.register, timezone.localdate()) if finding.blocks]
    assert left == []


@pytest.mark.law("P4")
def test_foreign_number_is_no_broken_promise(revision: Revision) -> None:
    assert PromiseVerdict.objects.get(promise="P4").kind == "kept"
    assert revision.register.controller.country == "IE"


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """Return a seed file with the facts of a company and nothing else."""
    file = tmp_path / "my-company.toml"
    file.write_text(OWN.read_text(encoding="utf-8").partition("[[purposes]]")[0], encoding="utf-8")
    return file


def test_start_with_an_unfinished_file_of_ones_own_goes_on(
    settings: Any, tmp_path: Path, begun: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.PRIVACY = settings.PRIVACY | {"SEED_FILE": begun}
    prepare.load_seed()
    assert "Nothing is published yet" in capsys.readouterr().out
    assert Controller.objects.get().name == "Inisfree Boats Ltd"
    assert not Revision.objects.exists()
    settings.PRIVACY = settings.PRIVACY | {"SEED_FILE": tmp_path / "missing.toml"}
    with pytest.raises(CommandError):
        prepare.load_seed()


def test_later_start_overwrites_nothing_that_is_not_published_yet(
    settings: Any, begun: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither the seed of the first start nor the default seed overwrites later changes by staff."""
    settings.PRIVACY = settings.PRIVACY | {"SEED_FILE": begun}
    prepare.load_seed()
    Controller.objects.update(phone="+353 91 555 0199")
    for file in (begun, settings.OUR_SEED):
        settings.PRIVACY = settings.PRIVACY | {"SEED_FILE": file}
        prepare.load_seed()
        assert Controller.objects.get().name == "Inisfree Boats Ltd"
        assert Controller.objects.get().phone == "+353 91 555 0199"
        assert not Revision.objects.exists()
    assert capsys.readouterr().out.count("Nothing is published yet") == 3
