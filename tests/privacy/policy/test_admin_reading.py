"""The admin page of the register: rows, declarations in code and unpublished changes."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import translation

from privacy.policy import publishing, reading
from privacy.register import operations as register
from privacy.register.purposes.models import Purpose
from privacy.register.statements.models import Statement
from tests.factories.privacy import NOW
from tests.factories.seeds import load_seed
from tests.words import says

pytestmark = pytest.mark.django_db
URL = "/admin/privacy/purpose/register/"


@pytest.fixture
def seeded() -> None:
    load_seed(now=NOW)


@pytest.mark.law("A-01")
@pytest.mark.usefixtures("seeded")
def test_what_is_held_stands_under_the_purpose_that_it_serves(admin_client: Client) -> None:
    found = reading.read(register.freeze(now=NOW))
    newsletter = next(purpose for purpose in found.purposes if purpose.purpose.key == "newsletter")
    subscription = next(holding for holding in newsletter.holdings if holding.label == "newsletter.Subscription")
    assert any(says("E-mail address") in titles for _origin, titles in subscription.fields)
    assert subscription.on_erasure == ""
    assert found.strays == []
    page = admin_client.get(URL).content.decode()
    assert says("Newsletter subscription") in page
    assert "newsletter.Subscription" not in page
    assert says("Nothing is published yet.") in page


@pytest.mark.usefixtures("seeded")
def test_what_is_held_without_a_purpose_is_named(admin_client: Client) -> None:
    Purpose.objects.filter(key="customer-service").update(key="renamed")
    assert "contact.Message" in [held.label for held in reading.read(register.freeze(now=NOW)).strays]


@pytest.mark.usefixtures("seeded")
def test_what_is_not_published_yet_is_shown_with_both_texts(admin_client: Client) -> None:
    publishing.publish(now=NOW)
    assert reading.read(register.freeze(now=NOW)).changes == []
    purpose = Purpose.objects.get(key="newsletter")
    purpose.title = purpose.title | {"nb": "Sende brev til deg"}
    purpose.save()
    page = admin_client.get(URL).content.decode()
    shown = re.sub(r"<span[^>]*>[^<]*</span>", "", page)
    assert "Sende <del>nyhetsbrev</del><ins>brev til deg</ins>" in shown
    assert reverse("admin:privacy_purpose_change", args=[purpose.pk]) in page


@pytest.mark.usefixtures("seeded")
def test_passages_are_shown_as_they_read(admin_client: Client) -> None:
    page = admin_client.get(URL).content.decode()
    headings = re.findall(r"^## (.+)$", "\n".join(one.text["nb"] for one in Statement.objects.all()), re.MULTILINE)
    assert len(headings) > 5
    assert [heading for heading in headings if f"<h3>{heading}</h3>" not in page] == []
    for leftover in ("{table:", "{name}", "{contact_email}", "## ", "<code>newsletter"):
        assert leftover not in page


@pytest.mark.usefixtures("seeded")
def test_passages_are_read_in_the_language_of_the_page() -> None:
    with translation.override("en"):
        passages = reading.read(register.freeze(now=NOW)).passages
    assert "<h3>Who decides</h3>" in "".join(passage.html for passage in passages)


@pytest.mark.usefixtures("seeded")
def test_page_is_for_those_who_may_view_purposes(client: Client) -> None:
    client.force_login(User.objects.create_user("ingen@example.com", is_staff=True))
    assert client.get(URL).status_code == 403
