"""The short version of the policy: lines from the register, each only as far as it is proven."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from privacy.policy.summary import lines
from privacy.recipients.models import Vendor
from privacy.register import in_force
from privacy.register.purposes.enums import LegalBasis
from privacy.register.purposes.models import Purpose
from tests.factories.privacy import (
    PurposeFactory,
    RetentionRuleFactory,
    VendorFactory,
    american,
    both,
    prove_sentences,
    small_register,
)
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.law("T-10")]
COMPANIES = says("These companies, and no others, get data: %(names)s.").partition("%")[0]
ON_YES = says("This is done only if you say yes, and you can take it back: %(purposes)s.").partition("%")[0]
EVERYTHING_GOES = says(
    "Everything is deleted when its time is up. The longest time is %(longest)s: %(what)s."
).partition("%")[0]


def texts(language: str = "nb") -> str:
    in_force.refresh()
    with translation.override(language):
        return "\n".join(line.text for line in lines())


def test_line_says_what_the_register_says() -> None:
    small_register()
    PurposeFactory.create(key="letters", title=both("Sende brev"), legal_basis=LegalBasis.CONSENT)
    PurposeFactory.create(key="serve", title=both("Vise sider"), legal_basis=LegalBasis.LEGAL_OBLIGATION)
    VendorFactory.create(name="Fjordhost")
    american(name="Bigserver")
    RetentionRuleFactory.create(key="long", days=None, months=60, period=both("5 år"), title=both("Regnskap"))
    prove_sentences()
    said = texts()
    facts = (f"{ON_YES}sende brev (nb)", "vise sider (nb)", "Fjordhost", "Bigserver", "USA",
             "5 år (nb): regnskap (nb)", "Datatilsynet", "personvern@example.com")  # fmt: skip
    assert [fact for fact in facts if fact not in said] == []
    assert "sende brev (en)" in texts("en")
    assert len(said.splitlines()) <= 10


def test_line_without_anything_to_say_is_left_out() -> None:
    small_register()
    Purpose.objects.update(legal_basis=LegalBasis.LEGAL_OBLIGATION)
    Vendor.objects.all().delete()
    prove_sentences()
    said = texts()
    assert COMPANIES not in said
    assert "EØS" not in said
    assert ON_YES not in said


def test_line_that_is_not_proven_is_left_out_or_says_less() -> None:
    small_register()
    PurposeFactory.create(key="letters", title=both("Sende brev"), legal_basis=LegalBasis.CONSENT)
    in_force.forget()
    said = texts()  # nothing is published, so nothing is proven
    assert EVERYTHING_GOES not in said
    assert ON_YES not in said


def test_policy_shows_it_and_earlier_versions_do_not(
    client: Client, published: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert 'class="summary"' in client.get(reverse("privacy:policy")).content.decode()
    with django_assert_num_queries(0):
        list(lines())
