from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from privacy.journal import operations as journal
from privacy.journal.models import JournalEntry
from privacy.policy import publishing
from privacy.register.models import Revision
from privacy.register.promises.models import PromiseVerdict
from privacy.retention.models import RetentionRun
from tests.factories.privacy import NOW, LetterFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]


@pytest.fixture(params=["letter", "journalentry", "promiseverdict", "retentionrun", "revision"])
def record(request: pytest.FixtureRequest) -> Any:
    """One record of each kind."""
    match request.param:
        case "letter":
            return LetterFactory.create()
        case "journalentry":
            return journal.append(stream="test", event="test.done", facts={"rows": 1}, now=NOW)
        case "promiseverdict":
            return PromiseVerdict.objects.create(promise="P1", kind="kept", figure="1", checked_at=NOW)
        case "retentionrun":
            return RetentionRun.objects.create(rule="letters.log", model="privacy.letter", as_of=NOW)
        case _:
            return publishing.publish(now=NOW)


def url(record: Any, page: str) -> str:
    args = [record.pk] if page in ("change", "delete", "history") else []
    return reverse(f"admin:privacy_{record._meta.model_name}_{page}", args=args)


def test_administrator_may_read_and_nothing_else(admin_client: Client, record: Any) -> None:
    assert admin_client.get(url(record, "changelist")).status_code == 200
    page = admin_client.get(url(record, "change"))
    assert page.status_code == 200
    assert 'name="_save"' not in page.content.decode()
    before = type(record)._default_manager.values().get(pk=record.pk)
    assert admin_client.post(url(record, "change"), {}).status_code == 403
    assert admin_client.post(url(record, "delete"), {"post": "yes"}).status_code == 403
    assert admin_client.get(url(record, "add")).status_code == 403
    assert type(record)._default_manager.values().get(pk=record.pk) == before


def test_no_action_is_offered_on_many_at_once(admin_client: Client, record: Any) -> None:
    answer = {"action": "delete_selected", "_selected_action": [str(record.pk)], "post": "yes"}
    admin_client.post(url(record, "changelist"), answer)
    assert type(record)._default_manager.filter(pk=record.pk).exists()
    offered = admin_client.get(url(record, "changelist")).context["action_form"]
    # Letters that a limit holds back can be let go; nothing else can be done to many rows at once.
    assert offered is None or [name for name, _label in offered.fields["action"].choices if name] == ["free"]


def test_nobody_else_may_read(client: Client, record: Any) -> None:
    assert client.get(url(record, "changelist")).status_code == 302
    client.force_login(User.objects.create_user("leser@example.com", is_staff=True))
    assert client.get(url(record, "changelist")).status_code == 403
    assert client.get(url(record, "change")).status_code == 403


def test_lists_of_records_do_not_count_them_all(admin_client: Client) -> None:
    for number in range(3):
        journal.append(stream="test", event="test.done", facts={"rows": number}, now=NOW)
    assert JournalEntry.objects.count() == 3
    assert admin_client.get(reverse("admin:privacy_journalentry_changelist") + "?stream=test").status_code == 200
    assert not Revision.objects.exists()
