"""A kind of data that cannot be read: every page of staff opens or says which, and nothing is approved without it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.urls import reverse

from contact.messages.models import Message
from dsar.cases.enums import Right, State
from dsar.cases.models import Case
from tests.factories.contact import MessageFactory
from tests.factories.dsar import ADDRESS, opened
from tests.words import says

pytestmark = [pytest.mark.usefixtures("rules", "frozen_clock"), pytest.mark.law("D-39")]
Breaks = Callable[[], str]


def _cannot_be_read(kind: str) -> str:
    return says(
        "“%(kind)s” cannot be read now, and nothing is approved before it can be. Tell whoever runs the site; the time "
        "for the answer runs on.",
        kind=says(kind),
    )


def _values() -> str:
    def cannot(*_args: Any) -> Message:
        msg = "a value that does not open"
        raise ValueError(msg)

    Message.from_db = cannot  # type: ignore[assignment, method-assign]
    return _cannot_be_read("Messages to us")


def _rows() -> str:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE contact_attachment RENAME COLUMN message_id TO moved")
    return _cannot_be_read("Files that you sent us")


@pytest.fixture(params=[_values, _rows])
def breaks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Breaks:
    monkeypatch.setattr(Message, "from_db", Message.from_db)
    found: Breaks = request.param
    return found


def _case(right: Right) -> Case:
    MessageFactory.create(email=ADDRESS, text="Noe")
    return opened(right, message="Det er feil" if right.takes_message else "")


def _said(response: Any, case: Case) -> list[str]:
    assert response.status_code == 302
    assert response["Location"] == reverse("admin:dsar_case_change", args=[case.pk])
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.parametrize("right", [Right.ACCESS, Right.PORTABILITY, Right.ERASURE, Right.RESTRICTION])
def test_page_of_a_request_opens(worker: Client, right: Right, breaks: Breaks) -> None:
    case = _case(right)
    words = breaks()
    response = worker.get(reverse("admin:dsar_case_change", args=[case.pk]))
    assert response.status_code == 200
    # Rows are counted although their values cannot be read.
    assert (words in response.content.decode()) is (breaks is _rows)


@pytest.mark.parametrize(
    ("right", "name"),
    [
        (Right.ACCESS, "approve"),
        (Right.PORTABILITY, "approve"),
        (Right.ERASURE, "approve"),
        (Right.ACCESS, "preview"),
        (Right.ACCESS, "redact"),
    ],
)
def test_page_that_shows_the_data_says_what_cannot_be_read(
    worker: Client, right: Right, name: str, breaks: Breaks
) -> None:
    case = _case(right)
    words = breaks()
    assert _said(worker.get(reverse(f"admin:dsar_case_{name}", args=[case.pk])), case) == [words]


@pytest.mark.parametrize("right", [Right.ACCESS, Right.ERASURE])
def test_nothing_is_approved_that_was_seen_while_it_could_be_read(worker: Client, right: Right, breaks: Breaks) -> None:
    case = _case(right)
    url = reverse("admin:dsar_case_approve", args=[case.pk])
    seen = worker.get(url).context["consequences"].digest
    words = breaks()
    assert _said(worker.post(url, {"seen": seen}), case) == [words]
    case.refresh_from_db()
    assert case.state == State.OPEN


@pytest.mark.parametrize("breaks", [_values], indirect=True)
def test_values_to_correct_are_not_offered_while_they_cannot_be_read(worker: Client, breaks: Breaks) -> None:
    case = _case(Right.RECTIFICATION)
    words = breaks()
    assert _said(worker.get(reverse("admin:dsar_case_amend", args=[case.pk])), case) == [words]


def test_restriction_says_what_cannot_be_counted(worker: Client) -> None:
    case = _case(Right.RESTRICTION)
    words = _rows()
    assert _said(worker.get(reverse("admin:dsar_case_restrict", args=[case.pk])), case) == [words]
