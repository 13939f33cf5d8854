"""The pages on which staff bring a list along and take it out."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from newsletter.imports.enums import ImportState
from newsletter.imports.models import ListImport
from newsletter.subscriptions.models import Subscription
from privacy.journal.models import JournalEntry
from privacy.runs.background import carry_out_waiting
from privacy.runs.enums import RunState
from privacy.runs.interrupted import close_interrupted
from privacy.runs.models import StaffRun
from tests.factories.newsletter import subscribed
from tests.markup import faults
from tests.newsletter.imports import lists
from tests.seen import confirmed, see

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]
PAGES = "/admin/newsletter/listimport/"


def upload(client: Client, content: str = lists.MAILERLITE, **fields: str) -> ListImport:
    file = SimpleUploadedFile("list.csv", content.encode(), content_type="text/csv")
    given = {"basis": "confirmed", "consent_text": "Yes.", "source": "the shop", "language": "nb"}
    answer = client.post(f"{PAGES}upload/", {"file": file, **given, **fields})
    assert answer.status_code == 302, answer.content.decode()
    assert carry_out_waiting(clock=timezone.now) == 1
    row = ListImport.objects.latest("uploaded_at")
    assert answer["Location"] == f"{PAGES}{row.pk}/preview/"
    return row


def test_list_is_uploaded_looked_at_and_taken_over(admin_client: Client) -> None:
    row = upload(admin_client)
    path = f"{PAGES}{row.pk}/preview/"
    page = admin_client.get(path).content.decode()
    assert faults(page) == []
    assert "kari@example.com" in page
    assert not Subscription.objects.exists()
    assert confirmed(admin_client, path).status_code == 302
    assert carry_out_waiting(clock=timezone.now) == 1
    assert Subscription.objects.active().count() == 2
    page = admin_client.get(path).content.decode()
    assert faults(page) == []
    assert 'name="seen"' not in page
    assert StaffRun.objects.order_by("-asked_at").first().state == RunState.DONE


def test_nothing_is_taken_over_that_was_not_seen(admin_client: Client) -> None:
    row = upload(admin_client)
    path = f"{PAGES}{row.pk}/preview/"
    seen = see(admin_client, path)
    ListImport.objects.update(counts={"subscribed": 99})
    assert admin_client.post(path, seen).status_code == 200
    assert admin_client.post(path, {"seen": "0" * 64}).status_code == 200
    assert carry_out_waiting(clock=timezone.now) == 0
    assert not Subscription.objects.exists()


def test_consents_need_evidence_and_a_list_that_cannot_be_read_is_said_to_be_so(admin_client: Client) -> None:
    file = SimpleUploadedFile("list.csv", b"email\nkari@example.com\n")
    answer = admin_client.post(f"{PAGES}upload/", {"file": file, "basis": "confirmed", "language": "nb"})
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"consent_text", "source"}
    assert not ListImport.objects.exists()
    row = upload(admin_client, "name\nKari\n")
    assert (row.state, row.content) == (ImportState.UNREADABLE, None)
    assert admin_client.post(f"{PAGES}{row.pk}/discard/").status_code == 302
    assert not ListImport.objects.exists()


def test_rows_that_cannot_be_taken_over_are_listed_by_line_without_their_addresses(admin_client: Client) -> None:
    row = upload(admin_client, "email,status\nno one@,active\nkari@example.com,asleep\n,active\n")
    text = admin_client.get(f"{PAGES}{row.pk}/faults/").content.decode()
    assert [line.partition(",")[0] for line in text.splitlines()[1:]] == ["2", "3", "4"]
    assert "@" not in text


def test_killed_worker_is_seen_and_the_page_goes_on(admin_client: Client) -> None:
    row = upload(admin_client)
    path = f"{PAGES}{row.pk}/preview/"
    confirmed(admin_client, path)
    StaffRun.objects.filter(state=RunState.WAITING).update(state=RunState.RUNNING, started_at=timezone.now())
    ListImport.objects.update(state=ImportState.RUNNING)
    assert close_interrupted(now=timezone.now() + timedelta(seconds=1)) == 2  # the work and the list
    assert ListImport.objects.get().state == ImportState.INTERRUPTED
    assert confirmed(admin_client, path).status_code == 302
    assert carry_out_waiting(clock=timezone.now) == 1
    assert ListImport.objects.get().state == ImportState.DONE
    assert Subscription.objects.active().count() == 2


def test_list_is_taken_out_by_whoever_may_and_the_journal_knows(admin_client: Client) -> None:
    subscribed("kari@example.com")
    answer = confirmed(admin_client, f"{PAGES}export/")
    text = b"".join(answer.streaming_content).decode()
    assert "kari@example.com" in text
    assert "no-store" in answer["Cache-Control"]
    assert JournalEntry.objects.filter(event="newsletter.exported").count() == 1


@pytest.mark.parametrize("page", ["upload/", "export/"])
def test_nobody_else_opens_it(client: Client, django_user_model: type, page: str) -> None:
    client.force_login(django_user_model.objects.create_user("stab", is_staff=True))
    assert client.get(PAGES + page).status_code == 403
