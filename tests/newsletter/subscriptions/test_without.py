"""A company without a newsletter: its policy does not tell of one, and its site does not offer one."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from newsletter.subscriptions.models import Subscription
from privacy.policy import drafting, publishing
from privacy.register import basis, in_force
from privacy.register import operations as register
from privacy.register.purposes.models import Purpose
from privacy.web import pages

pytestmark = pytest.mark.django_db
PAGES = ("home", "contact:form", "dsar:portal", "privacy:policy", "consent:choices")


@pytest.fixture
def _published() -> None:
    """A company whose policy was made as the docs say, but for the tick at the newsletter's purpose."""
    controller = register.read_seed(settings.SEED_FILE)["controller"]
    facts = {"organisation_number": "1", "address": "A", "phone": "+49 1", "officer": "none", "country": "DE"}
    basis.load(seed={"controller": controller | facts}, now=timezone.now())
    Purpose.objects.filter(key="newsletter").update(is_in_notice=False)
    drafting.begin_all(now=timezone.now())
    publishing.publish(now=timezone.now())
    in_force.refresh()


@pytest.mark.usefixtures("_published")
def test_no_page_offers_what_the_policy_does_not_tell_of(client: Client) -> None:
    signup = reverse("newsletter:signup")
    for name in PAGES:
        html = client.get(reverse(name)).content.decode()
        assert f'href="{signup}"' not in html, name
        assert "nyhetsbrev" not in html.casefold(), name
    for view in ("signup", "archive", "feed"):
        assert client.get(reverse(f"newsletter:{view}")).status_code == 404
    assert client.post(signup, {"email": "kari@example.com"}, HTTP_SEC_FETCH_SITE="same-origin").status_code == 404
    assert not Subscription.objects.exists()
    assert signup not in {path for page in pages.addresses() for path in page.values()}


def test_newsletter_is_there_before_anything_is_published(client: Client) -> None:
    in_force.forget()
    assert client.get(reverse("newsletter:signup")).status_code == 200
    assert f'href="{reverse("newsletter:signup")}"' in client.get(reverse("home")).content.decode()
