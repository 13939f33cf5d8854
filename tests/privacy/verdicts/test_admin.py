"""The page of promises for an authority, and answers for promises without check."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacy.journal.models import JournalEntry
from privacy.policy import publishing
from privacy.register.models import Revision
from privacy.register.promises import catalogue, registry
from privacy.register.promises.models import PromiseVerdict
from privacy.register.promises.registry import Unknowable, broken, kept, unproven
from privacy.runs import background
from privacy.verdicts import operations as verdicts
from privacy.verdicts.models import PromiseAnswer
from privacy.verdicts.queries import standings
from tests.factories.privacy import NOW, RetentionRuleFactory, StatementFactory, passage
from tests.privacy.conftest import Promising
from tests.registries import ReplaceEntries
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]
WHY = "Ingen maskin kan se om noen leser e-posten."
PAGE = "admin:privacy_promises"


@pytest.fixture
def known(only_privacy: None, replace_entries: ReplaceEntries, monkeypatch: pytest.MonkeyPatch) -> None:
    """Limit the promises to P24, P29, P30 and P60 of the real catalogue; staff answer for P60."""
    everything = catalogue.read(*map(Path, settings.PRIVACY["PROMISES_FILES"]))
    monkeypatch.setattr(
        catalogue, "all_promises", lambda: {name: everything[name] for name in ("P24", "P29", "P30", "P60")}
    )
    replace_entries(registry.promises, {"P60": Unknowable(reason=WHY)})
    RetentionRuleFactory.create(key="promises.answer", days=None, months=24)


def staff(*permissions: str) -> Client:
    user = User.objects.create_user("kari@example.com", is_staff=True, first_name="Kari", last_name="Nordmann")
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def nightly(promising: Promising, nights: int = 1, **answers: registry.Verdict) -> None:
    promising(**answers)
    for night in reversed(range(nights)):
        verdicts.check(now=timezone.now() - timedelta(days=night))


@pytest.mark.law("A-01", "A-10")
def test_page_tells_everything_about_a_promise(known: None, promising: Promising, admin_client: Client) -> None:
    StatementFactory.create(key="erasure", promises=["P29"], text=passage("Sletting", "Vi sletter innen 30 dager."))
    promising(P29=kept("0 for sent"), P24=kept("4 av 4"), P30=kept("7"))
    publishing.publish(now=NOW)
    nightly(
        promising, P29=kept("0 for sent"), P24=broken("3 av 4", "HubSpot står uten grunnlag"), P30=unproven("-", "?")
    )
    page = admin_client.get(reverse(PAGE)).content.decode()
    for text in (
        "Melder du deg av, sletter vi opplysningene dine i løpet av 30 dager",  # the old policy, shortened
        "Vi sletter innen 30 dager.",  # the statement in force
        "personvernforordningen art. 17 nr. 1 bokstav b",  # the law
        "0 for sent",  # the figure
        "HubSpot står uten grunnlag",
        "newsletter/issues/test_promises.py::",  # a test that covers it
        WHY,
        "Ikke lovet i erklæringen som gjelder",
        "Lovet i erklæringen som gjelder",
    ):
        assert text in page, text


@pytest.mark.law("A-01")
def test_what_needs_attention_comes_first(known: None, promising: Promising) -> None:
    StatementFactory.create(promises=["P29"], text=passage("A", "Lovet."), otherwise=passage("A", "Ellers."))
    promising(P29=unproven("-", "?"))
    publishing.publish(now=NOW)
    nightly(promising, P24=broken("1", "x"), P29=unproven("-", "?"), P30=kept("1"))
    found = standings(timezone.now())
    assert [one.id for one in found] == ["P24", "P29", "P60", "P30"]
    assert [str(one.made) for one in found] == ["absent", "withheld", "absent", "absent"]


@pytest.mark.law("A-10")
def test_history_shows_the_worst_of_each_of_thirty_days(known: None, promising: Promising) -> None:
    now = timezone.now()
    for days, kind in ((0, "kept"), (0, "broken"), (1, "unproven"), (29, "kept"), (31, "broken")):
        PromiseVerdict.objects.create(promise="P29", kind=kind, figure="1", checked_at=now - timedelta(days=days))
    nights = next(one for one in standings(now) if one.id == "P29").nights
    assert len(nights) == 30
    assert [(place, one.kind) for place, one in enumerate(nights) if one.kind] == [
        (0, "kept"),
        (28, "unproven"),
        (29, "broken"),
    ]


@pytest.mark.law("A-01")
def test_file_stands_alone_and_data_is_whole(known: None, promising: Promising, admin_client: Client) -> None:
    nightly(promising, P29=kept("0 for sent"))
    file = admin_client.get(reverse("admin:privacy_promises_file"))
    html = file.content.decode()
    assert "attachment" in file["Content-Disposition"]
    assert ".promise-counts" in html
    assert "<details>" not in html, "what is handed out is not folded"
    assert "<link" not in html
    assert "<script" not in html
    data = json.loads(admin_client.get(reverse("admin:privacy_promises_data")).content)
    assert [one["id"] for one in data["promises"]] == ["P24", "P29", "P30", "P60"]
    p29 = data["promises"][1]
    assert p29["verdict"]["figure"] == "0 for sent"
    assert p29["verdict"]["kind"] == "kept"
    assert list(p29["history"].values()) == ["kept"]
    assert p29["tests"]
    assert data["promises"][3]["no_check_because"] == WHY


def test_everything_can_be_checked_now(known: None, promising: Promising, admin_client: Client) -> None:
    promising(P29=kept("nå"))
    assert admin_client.post(reverse(PAGE)).status_code == 302
    assert says("waits for the worker.") in admin_client.get(reverse(PAGE)).content.decode()
    background.carry_out_waiting(clock=timezone.now)
    page = admin_client.get(reverse(PAGE)).content.decode()
    counts = says("%(kept)s are kept, %(unproven)s are unproven, %(broken)s are broken.")
    assert re.search(counts % {"kept": 1, "unproven": "[0-9]+", "broken": 0}, page)
    assert PromiseVerdict.objects.get(promise="P29").figure == "nå"


@pytest.mark.law("P60")
def test_staff_answer_with_one_form(known: None) -> None:
    client = staff("view_promiseverdict", "answer_for_promises")
    url = reverse("admin:privacy_promise_answer", args=["P60"])
    assert WHY in client.get(url).content.decode()
    until = timezone.now().date() + timedelta(days=100)
    assert client.post(url, {"until": until, "note": "Innboksen leses hver dag."}).status_code == 302
    given = PromiseAnswer.objects.get()
    assert (given.until, given.answered_by.username, given.note) == (
        until,
        "kari@example.com",
        "Innboksen leses hver dag.",
    )
    assert JournalEntry.objects.filter(event="promise.answered").count() == 1
    page = client.get(reverse(PAGE)).content.decode()
    assert "Kari Nordmann" in page
    assert "Innboksen leses hver dag." in page


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"until": "2099-01-01", "note": "x"}, says("Choose a day from today to a year from now.")),
        ({"until": "", "note": ""}, says("Write what your answer rests on.")),
    ],
)
def test_answer_that_says_nothing_is_told_why(known: None, facts: dict[str, str], said: str) -> None:
    client = staff("view_promiseverdict", "answer_for_promises")
    response = client.post(reverse("admin:privacy_promise_answer", args=["P60"]), facts)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not PromiseAnswer.objects.exists()


def test_nobody_answers_for_what_a_check_looks_at(known: None, admin_client: Client) -> None:
    assert admin_client.get(reverse("admin:privacy_promise_answer", args=["P29"])).status_code == 404


@pytest.mark.law("A-14")
def test_staff_without_the_permission_are_refused(known: None) -> None:
    client = staff("view_letter")
    for name in (PAGE, "admin:privacy_promises_file", "admin:privacy_promises_data"):
        assert client.get(reverse(name)).status_code == 403
    assert client.get(reverse("admin:privacy_promise_answer", args=["P60"])).status_code == 403
    assert client.post(reverse(PAGE)).status_code == 403
    assert not PromiseVerdict.objects.exists()


def test_reader_may_read_and_not_answer(known: None) -> None:
    client = staff("view_promiseverdict")
    page = client.get(reverse(PAGE)).content.decode()
    assert says("Answer for %(promise)s", promise="P60") not in page
    assert client.get(reverse("admin:privacy_promise_answer", args=["P60"])).status_code == 403


@pytest.mark.law("A-14")
def test_reader_may_not_run_the_checks(known: None, promising: Promising) -> None:
    promising(P29=kept("nå"))
    reader = staff("view_promiseverdict")
    assert says("Check all now") not in reader.get(reverse(PAGE)).content.decode()
    assert reader.post(reverse(PAGE)).status_code == 403
    assert not PromiseVerdict.objects.exists()
    User.objects.all().delete()
    checker = staff("view_promiseverdict", "add_promiseverdict")
    assert says("Check all now") in checker.get(reverse(PAGE)).content.decode()
    assert checker.post(reverse(PAGE)).status_code == 302
    background.carry_out_waiting(clock=timezone.now)
    assert PromiseVerdict.objects.get(promise="P29").figure == "nå"


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same_for_one_verdict_and_for_three(
    known: None, published: Revision, rows: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for number in range(rows):
        PromiseVerdict.objects.create(promise=f"P{number + 28}", kind="kept", figure="1", checked_at=NOW)
    with django_assert_num_queries(3):
        standings(NOW)
