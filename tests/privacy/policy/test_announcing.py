from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client

from newsletter.subscriptions.models import Subscription
from privacy.journal.models import JournalEntry
from privacy.letters import audiences, previews
from privacy.letters import operations as letters
from privacy.letters.audiences import Audience
from privacy.letters.models import Letter
from privacy.policy import announcing, publishing
from privacy.policy import draft as drafts
from privacy.register import in_force
from privacy.register.models import Announcement, Revision
from privacy.register.purposes.models import Purpose
from privacy.register.statements.models import Statement
from proviso_site.content import views
from tests.factories.newsletter import ActiveFactory, EndedFactory, PendingFactory
from tests.factories.privacy import NOW, PurposeFactory, RetentionRuleFactory, both
from tests.registries import ReplaceEntries
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published"), pytest.mark.law("P58", "G-18")]
LATER = NOW + timedelta(days=1)
KIND = "newsletter.policy_changed"


@pytest.fixture
def newsletter(published: Revision) -> Revision:
    """Publish the register with the purpose of the newsletter."""
    PurposeFactory.create(key="newsletter", data=both("E-postadresse"))
    RetentionRuleFactory.create(key="other", purpose=Purpose.objects.get(key="newsletter"))
    revision = publishing.publish(now=NOW)
    Announcement.objects.update(posted_at=NOW, shown_until=NOW)
    in_force.forget()
    return revision


def change() -> Announcement:
    """Publish a change that adds data about subscribers."""
    Purpose.objects.filter(key="newsletter").update(data=both("E-postadresse, fødselsdato"))
    revision = publishing.publish(now=LATER)
    in_force.forget()
    return Announcement.objects.get(revision=revision)


def test_first_publication_and_a_correction_announce_nothing(newsletter: Revision) -> None:
    assert not Announcement.objects.filter(revision=1).exists()
    Statement.objects.update(text={code: f"## Bedre ord\n\nHei {code}." for code in ("nb", "nn", "en")})
    revision = publishing.publish(now=LATER)
    assert not Announcement.objects.filter(revision=revision).exists()


def test_material_change_is_announced_with_the_publication_and_journalled(newsletter: Revision) -> None:
    announcement = change()
    assert announcement.replaced == 2
    assert [(line["kind"], line["purposes"]) for line in announcement.changes] == [("data", ["newsletter"])]
    assert announcement.shown_until == LATER + timedelta(days=30)
    entry = JournalEntry.objects.get(event="change.announced", revision=3)
    assert "data" in entry.facts


def test_subscribers_get_one_letter_each_and_nobody_else_gets_one(newsletter: Revision) -> None:
    active = ActiveFactory.create_batch(3)
    PendingFactory.create()
    EndedFactory.create()
    change()
    assert announcing.post_due(now=LATER) == 3
    assert {letter.object_id for letter in Letter.objects.filter(kind=f"{KIND}:3")} == {vendor.pk for vendor in active}
    assert announcing.post_due(now=LATER) == 0


def test_worker_killed_between_two_batches_writes_nobody_twice(
    newsletter: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    ActiveFactory.create_batch(5)
    change()
    monkeypatch.setattr(announcing, "BATCH", 2)
    whole = Letter.objects.bulk_create
    calls: list[int] = []

    def dies(rows: Any, **options: Any) -> Any:
        calls.append(len(rows))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(rows, **options)

    monkeypatch.setattr(Letter.objects, "bulk_create", dies)
    with pytest.raises(KeyboardInterrupt):
        announcing.post_due(now=LATER)
    assert Letter.objects.filter(kind=f"{KIND}:3").count() == 2
    assert Announcement.objects.unposted().exists()
    announcing.post_due(now=LATER)
    assert Letter.objects.filter(kind=f"{KIND}:3").count() == 5
    assert len(set(Letter.objects.values_list("object_id", flat=True))) == 5
    assert not Announcement.objects.unposted().exists()


def test_letter_says_what_is_new_in_the_readers_language_and_how_to_leave(newsletter: Revision) -> None:
    ActiveFactory.create(email="kari@example.com", language="nn")
    change()
    announcing.post_due(now=LATER)
    letters.send(letter_id=Letter.objects.get(kind=f"{KIND}:3").pk, now=LATER)
    (message,) = mail.outbox
    assert message.to == ["kari@example.com"]
    assert message.subject == says("Our privacy policy has changed", language="nn")
    for words in ("newsletter (nn): fleire opplysningar", "/nn/personvern/endringar/2/3/", "/nn/nyheitsbrev/avmeld/"):
        assert words in message.body


def test_staff_see_the_very_letter_before_they_publish(
    newsletter: Revision,
) -> None:
    ActiveFactory.create(email="kari@example.com", language="nn")
    Purpose.objects.filter(key="newsletter").update(data=both("E-postadresse, fødselsdato"))
    shown = {letter.language: letter for letter in drafts.review(LATER).letters}
    publishing.publish(now=LATER)
    announcing.post_due(now=LATER)
    letters.send(letter_id=Letter.objects.get(kind=f"{KIND}:3").pk, now=LATER)
    (message,) = mail.outbox
    assert set(shown) == {"nb", "nn", "en"}
    assert shown["nn"].subject == message.subject
    assert shown["nn"].text == previews.without_own_links(str(message.body))
    assert "avmeld" not in shown["nn"].text


def test_no_letter_is_shown_when_nobody_gets_one(newsletter: Revision) -> None:
    Purpose.objects.filter(key="newsletter").update(data=both("E-postadresse, fødselsdato"))
    assert drafts.review(LATER).material
    assert drafts.review(LATER).letters == ()


def test_who_has_left_meanwhile_gets_no_letter(newsletter: Revision) -> None:
    subscription = ActiveFactory.create()
    change()
    announcing.post_due(now=LATER)
    Subscription.objects.filter(pk=subscription.pk).delete()
    assert not letters.send(letter_id=Letter.objects.get(kind=f"{KIND}:3").pk, now=LATER)
    assert mail.outbox == []


def test_letters_go_to_those_whose_data_it_concerns(newsletter: Revision, replace_entries: ReplaceEntries) -> None:
    someone = uuid4()

    def once(after: UUID | None, size: int) -> list[UUID]:
        return [] if after else [someone]

    other = Audience(
        letter="test.changed",
        purposes=frozenset({"requests"}),
        page=once,
        example=lambda _announcement, _language: EmailMessage(),
    )
    replace_entries(audiences.registry, {**audiences.registry, other.letter: other})
    change()
    announcing.post_due(now=LATER)
    assert not Letter.objects.filter(kind="test.changed:3").exists()
    PurposeFactory.create(key="research", legal_basis="contract")
    publishing.publish(now=LATER)
    announcing.post_due(now=LATER)
    assert Letter.objects.get(kind="test.changed:4").object_id == someone


@pytest.mark.parametrize("path", ["/", "/kontakt/", "/personvern/"])
def test_every_page_says_so_for_everybody_alike_until_the_time_is_up(
    client: Client, newsletter: Revision, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    views._rendered.clear()
    notice = "Personvernerklæringen er endret."
    assert notice not in client.get(path).content.decode()
    announcement = change()
    Announcement.objects.filter(pk=announcement.pk).update(shown_until="2099-01-01T00:00Z")
    in_force.forget()
    shown = client.get(path).content
    assert notice in shown.decode()
    assert shown.decode().index("<header") < shown.decode().index(notice) < shown.decode().index("<main")
    assert "/personvern/endringer/2/3/" in shown.decode()
    client.cookies["pv_choice"] = "x"
    assert client.get(path).content == shown
    Announcement.objects.filter(pk=announcement.pk).update(shown_until=LATER)
    in_force.forget()
    assert notice not in client.get(path).content.decode()


def test_later_correction_does_not_hide_the_notice(client: Client, newsletter: Revision) -> None:
    announcement = change()
    Announcement.objects.filter(pk=announcement.pk).update(shown_until="2099-01-01T00:00Z")
    Statement.objects.update(text={code: f"## Bedre ord\n\nHei {code}." for code in ("nb", "nn", "en")})
    assert publishing.publish(now=LATER).number == 4
    in_force.forget()
    assert "/personvern/endringer/2/3/" in client.get("/kontakt/").content.decode()
