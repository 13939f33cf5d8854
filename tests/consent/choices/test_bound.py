"""Consents of one network are bounded; what takes something back, and a no, are stored however many came before."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from consent.choices.models import ChoiceCount, ConsentRecord
from consent.gate import cookie
from consent.gate.offer import Offer
from privacy.intake.limits.figures import limit_figures
from tests.consent.choices.test_views import answer

pytestmark = [pytest.mark.django_db, pytest.mark.law("A-08")]
NETWORK = {"REMOTE_ADDR": "198.51.100.7"}
BOUND = 20  # as many as a process counts at once


@pytest.fixture
def _full(offer: Offer, settings: Settings) -> None:
    """So many consents came from ``NETWORK`` that no more are recorded."""
    settings.CONSENT = settings.CONSENT | {"CONSENTS_IN_TEN_MINUTES": BOUND}
    assert {answer(Client(), "all", **NETWORK).status_code for _number in range(BOUND)} == {303}


@pytest.mark.usefixtures("_full")
@pytest.mark.parametrize("surface", ["banner", "page"])
@pytest.mark.parametrize("headers", [{}, {"accept": "application/json"}])
def test_yes_above_the_bound_is_not_given(client: Client, surface: str, headers: dict[str, str]) -> None:
    response = answer(client, "all", data={"surface": surface}, headers=headers, **NETWORK)
    assert (response.status_code, response["Retry-After"]) == (429, "600")
    assert "no-store" in response["Cache-Control"]
    assert "style-src 'self'" in response["Content-Security-Policy"], "a page that can be read"
    assert cookie.NAME not in client.cookies
    assert ConsentRecord.objects.count() == BOUND
    assert answer(client, "all", REMOTE_ADDR="203.0.113.7").status_code == 303


@pytest.mark.law("C-10", "C-15")
@pytest.mark.usefixtures("_full")
def test_no_and_withdrawal_are_stored_above_the_bound(client: Client) -> None:
    assert answer(client, "none", **NETWORK).status_code == 303
    assert ChoiceCount.objects.refusals().get().count == 1
    answer(client, "all", REMOTE_ADDR="203.0.113.7")
    assert answer(client, "none", **NETWORK).status_code == 303
    assert ConsentRecord.objects.get(withdrawn_at__isnull=False)
    chosen = cookie.read(client.cookies[cookie.NAME].value)
    assert chosen is not None
    assert chosen.granted == frozenset()


@pytest.mark.law("C-10")
@pytest.mark.usefixtures("_full")
@pytest.mark.parametrize(
    ("had", "wanted", "left"),
    [(("analytics", "marketing"), ["marketing"], {"marketing"}), (("marketing",), ["analytics"], set())],
)
def test_answer_above_the_bound_takes_back_and_grants_nothing_new(
    client: Client, had: tuple[str, ...], wanted: list[str], left: set[str]
) -> None:
    answer(client, "some", *had, REMOTE_ADDR="203.0.113.7")
    assert answer(client, "some", *wanted, **NETWORK).status_code == 303
    chosen = cookie.read(client.cookies[cookie.NAME].value)
    assert chosen is not None
    assert chosen.granted == left
    standing = ConsentRecord.objects.standing().exclude(granted=["analytics", "marketing"])
    assert [set(record.granted) for record in standing] == ([left] if left else [])


@pytest.mark.usefixtures("_full")
def test_saving_the_same_again_is_counted(client: Client) -> None:
    answer(client, "all", REMOTE_ADDR="203.0.113.7")
    chosen = client.cookies[cookie.NAME].value
    assert answer(client, "all", **NETWORK).status_code == 429
    assert client.cookies[cookie.NAME].value == chosen


@pytest.mark.usefixtures("_full")
def test_staff_see_that_consents_were_refused(client: Client) -> None:
    before = limit_figures(timezone.now()).refused
    answer(client, "all", **NETWORK)
    assert limit_figures(timezone.now()).refused > before


def test_first_consents_of_a_network_are_given_whatever_the_site_gets(offer: Offer, settings: Settings) -> None:
    settings.CONSENT = settings.CONSENT | {"CONSENTS_A_DAY": 1}
    given = [answer(Client(), "all", REMOTE_ADDR="192.0.2.1").status_code for _number in range(7)]
    assert given == [303] * 5 + [429] * 2
