"""The project's own seed, with every app's section and every app's promises: what a first start publishes."""

from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from privacy.inventory import declarations
from privacy.journal import operations as journal
from privacy.journal.models import JournalEntry
from privacy.policy import publishing
from privacy.recipients.models import Vendor
from privacy.register import operations as register
from privacy.register.frozen.register import serialize
from privacy.register.models import Revision
from privacy.register.promises.registry import Facts, all_checks, has_check, reason_of
from privacy.register.purposes.models import Purpose
from privacy.register.statements.models import KnownDefect, Statement
from privacy.retention.models import RetentionRule
from privacy.web.html import parse
from tests.factories.copies import copied
from tests.factories.privacy import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def _seeded(db: None) -> None:
    register.load_seed(seed=register.read_seed(settings.SEED_FILE), now=timezone.now())


@pytest.fixture
def revision(db: None) -> Revision:
    """The seed, published."""
    copied("the seed published", _publish)
    return Revision.objects.get()


def _publish() -> None:
    now = timezone.now()
    register.load_seed(seed=register.read_seed(settings.SEED_FILE), now=now)
    publishing.publish(now=now)


def tags(html: str) -> list[str]:
    return [element.tag for element in parse(html).all()]


@pytest.mark.usefixtures("_seeded")
def test_loading_twice_makes_the_same_register() -> None:
    before = register.digest(serialize(register.freeze(now=NOW)))
    register.load_seed(seed=register.read_seed(settings.SEED_FILE), now=timezone.now())
    assert register.digest(serialize(register.freeze(now=NOW))) == before


@pytest.mark.law("P59", "P58")
def test_seed_is_published_as_revision_one(revision: Revision) -> None:
    assert revision.number == 1
    assert list(journal.verify_chain()) == []
    assert JournalEntry.objects.filter(event="register.published", revision=1).exists()


@pytest.mark.law("L-01")
def test_policy_has_the_same_structure_in_every_language(revision: Revision) -> None:
    texts = {text.language: text.html for text in revision.texts.all()}
    assert tags(texts["nb"]) == tags(texts["nn"]) == tags(texts["en"])
    assert "{table:" not in "".join(texts.values())


@pytest.mark.law("P24", "T-10")
def test_policy_does_not_promise_adequate_transfers_while_nobody_has_checked(revision: Revision) -> None:
    html = revision.texts.get(language="nb").html
    assert "EUs standardavtaler" in html
    assert "bare når EU-kommisjonen" not in html


@pytest.mark.usefixtures("_seeded")
def test_every_promise_of_the_policy_has_a_check() -> None:
    promised = {name for statement in Statement.objects.all() for name in statement.promises}
    assert {name for name in promised if not has_check(name) and reason_of(name) is None} == set()
    may_be_left_out = {"P4", "P10", "P14", "P15", "P16", "P17", "P18", "P21", "P22", "P23", "P25", "P38"}
    assert {f"P{number}" for number in range(1, 61)} - may_be_left_out <= promised


@pytest.mark.law("P26")
@pytest.mark.usefixtures("_seeded")
def test_every_declaration_names_a_rule_and_a_purpose_of_the_register() -> None:
    declared = list(declarations.all_personal())
    assert {data.retention.rule for data in declared} <= set(RetentionRule.objects.values_list("key", flat=True))
    assert {data.purpose for data in declared} <= set(Purpose.objects.values_list("key", flat=True))


@pytest.mark.usefixtures("_seeded")
def test_rule_and_declaration_agree_on_the_purpose() -> None:
    purposes: dict[str, str] = dict(RetentionRule.objects.values_list("key", "purpose__key"))
    wrong: list[Any] = [
        (data.model._meta.label, data.purpose, purposes[data.retention.rule])
        for data in declarations.all_personal()
        if purposes[data.retention.rule] != data.purpose
    ]
    assert wrong == []


@pytest.mark.law("G-20", "P21")
@pytest.mark.usefixtures("_seeded")
def test_seed_holds_the_four_recipients_and_the_defects_of_the_old_policy() -> None:
    assert set(Vendor.objects.values_list("key", flat=True)) == {"cloudflare", "hubspot", "hotjar", "google"}
    assert KnownDefect.objects.exists()


@pytest.mark.usefixtures("_seeded")
def test_facts_that_nobody_entered_are_gaps_and_not_inventions(settings: Any) -> None:
    settings.PRIVACY = settings.PRIVACY | {"CONTROLLER": dict.fromkeys(settings.PRIVACY["CONTROLLER"], "")}
    found = " ".join(register.gaps())
    for name in ("Organisasjonsnummeret mangler", "Postadressen mangler", "Telefonnummeret mangler"):
        assert name in found
    assert register.freeze(now=NOW).controller.organisation_number == ""


@pytest.mark.law("P1", "P5")
@pytest.mark.usefixtures("_seeded")
def test_policy_tells_every_row_of_the_register() -> None:
    facts = Facts(now=timezone.now(), register=register.freeze(now=timezone.now()))
    verdicts = {name: check(facts) for name, check in all_checks() if name in ("P1", "P5")}
    assert {name: verdict.reason for name, verdict in verdicts.items()} == {"P1": "", "P5": ""}
    assert int(verdicts["P1"].figure.split()[0]) >= 25
