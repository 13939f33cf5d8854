"""A member of the staff gives the filter of a list a name and finds it again; nobody's words of a search are kept."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacy.staff import saved_filters
from privacy.staff.models import SavedFilter

pytestmark = pytest.mark.django_db
LIST = "/admin/contact/message/"
ADD = "/admin/privacy/savedfilter/add/"


def _save(client: Client, name: str = "Venter", query: str = "state=waiting") -> str:
    answer = client.post(f"{ADD}?model=contact.message&query={query.replace('&', '%26')}", {"name": name})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def test_filter_is_saved_and_found_again(admin_client: Client, admin_user: User) -> None:
    page = admin_client.get(LIST, {"state": "waiting"}).content.decode()
    assert f"{ADD}?model=contact.message&amp;query=state%3Dwaiting" in page
    assert _save(admin_client) == f"{LIST}?state=waiting"
    page = admin_client.get(LIST).content.decode()
    assert '<a href="?state=waiting">Venter</a>' in page
    assert 'aria-current="true">Venter</a>' in admin_client.get(LIST, {"state": "waiting"}).content.decode()
    assert "Venter</a>" not in admin_client.get("/admin/dsar/case/").content.decode(), "each list has its own"
    assert SavedFilter.objects.get().user == admin_user


def test_filter_of_the_same_name_is_replaced(admin_client: Client) -> None:
    _save(admin_client)
    _save(admin_client, query="state=handled")
    assert SavedFilter.objects.get().query == "state=handled"


@pytest.mark.law("P13")
def test_words_of_a_search_are_not_kept(admin_client: Client) -> None:
    _save(admin_client, query="state=waiting&q=kari@example.com&p=after:x")
    assert SavedFilter.objects.get().query == "state=waiting"
    page = admin_client.get(LIST, {"q": "kari@example.com"}).content.decode()
    assert ADD not in page


def test_filters_are_one_s_own(admin_client: Client, client: Client) -> None:
    _save(admin_client)
    row = SavedFilter.objects.get()
    other = User.objects.create_user("annen@example.com", is_staff=True)
    other.user_permissions.set(Permission.objects.filter(codename="view_message"))
    client.force_login(other)
    assert "Venter" not in client.get("/admin/privacy/savedfilter/").content.decode()
    assert client.post(reverse("admin:privacy_savedfilter_delete", args=[row.pk]), {"post": "yes"}).status_code == 302
    assert SavedFilter.objects.exists()
    assert (
        admin_client.post(reverse("admin:privacy_savedfilter_delete", args=[row.pk]), {"post": "yes"}).status_code
        == 302
    )
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("model", ["", "x", "no.such", "privacy.heldrow"])
def test_filter_of_no_list_is_refused(admin_client: Client, model: str) -> None:
    assert admin_client.get(f"{ADD}?model={model}").status_code == 403
    assert admin_client.post(f"{ADD}?model={model}", {"name": "x"}).status_code == 403
    assert not SavedFilter.objects.exists()


def test_filters_go_with_their_account(admin_user: User) -> None:
    saved_filters.save(user=admin_user, model="contact.message", name="x", query="state=waiting", now=timezone.now())
    admin_user.delete()
    assert not SavedFilter.objects.exists()
