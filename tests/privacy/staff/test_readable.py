from collections.abc import Callable

import pytest
from django.contrib.auth.models import Permission, User
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from tests.factories.contact import MessageFactory
from tests.factories.newsletter import NOW, ActiveFactory
from tests.factories.privacy import PurposeFactory, StatementFactory
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.law("U-01")]


@pytest.fixture
def reader(client: Client) -> Client:
    """Somebody who may see everything and change nothing."""
    user = User.objects.create_user("leser@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("make", "words", "stored"),
    [
        (lambda: MessageFactory.create(language="nn"), "Norsk nynorsk", ">nn<"),
        (lambda: ActiveFactory.create(language="en"), "English", ">en<"),
        (
            lambda: PurposeFactory.create(title={"nb": "Skrive brev"}),
            '<p lang="nb"><small>Norsk bokmål</small>',
            "{&quot;",
        ),
        (lambda: StatementFactory.create(promises=["P1", "P7"]), ">P1, P7<", "[&quot;"),
        (lambda: ActiveFactory.create(mailed_at=[NOW]), "2026", "+00:00"),
    ],
)
def test_value_that_nobody_changes_is_shown_in_words(
    reader: Client, make: Callable[[], Model], words: str, stored: str
) -> None:
    row = make()
    page = reader.get(reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk]))
    assert words in page.content.decode()
    assert stored not in page.content.decode()


def test_list_shows_values_in_words(reader: Client) -> None:
    ActiveFactory.create(language="nn")
    page = reader.get(reverse("admin:newsletter_subscription_changelist")).content.decode()
    assert ">Norsk nynorsk<" in page
    assert ">nn<" not in page


def test_place_where_somebody_signed_up_is_shown_in_words(reader: Client) -> None:
    row = ActiveFactory.create(form="newsletter.signup")
    page = reader.get(reverse("admin:newsletter_subscription_change", args=[row.pk])).content.decode()
    assert says("the page of the newsletter") in page
    assert "newsletter.signup" not in page
