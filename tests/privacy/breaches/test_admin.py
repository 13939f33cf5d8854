"""What staff see of a breach: the clock, the notification to print, whom to write to; and who may not."""

import html
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from privacy.breaches import operations as breaches
from privacy.breaches.dashboard import breaches as block
from privacy.breaches.models import Breach
from privacy.journal.models import JournalEntry
from privacy.letters.models import Letter
from tests.factories.breaches import AWARE, breach_worker, hours, recorded
from tests.factories.newsletter import ActiveFactory
from tests.factories.privacy import ControllerFactory, VendorFactory
from tests.factories.rules import load_rules
from tests.meanwhile import meanwhile
from tests.privacy.register.purposes.test_admin import filled_in
from tests.seen import confirmed, see
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.law("A-11")]
LEFT = says("%(length)s left", length="42 timer")


@pytest.fixture(autouse=True)
def _ground() -> Any:
    load_rules()
    ControllerFactory.create()
    with time_machine.travel(hours(30), tick=False):
        yield


@pytest.fixture
def worker(client: Client) -> Client:
    client.force_login(breach_worker())
    client.cookies["django_language"] = "nb"
    return client


def url(name: str, breach: Breach) -> str:
    return reverse(f"admin:privacy_breach_{name}", args=[breach.pk])


def read(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def entered(**changed: str) -> dict[str, str]:
    return {
        "title": "Tapt minnepenn",
        "aware_at": "2026-03-06T16:30",
        "what_happened": "En minnepenn ble borte.",
        "risk": "undecided",
        **changed,
    }


def test_step_and_form_that_come_after_the_end_are_refused(worker: Client) -> None:
    one = recorded(risk="none", risk_reason="Filen var kryptert.")
    data = filled_in(read(worker, url("change", one)))

    def end() -> None:
        breaches.close(breach=Breach.objects.get(), staff_id=1, now=hours(3))

    with meanwhile(one, end, read=2):
        assert worker.post(url("change", one), data | {"measures": "Kom for sent"}).status_code == 403
    one = recorded(risk="none", risk_reason="Filen var kryptert.")
    seen = see(worker, url("close", one))
    with meanwhile(one, lambda: breaches.close(breach=Breach.objects.get(pk=one.pk), staff_id=1, now=hours(3))):
        page = worker.post(url("close", one), seen, follow=True).content.decode()
    assert says("Somebody has closed it meanwhile.") in page
    assert JournalEntry.objects.filter(event="breach.closed").count() == 1
    assert not Breach.objects.filter(measures="Kom for sent").exists()


def test_breach_is_entered_with_three_facts_and_the_clock_runs(worker: Client) -> None:
    answer = worker.post(reverse("admin:privacy_breach_add"), entered())
    assert answer.status_code == 302
    one = Breach.objects.get()
    assert one.aware_at == AWARE
    assert Letter.objects.filter(kind="privacy.breach_alarm").exists()
    assert list(JournalEntry.objects.filter(stream="breaches").values_list("event", flat=True)) == [
        "breach.recorded",
        "breach.alarmed",
    ]
    page = read(worker, url("change", one))
    assert f'<span class="deadline-near">{LEFT}</span>' in page
    assert says("Judge the risk to people.") in page


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"aware_at": "2026-03-08T16:30"}, "i framtiden"),
        ({"risk": "none"}, says("Say why nobody is at risk; without it the authority must be notified.")),
        ({"not_told": "effort"}, "Forklar unntaket"),
        ({"what_happened": ""}, "påkrevet"),
    ],
)
def test_what_cannot_be_is_refused_in_words(worker: Client, changed: dict[str, str], words: str) -> None:
    answer = worker.post(reverse("admin:privacy_breach_add"), entered(**changed))
    assert words in answer.content.decode()
    assert not Breach.objects.exists()


def test_list_and_desk_show_the_clock(worker: Client) -> None:
    recorded(title="Haster")
    recorded(title="Bare lek", is_drill=True)
    assert read(worker, reverse("admin:privacy_breach_changelist")).count(LEFT) == 2
    shown = block(hours(30))
    assert [(item.text, item.note, item.is_urgent) for item in shown.items] == [
        ("Haster", LEFT, True),
        (says("EXERCISE: %(title)s", title="Bare lek"), LEFT, False),
    ]


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_one_and_three(worker: Client, rows: int, django_assert_num_queries: Any) -> None:
    for _row in range(rows):
        recorded(processor=VendorFactory.create())
    worker.get(reverse("admin:privacy_breach_changelist"))
    with django_assert_num_queries(8):
        worker.get(reverse("admin:privacy_breach_changelist"))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "nb",
            [
                says("Notification of a personal data breach"),
                says("Likely consequences"),
                "Til Datatilsynet",
                "konfidensialitet",
            ],
        ),
        ("en", ["Notification of a personal data breach", "Likely consequences", "To Datatilsynet", "confidentiality"]),
    ],
)
def test_notification_holds_all_of_article_33_3_in_two_languages(
    worker: Client, language: str, words: list[str]
) -> None:
    one = recorded(processor=VendorFactory.create(name="Vert"), late_reason="Omfanget var ukjent.")
    page = read(worker, url("notification", one) + f"?language={language}")
    facts = [one.what_happened, one.data_categories, one.people_categories, one.consequences, one.measures]
    for text in [*facts, "personvern@example.com", "Vert Ltd", "Omfanget var ukjent.", *words[:4]]:
        assert text in page


def test_notification_names_what_is_not_known_yet(worker: Client) -> None:
    page = read(worker, url("notification", recorded(consequences="", people_about=None)))
    # What is to enter, and "to follow" in the letter.
    assert page.count(says("likely consequences (Art. 33(3)(c))")) == 2
    later = (
        "Do not wait for it: notify within 72 hours with what is known, and send the rest later without undue delay "
        "(Art. 33(4))."
    )
    assert says(later) in page


def test_noting_the_notification_stops_the_clock(worker: Client) -> None:
    one = recorded()
    confirmed(worker, url("notification", one), {"complete": "yes"})
    one.refresh_from_db()
    assert one.notified_at == hours(30)
    assert says("hours left") not in read(worker, url("change", one))
    assert says("The authority was notified %(at)s", at="").strip() in read(worker, url("change", one))


def test_late_notification_without_a_reason_is_refused(worker: Client) -> None:
    one = recorded(aware_at=hours(-43))
    assert says("The 72 hours are over. Write first why the notification is late (Art. 33(1)).") in read(
        worker, url("notification", one)
    )
    confirmed(worker, url("notification", one), {"complete": "yes"})
    one.refresh_from_db()
    assert one.notified_at is None


def test_groups_come_from_the_register_and_a_letter_is_posted_to_each(worker: Client) -> None:
    ActiveFactory.create_batch(3)
    one = recorded()
    page = read(worker, url("tell", one))
    assert 'value="newsletter.subscription"' in page
    assert "(3)" in page
    confirmed(worker, url("tell", one), {"group": ["newsletter.subscription"]})
    assert Letter.objects.filter(kind="privacy.breach_told").count() == 3
    confirmed(worker, url("tell", one), {"group": ["no.such.model"]})
    assert Letter.objects.filter(kind="privacy.breach_told").count() == 3


def test_closed_breach_is_read_and_not_changed(worker: Client) -> None:
    one = recorded(risk="none", risk_reason="Ingen så den.")
    assert says("Close: everything is done") in read(worker, url("change", one))
    confirmed(worker, url("close", one))
    one.refresh_from_db()
    assert one.closed_at == hours(30)
    assert '{"nb"' not in html.unescape(read(worker, url("change", one)))
    assert worker.post(url("change", one), entered()).status_code == 403
    assert worker.post(url("notification", one), {"complete": "yes"}).status_code == 403
    assert "Ingen så den." in read(worker, url("notification", one))


def test_breach_is_never_deleted_by_hand(worker: Client) -> None:
    one = recorded()
    assert worker.post(url("delete", one), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("permissions", [("view_letter",), ("view_breach",)])
def test_who_may_not_change_changes_nothing(client: Client, permissions: tuple[str, ...]) -> None:
    one = recorded()
    ActiveFactory.create()
    client.force_login(breach_worker("gjest", *permissions))
    assert client.post(url("tell", one), {"group": ["newsletter.subscription"]}).status_code == 403
    assert client.get(url("tell", one)).status_code == 403
    assert client.post(url("notification", one), {"complete": "no"}).status_code == 403
    assert client.post(url("close", one)).status_code == 403
    may_read = "view_breach" in permissions
    assert client.get(url("notification", one)).status_code == (200 if may_read else 403)
    one.refresh_from_db()
    assert one.notified_at is None
    assert one.told_at is None


def test_visitor_is_sent_to_the_login(client: Client) -> None:
    one = recorded()
    for name in ("change", "notification", "tell"):
        assert "login" in client.get(url(name, one)).headers["Location"]
