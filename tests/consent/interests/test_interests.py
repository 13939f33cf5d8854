"""Profiles of interests: only after a yes, by named rules, gone at a no."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from time_machine import travel

from consent.interests import deriving, queries, subjects
from consent.interests import operations as interests
from consent.interests.models import Interest, Profile, ProfileLink
from consent.interests.rules import rules
from consent.interests.subjects import Subject
from contact.ebooks.models import BookRequest
from privacy.addresses.normal import lookup_form, normalise_address
from privacy.intake.limits.senders import Sender, stamp
from privacy.inventory import declarations
from privacy.inventory.enums import Origin, StopCause
from privacy.journal import operations as journal
from privacy.journal.models import JournalEntry
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from privacy.retention import operations as retention
from privacy.retention.enums import HoldReason
from privacy.retention.holds import hold_row
from tests.factories.contact import MessageFactory
from tests.factories.ebooks import NOW, BookFactory
from tests.factories.newsletter import ActiveFactory
from tests.factories.rules import load_rules

KARI = "kari@example.com"
COURSES = Subject(key="courses", title={"nb": "Kurs", "en": "Courses"})
ROUTINES = Subject(key="routines", title={"nb": "Rutiner", "en": "Routines"})


@pytest.fixture(autouse=True)
def _subjects(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    load_rules()
    monkeypatch.setattr(subjects.sources, "_values", {"test": lambda: [COURSES, ROUTINES]})


def _has_said_yes(address: str) -> bool:
    return Profile.objects.live().filter(email=lookup_form(address)).exists()


def link(address: str = KARI) -> ProfileLink:
    sender = Sender(key="x", is_hasty=False)
    return interests.ask(address=address, language="nb", sender=sender, now=NOW)


def yes(address: str = KARI) -> Profile:
    return interests.say_yes(link_id=link(address).pk, text="Ja.", language="nb", now=NOW)


def asked_for_a_book(address: str = KARI, subject: str = "courses") -> BookRequest:
    request = BookRequest(book=BookFactory.create(subject=subject), title="Kurs", email=normalise_address(address))
    request.language, request.requested_at, request.retain_until = "nb", NOW, NOW + timedelta(days=30)
    request.save()
    return request


@pytest.mark.law("P11")
def test_nothing_is_derived_without_a_yes() -> None:
    asked_for_a_book()
    link()
    assert deriving.derive_all(now=NOW) == 0
    assert not Interest.objects.exists()
    assert not _has_said_yes(KARI)


@pytest.mark.law("P11", "D-15")
def test_each_interest_names_its_rule_in_plain_words_and_its_ground() -> None:
    asked_for_a_book()
    MessageFactory.create(email=KARI, text="Har dere RUTINER for dette?")
    MessageFactory.create(email=KARI, text="Kursene er fine.")  # no whole word
    MessageFactory.create(email="ola@example.com", text="Kurs")
    ActiveFactory.create(email=KARI, topics=["courses", "gone"])
    yes("Kari@Example.com")
    found = {(row.rule, row.subject, row.title) for row in Interest.objects.all()}
    assert found == {
        ("ebooks.asked", "courses", "Kurs"),
        ("contact.named", "routines", "Rutiner"),
        ("newsletter.topics", "courses", "Kurs"),
    }
    assert all(row.because == str(rules[row.rule].explanation) for row in Interest.objects.all())
    assert _has_said_yes("KARI@example.com")


@pytest.mark.law("P11", "D-15")
def test_rules_read_only_what_people_gave_us_by_their_address() -> None:
    """What a browser stores holds no address, and no rule names a model without one."""
    assert len(rules) >= 2
    for rule in rules.values():
        for model in rule.models:
            data = declarations.personal_data(model)
            assert data.is_linkable
            assert data.in_browser is None
        for language in ("en", "nb", "nn"):
            assert len(str(rule.explanation)) > 40, language
    inferred = [
        name for name, field in declarations.personal_data(Interest).fields.items() if field.origin is Origin.INFERRED
    ]
    assert {"title", "because", "rule"} <= set(inferred)


def test_interest_goes_when_its_ground_is_gone_and_is_not_doubled() -> None:
    request = asked_for_a_book()
    asked_for_a_book()
    yes()
    [first] = Interest.objects.all()
    assert deriving.derive_all(now=NOW + timedelta(days=1)) == 1
    assert Interest.objects.get().pk == first.pk
    BookRequest.objects.exclude(pk=request.pk).delete()
    request.delete()
    deriving.derive_all(now=NOW + timedelta(days=2))
    assert not Interest.objects.exists()
    assert _has_said_yes(KARI)


@pytest.mark.law("P12", "D-28")
def test_no_deletes_the_profile_at_once_and_nothing_comes_back() -> None:
    asked_for_a_book()
    yes()
    assert interests.say_no(link_id=link().pk, now=NOW) == 1
    assert (Profile.objects.count(), Interest.objects.count()) == (0, 0)
    assert deriving.derive_all(now=NOW) == 0
    assert not _has_said_yes(KARI)
    assert not queries.profiled().filter(subject="courses").exists()
    assert interests.say_no(link_id=link().pk, now=NOW) == 0
    assert list(JournalEntry.objects.filter(stream="interests").order_by("seq").values_list("event", flat=True)) == [
        "interests.consented",
        "interests.ended",
    ]
    assert list(journal.compare_sources()) == []


@pytest.mark.law("P12", "P38", "D-28")
@pytest.mark.parametrize("cause", [StopCause.OBJECTION, StopCause.WITHDRAWAL])
@pytest.mark.parametrize("model", [Profile, Interest])
def test_objection_or_withdrawal_by_request_ends_it_too(cause: StopCause, model: type) -> None:
    asked_for_a_book()
    yes()
    data = declarations.personal_data(model)
    rows = model.objects.filter(**{str(data.subject): KARI})
    at = NOW + timedelta(hours=1)
    assert data.stop.count_used_after(rows, at) == 1
    assert data.stop.carry_out(rows, cause, at) == 1
    assert data.stop.count_used_after(rows, at) == 0
    assert not Profile.objects.exists()


@pytest.mark.law("D-37", "P12")
def test_profile_on_hold_is_kept_and_not_used() -> None:
    asked_for_a_book()
    profile = yes()
    hold_row(
        model="consent.profile", object_id=str(profile.pk), reason=HoldReason.LEGAL_CLAIM, reference="2026/7",
        ends_at=NOW + timedelta(days=90), staff=None, now=NOW,
    )  # fmt: skip
    interests.say_no(link_id=link().pk, now=NOW)
    assert Profile.objects.get().ended_at == NOW
    assert not _has_said_yes(KARI)
    assert not queries.profiled().filter(subject="courses").exists()
    assert deriving.derive_all(now=NOW) == 0


@pytest.mark.law("P26", "P27")
def test_yes_ends_by_itself_after_a_year() -> None:
    asked_for_a_book()
    yes()
    later = NOW.replace(year=2027) + timedelta(minutes=1)
    retention.run(as_of=later, now=later, beyond_limits=True)
    assert (Profile.objects.count(), Interest.objects.count(), ProfileLink.objects.count()) == (0, 0, 0)


# --- pages ---


def send_due() -> list[mail.EmailMessage]:
    for letter_id in Letter.objects.unsent().values_list("pk", flat=True):
        letters.send(letter_id=letter_id, now=timezone.now())
    return mail.outbox


def ask(client: Client, email: str, **more: str):
    read = {"loaded": stamp(timezone.now() - timedelta(seconds=30)), "email": email}
    return client.post("/interesser/", read | more, headers={"Sec-Fetch-Site": "same-origin"})


@pytest.fixture
def path(client: Client) -> Iterator[str]:
    """The path of Kari's own page."""
    with travel(NOW, tick=False):
        ask(client, KARI)
        [line] = [line for line in str(send_due()[0].body).splitlines() if "/lenke/" in line]
        yield "/" + line.partition("://")[2].partition("/")[2]


@pytest.mark.law("P15", "P20")
def test_page_is_the_same_bytes_for_everybody(client: Client) -> None:
    asked_for_a_book()
    with travel(NOW, tick=False):
        before = client.get("/interesser/").content
        yes()
        client.cookies["pv_choice"] = "anything"
        assert client.get("/interesser/").content == before
        assert client.get("/interesser/", headers={"Cookie": "id=1"}).content == before
    assert all(str(rule.explanation) in before.decode() for rule in rules.values())


@pytest.mark.law("X-35")
def test_answer_and_mail_do_not_say_whether_there_is_a_profile(client: Client) -> None:
    yes()
    send_due()
    mail.outbox.clear()
    asked = [ask(client, address) for address in (KARI, "new@example.com")]
    answers = {(answer.status_code, answer["Location"]) for answer in asked}
    assert answers == {(303, "/interesser/sendt/")}
    known, new = send_due()
    strip = [[line for line in str(message.body).splitlines() if "/lenke/" not in line] for message in (known, new)]
    assert strip[0] == strip[1]


@pytest.mark.law("P12", "D-15", "D-28")
def test_person_sees_says_yes_and_says_no_with_one_press_each(client: Client, path: str) -> None:
    asked_for_a_book()
    page = client.get(path)
    html = page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert f"{path}ja/" in html
    assert f"{path}nei/" not in html
    for _double_click in range(2):
        assert client.post(f"{path}ja/")["Location"] == path
    html = client.get(path).content.decode()
    assert "<strong>Kurs</strong>" in html
    assert str(rules["ebooks.asked"].explanation) in html
    assert Profile.objects.get().consent_text
    for _double_click in range(2):
        assert client.post(f"{path}nei/")["Location"] == path
    assert "<strong>Kurs</strong>" not in client.get(path).content.decode()
    assert not Profile.objects.exists()


def test_opening_the_link_and_its_buttons_by_get_changes_nothing(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200
    assert {client.get(f"{path}{act}/").status_code for act in ("ja", "nei")} == {405}
    assert client.post(f"{path}ja/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert not Profile.objects.exists()


def test_link_that_is_old_forged_or_erased_does_nothing(client: Client, path: str) -> None:
    assert client.post(path.replace("/lenke/", "/lenke/x") + "ja/").status_code == 404
    with travel(NOW + timedelta(days=1, minutes=1), tick=False):
        assert {client.get(path).status_code, client.post(f"{path}ja/").status_code} == {410}
    ProfileLink.objects.all().delete()
    assert {client.get(path).status_code, client.post(f"{path}nei/").status_code} == {410}
    assert not Profile.objects.exists()


@pytest.mark.parametrize("email", ["", "kari@"])
def test_form_with_an_error_keeps_what_was_typed(client: Client, email: str) -> None:
    answer = ask(client, email)
    assert (answer.status_code, email in answer.content.decode()) == (422, True)
    assert not ProfileLink.objects.exists()


def test_one_mailbox_gets_three_mails_a_day(client: Client) -> None:
    for tag in ("", "+a", "+b", "+c", ""):
        ask(client, f"kari{tag}@example.com")
    assert len(send_due()) == 3
