"""One way in: what is judged, the step that is asked for, and that nobody is shut out by either."""

import itertools
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from contact.messages.models import Message
from newsletter.subscriptions.models import PendingSignUp
from privacy.intake import checks, steps
from privacy.intake.limits.counters import counters
from privacy.intake.limits.senders import stamp
from privacy.intake.scoring import judge
from privacy.inventory import collecting
from tests.factories.newsletter import NOW
from tests.factories.rules import load_rules

pytestmark = pytest.mark.django_db
SIGNUP, CONTACT = "/nyhetsbrev/", "/kontakt/"
BAIT = {"homepage": "https://spam.example.com"}


@pytest.fixture(autouse=True)
def _ready(db: None) -> None:
    load_rules()
    counters.forget()


def sent(**fields: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update(fields)
    return data


def opened(ago: float) -> str:
    return stamp(NOW - timedelta(seconds=ago))


@pytest.mark.parametrize(
    ("fields", "score", "is_suspect"),
    [
        ({"loaded": opened(30)}, 0, False),
        ({"loaded": opened(0)}, 2, False),
        ({}, 2, False),
        ({"loaded": "1772000000.forged"}, 2, False),
        # A cache may hold the page for months.
        ({"loaded": opened(90 * 24 * 3600)}, 1, False),
        ({"loaded": opened(90 * 24 * 3600), "text": "http://a http://b www.c"}, 3, True),
        ({"loaded": opened(30), "text": "http://a http://b www.c"}, 2, False),
        ({"loaded": opened(30), **BAIT}, 3, True),
        ({"text": "http://a http://b www.c"}, 4, True),
    ],
)
def test_signs(fields: dict[str, str], score: int, *, is_suspect: bool) -> None:
    judgement = judge(sent(**fields), NOW)
    assert (judgement.score, judgement.is_suspect) == (score, is_suspect)


def step_of(page: str) -> str:
    [step] = re.findall(r'name="step" value="([^"]+)"', page)
    return step


def worked(step: str) -> str:
    return next(str(number) for number in itertools.count() if steps.is_worked(step, str(number)))


def test_suspect_sign_up_is_asked_for_a_step_and_loses_nothing(client: Client) -> None:
    fields: dict[str, Any] = {"email": "kari@example.com", "note": ['<"a">', "b"], **BAIT}
    response = client.post(SIGNUP, fields)
    page = response.content.decode()
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert 'name="email" value="kari@example.com"' in page
    assert page.count('name="note"') == 2
    assert '<"a">' not in page
    assert "spam.example.com" not in page
    assert not PendingSignUp.objects.exists()


def test_browser_that_works_is_let_through(client: Client) -> None:
    step = step_of(client.post(SIGNUP, {"email": "kari@example.com", **BAIT}).content.decode())
    fields = {"email": "kari@example.com", "text": "http://a http://b http://c", "step": step}
    assert client.post(SIGNUP, fields | {"work": "x"}).status_code == 200
    assert client.post(SIGNUP, fields | {"work": worked(step)}).status_code == 303
    assert PendingSignUp.objects.count() == 1


def test_person_without_a_script_waits_and_is_let_through(client: Client) -> None:
    fields = {"email": "kari@example.com", **BAIT}
    begun = timezone.now()
    with time_machine.travel(begun, tick=False):
        step = step_of(client.post(SIGNUP, fields).content.decode())
    with time_machine.travel(begun + timedelta(seconds=10), tick=False):
        early = client.post(SIGNUP, {"email": "kari@example.com", "step": step}).content.decode()
    # The waiting goes on from where it began.
    assert step_of(early) == step
    with time_machine.travel(begun + timedelta(seconds=20), tick=False):
        assert client.post(SIGNUP, fields | {"step": step}).status_code == 303
    assert PendingSignUp.objects.count() == 1


def test_step_counts_once_and_ends() -> None:
    step = steps.make_step(NOW)
    later = NOW + steps.WAIT
    assert steps.is_taken(sent(step=step), later)
    assert not steps.is_taken(sent(step=step), later)
    another = steps.make_step(NOW)
    assert not steps.is_taken(sent(step=another), NOW + timedelta(hours=2))
    assert not steps.is_taken(sent(step=another), NOW - timedelta(seconds=1))
    assert not steps.is_taken(sent(step=another[:-1] + "x"), later)
    assert not steps.is_taken(sent(step="", work="1"), later)
    assert not steps.is_worked(another, "9" * 100)


@pytest.mark.law("X-35")
def test_page_of_the_step_tells_nothing_about_an_address(client: Client) -> None:
    pages = {
        re.sub(r'value="[^"]*"', "", client.post(SIGNUP, {"email": f"{name}@example.com", **BAIT}).content.decode())
        for name in ("kari", "ola")
    }
    assert len(pages) == 1


@pytest.mark.parametrize("more", [BAIT, {"text": "http://a http://b http://c"}])
def test_suspect_message_is_kept_apart_and_neither_dropped_nor_held_up(client: Client, more: dict[str, str]) -> None:
    response = client.post(CONTACT, {"text": "Hei", "email": "kari@example.com", **more})
    assert response.status_code == 303
    assert Message.objects.get().is_suspect is True


def test_message_of_a_person_is_not_suspect(client: Client) -> None:
    loaded = stamp(timezone.now() - timedelta(seconds=20))
    client.post(CONTACT, {"text": "Se http://a og http://b", "email": "kari@example.com", "loaded": loaded})
    assert Message.objects.get().is_suspect is False


def test_every_public_form_passes_the_intake(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.check_intake(None) == []
    other = next(data for data in collecting.all_forms() if data.name == "newsletter.signup")
    stray = collecting.FormData(**{**vars(other), "name": "stray", "views": ("newsletter:signup_done",)})
    monkeypatch.setattr(collecting, "all_forms", lambda: iter([other, stray]))
    assert [error.id for error in checks.check_intake(None)] == ["privacy.E060"]


def test_time_of_a_day_ago_is_a_sign_at_most(client: Client) -> None:
    loaded = stamp(datetime(2026, 1, 1, tzinfo=NOW.tzinfo))
    assert client.post(SIGNUP, {"email": "kari@example.com", "loaded": loaded}).status_code == 303
