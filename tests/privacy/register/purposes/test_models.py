"""What a purpose must say before it is published."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from privacy.policy import linked_data, publishing
from privacy.policy.errors import PublicationRefused
from privacy.policy.section import gaps
from privacy.register.errors import SeedError
from privacy.register.operations import freeze, load_seed
from privacy.register.purposes.enums import Assessment, LegalBasis
from privacy.register.purposes.models import Purpose
from tests.factories.privacy import NOW, TODAY, PurposeFactory, both, seed
from tests.words import says

pytestmark = pytest.mark.django_db


def refused() -> list[str]:
    with pytest.raises(PublicationRefused) as refusal:
        publishing.publish(now=NOW)
    return refusal.value.reasons


@pytest.mark.law("A-03", "P3")
@pytest.mark.parametrize("basis", ["", "because", None])
def test_database_refuses_a_purpose_without_a_legal_basis(basis: str | None) -> None:
    purpose = PurposeFactory.create()
    with pytest.raises(IntegrityError), transaction.atomic():
        Purpose.objects.filter(pk=purpose.pk).update(legal_basis=basis)


@pytest.mark.law("A-03")
@pytest.mark.usefixtures("register")
def test_every_basis_of_the_law_can_be_chosen_and_published_as_data() -> None:
    """A school's task and an ambulance's emergency are bases too; none of the six may be a dead end."""
    facts: dict[str, Any] = {"balance_note": "Veid.", "legal_note": both("Derfor")}
    for basis in LegalBasis:
        PurposeFactory.create(key=basis.value, legal_basis=basis, **facts)
    content = publishing.publish(now=NOW).content
    schema = json.loads(Path(linked_data.__file__).with_name("schema").joinpath("register-1.json").read_text())
    known = json.dumps(schema)
    assert len(LegalBasis) == 6
    assert all(
        f'"{linked_data._BASES[LegalBasis(purpose["legal_basis"])]}"' in known
        for purpose in content["privacy"]["purposes"]
    )


@pytest.mark.law("A-03")
def test_form_refuses_a_purpose_without_a_legal_basis() -> None:
    with pytest.raises(ValidationError) as refusal:
        PurposeFactory.build(legal_basis="").full_clean()
    assert "legal_basis" in refusal.value.message_dict


@pytest.mark.law("A-03")
@pytest.mark.usefixtures("only_privacy")
def test_seed_without_a_legal_basis_is_refused_and_named() -> None:
    content = seed()
    del content["purposes"][0]["legal_basis"]
    with pytest.raises(SeedError, match=r"requests.*legal_basis"):
        load_seed(seed=content, now=NOW)
    assert not Purpose.objects.exists()


@pytest.mark.law("A-03")
@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("without", ["balance_note", "legal_note"])
def test_legitimate_interest_that_nobody_weighed_or_named_is_not_published(without: str) -> None:
    facts: dict[str, Any] = {"balance_note": "Vi må kunne svare.", "legal_note": both("Å kunne svare")}
    purpose = PurposeFactory.create(title=both("Svare"), legal_basis=LegalBasis.LEGITIMATE_INTEREST, **facts)
    publishing.publish(now=NOW)
    Purpose.objects.filter(pk=purpose.pk).update(**{without: type(facts[without])()})
    assert "Svare (nb)" in refused()[0]
    Purpose.objects.filter(pk=purpose.pk).update(legal_basis=LegalBasis.CONSENT)
    assert publishing.publish(now=NOW).number == 2


@pytest.mark.law("A-12")
@pytest.mark.usefixtures("register")
def test_assessment_that_is_needed_and_not_done_blocks_publication() -> None:
    purpose = PurposeFactory.create(title=both("Opptak"), assessment=Assessment.NEEDED)
    assert "Opptak (nb)" in refused()[0]
    Purpose.objects.filter(pk=purpose.pk).update(assessment=Assessment.DONE)
    assert publishing.publish(now=NOW).number == 1


@pytest.mark.law("A-12")
@pytest.mark.usefixtures("register")
def test_purpose_that_nobody_screened_is_a_gap() -> None:
    gap = "1 formål: ingen har sagt om det trengs en vurdering av personvernkonsekvenser."
    assert gap not in gaps()
    PurposeFactory.create(assessment=Assessment.UNSCREENED)
    assert gap in gaps()


@pytest.mark.law("A-12")
@pytest.mark.parametrize("facts", [{"assessment_note": ""}, {"assessed_on": None}, {"assessment": "maybe"}])
def test_assessment_without_note_or_date_is_refused_by_the_database(facts: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PurposeFactory.create(**({"assessment": Assessment.DONE, "assessed_on": TODAY} | facts))


@pytest.mark.law("A-05")
@pytest.mark.usefixtures("register")
def test_purpose_without_categories_of_people_is_a_gap() -> None:
    PurposeFactory.create(title=both("Svare"), subjects={})
    assert says("%(purpose)s: whose data it is, is missing (LAW A-05).", purpose="Svare (nb)") in gaps()


@pytest.mark.usefixtures("register")
def test_what_staff_noted_for_themselves_is_not_frozen() -> None:
    PurposeFactory.create(balance_note="Bare for oss", assessment_note="Hemmelig vurdering")
    assert "Bare for oss" not in str(freeze(now=NOW))
    assert "Hemmelig vurdering" not in str(freeze(now=NOW))


@pytest.mark.parametrize("names", ["analytics", [1], [""], {"a": 1}])
def test_covered_categories_are_a_list_of_names(names: object) -> None:
    with pytest.raises(ValidationError) as refusal:
        PurposeFactory.build(covers=names).full_clean()
    assert "covers" in refusal.value.message_dict
