"""Staff find everything from the first page, as far as they may see it."""

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from consent.services.enums import Category
from consent.services.models import StorageItem
from contact.messages import operations as messages
from newsletter.subscriptions import operations as subscriptions
from tests.factories.dsar import ADDRESS, NOW, opened
from tests.factories.newsletter import ActiveFactory
from tests.factories.privacy import StatementFactory, VendorFactory, both, passage
from tests.factories.rules import load_rules
from tests.words import says

pytestmark = pytest.mark.django_db

TITLES = (says("Requests"), says("Messages"), says("Subscriptions"), says("Sign-ups that wait"))


@pytest.fixture(autouse=True)
def person(db: None) -> str:
    """Somebody who wrote, signed up, subscribed and asked: the reference of the request."""
    load_rules()
    fields = {"name": "Kari Nordmann", "email": ADDRESS, "text": "Hei"}
    messages.receive(fields=fields, language="nb", is_suspect=False, now=NOW)
    subscriptions.sign_up(address=ADDRESS, language="nb", form="newsletter.signup", text="Ja", now=NOW)
    ActiveFactory.create(email=ADDRESS)
    return opened().reference


def found(client: Client, text: str) -> list[str]:
    """Return the headings of what the first page finds."""
    page = client.post("/admin/", {"search": text}).content.decode()
    section = page.split('id="desk-hits"', maxsplit=1)[1].split("</section>\n<section", maxsplit=1)[0]
    return re.findall(r"<h3>(.*?)</h3>", section)


@pytest.mark.parametrize("text", [ADDRESS, ADDRESS.upper(), f" {ADDRESS} "])
def test_person_is_found_by_the_address_in_every_app(admin_client: Client, text: str) -> None:
    assert found(admin_client, text) == list(TITLES)


def test_request_is_found_by_its_number(admin_client: Client, person: str) -> None:
    assert found(admin_client, person.lower()) == [says("Requests")]


@pytest.mark.parametrize("text", ["kari", "@example.com", "k", "%", "' OR 1=1 --", "<script>"])
def test_nobody_is_found_by_a_part_of_the_address(admin_client: Client, text: str) -> None:
    assert not {*TITLES} & set(found(admin_client, text))


def test_staff_find_what_they_may_see(client: Client) -> None:
    staff = User.objects.create_user("ansatt@example.com", is_staff=True)
    client.force_login(staff)
    assert found(client, ADDRESS) == []
    staff.user_permissions.set(Permission.objects.filter(codename="view_message"))
    assert found(client, ADDRESS) == [says("Messages")]


def test_register_is_found_by_words(admin_client: Client) -> None:
    StatementFactory.create(key="intro", text=passage("Kort fortalt", "Skriv til oss."))
    VendorFactory.create(name="Kapselhuset", legal_entity="Kapselhuset AS")
    reviewed = {"justification": both("Trengs"), "reviewer": "utvikler", "reviewed_on": NOW.date()}
    StorageItem.objects.create(
        name="kapsel_id", category=Category.NECESSARY, description=both("Husker deg"), **reviewed
    )
    assert found(admin_client, "kapsel") == [says("Recipients"), says("Cookies and other storage")]
    assert found(admin_client, says("In short").swapcase()) == [says("Statements of the policy")]
