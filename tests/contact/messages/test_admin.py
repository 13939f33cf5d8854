"""Messages, as staff see them."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from contact.messages import dashboard
from contact.messages.models import Message
from tests.factories.contact import NOW, MessageFactory

pytestmark = pytest.mark.usefixtures("rules")
LIST = "admin:contact_message_changelist"


def staff(*permissions: str) -> Client:
    user = User.objects.create_user("ansatt@example.com", "ansatt@example.com", "x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_one_row_and_for_three(
    admin_client: Client, django_assert_num_queries: object, rows: int
) -> None:
    MessageFactory.create_batch(rows)
    admin_client.get(reverse(LIST))  # the register in force is now in memory
    with django_assert_num_queries(6):  # type: ignore[operator]
        assert admin_client.get(reverse(LIST)).status_code == 200


def test_message_is_read_and_leads_to_its_answer(admin_client: Client) -> None:
    message = MessageFactory.create(email="kari+x@example.com", text="<b>Hei</b>\nder")
    page = admin_client.get(reverse("admin:contact_message_change", args=[message.pk])).content.decode()
    assert "kari+x@example.com" in page
    assert reverse("admin:contact_message_reply", args=[message.pk]) in page
    assert "&lt;b&gt;Hei&lt;/b&gt;" in page


def test_mark_handled_notes_who_and_when_once() -> None:
    message = MessageFactory.create()
    client = staff("view_message", "change_message")
    for _twice in range(2):
        client.post(reverse(LIST), {"action": "mark_handled", "_selected_action": [str(message.pk)]})
        handled, message.handled_at = message.handled_at, None
        message.refresh_from_db()
        assert handled in (None, message.handled_at)
    assert message.handled_by == User.objects.get()
    assert not LogEntry.objects.filter(object_repr__contains="@").exists()


def test_message_is_marked_as_handled_from_its_own_page() -> None:
    message = MessageFactory.create()
    client = staff("view_message", "change_message")
    handle = reverse("admin:contact_message_handle", args=[message.pk])
    assert handle in client.get(reverse("admin:contact_message_change", args=[message.pk])).content.decode()
    client.get(handle)
    message.refresh_from_db()
    assert message.handled_at is None
    client.post(handle)
    message.refresh_from_db()
    assert message.handled_by == User.objects.get()


def test_staff_with_sight_only_handle_nothing() -> None:
    message = MessageFactory.create()
    client = staff("view_message")
    client.post(reverse(LIST), {"action": "mark_handled", "_selected_action": [str(message.pk)]})
    assert client.post(reverse("admin:contact_message_handle", args=[message.pk])).status_code == 403
    message.refresh_from_db()
    assert message.handled_at is None


def test_staff_without_the_right_see_no_message() -> None:
    message = MessageFactory.create()
    client = staff("view_issue")
    assert client.get(reverse(LIST)).status_code == 403
    assert client.get(reverse("admin:contact_message_change", args=[message.pk])).status_code == 403


def test_nobody_writes_or_deletes_a_message_by_hand(admin_client: Client) -> None:
    message = MessageFactory.create()
    assert admin_client.get(reverse("admin:contact_message_add")).status_code == 403
    assert admin_client.post(reverse("admin:contact_message_delete", args=[message.pk])).status_code == 403
    assert Message.objects.exists()


def test_desk_shows_what_waits_without_what_is_in_it() -> None:
    MessageFactory.create(name="Kari Nordmann", received_at=NOW - timedelta(days=3))
    MessageFactory.create(is_suspect=True)
    MessageFactory.create(handled_at=NOW)
    block = dashboard.messages(NOW)
    assert (block.count, len(block.items), block.items[0].is_urgent) == (1, 1, True)
    assert "Kari" not in str(block)
    assert "example.com" not in str(block)
