"""A consent that was taken back stays taken back, and nothing of it stays in the browser."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from consent.choices.models import ConsentRecord
from consent.gate import cookie, ended
from consent.gate.cookie import Choice
from consent.gate.models import EndedConsent
from consent.gate.offer import Offer
from tests.consent.conftest import choice, having

pytestmark = [pytest.mark.django_db, pytest.mark.law("C-09", "C-10")]


def answer(client: Client, what: str, *grants: str) -> Any:
    return client.post("/samtykke/", {"choice": what, "grant": grants, "surface": "page"})


def chosen(client: Client) -> Choice:
    value = cookie.read(client.cookies[cookie.NAME].value)
    assert value is not None
    return value


def is_seen(client: Client, value: str) -> bool:
    """Tell whether a page accepts a value of the choice cookie; one that it does not accept it takes away."""
    client.cookies[cookie.NAME] = value
    response = client.get("/")
    return not (cookie.NAME in response.cookies and response.cookies[cookie.NAME]["max-age"] == "0")


@pytest.mark.parametrize("next_answer", [("none",), ("some", "marketing"), ("all",)])
def test_an_old_value_is_refused_once_its_record_has_ended(client: Client, offer: Offer, next_answer: Any) -> None:
    answer(client, "all")
    old = client.cookies[cookie.NAME].value
    assert is_seen(client, old)
    answer(client, *next_answer)
    new = client.cookies[cookie.NAME].value
    assert is_seen(client, new)
    assert not is_seen(client, old)
    assert client.get("/samtykke/", headers={"cookie": f"{cookie.NAME}={old}"}).context["choice"] is None


def test_another_process_learns_it_from_the_table(client: Client, offer: Offer) -> None:
    answer(client, "all")
    old = client.cookies[cookie.NAME].value
    answer(client, "none")
    ended.copy.assume(ended.Ended())
    assert is_seen(client, old), "the test forgot what this process noted"
    ended.copy.refresh()
    assert not is_seen(client, old)


def test_a_record_that_is_deleted_leaves_its_id(client: Client, offer: Offer) -> None:
    answer(client, "all")
    old = client.cookies[cookie.NAME].value
    ConsentRecord.objects.all().delete()
    ended.copy.refresh()
    assert not is_seen(client, old)


def test_ids_go_when_their_cookies_have_run_out(client: Client, offer: Offer) -> None:
    answer(client, "all")
    answer(client, "none")
    now = timezone.now()
    assert ended.forget_expired(now=now) == 0
    assert ended.forget_expired(now=now + timedelta(days=200)) == 1
    assert not EndedConsent.objects.exists()


def test_a_page_needs_no_query_for_it(client: Client, offer: Offer, django_assert_num_queries: Any) -> None:
    answer(client, "all")
    with django_assert_num_queries(0):
        client.get("/")


def test_saving_one_category_leaves_the_time_and_the_end_of_the_other(client: Client, offer: Offer) -> None:
    first = datetime(2026, 11, 25, 12, tzinfo=UTC)
    with time_machine.travel(first, tick=False):
        answer(client, "some", "analytics")
        end = chosen(client).expires_at
    with time_machine.travel(first + timedelta(days=30), tick=False):
        answer(client, "some", "analytics", "marketing")
        both = chosen(client)
    assert both.granted_at("analytics") == first
    assert both.granted_at("marketing") == first + timedelta(days=30)
    assert both.expires_at == end
    record = ConsentRecord.objects.get(pk=str(both.record_id))
    assert dict(zip(record.granted, record.granted_at, strict=True)) == {
        "analytics": first,
        "marketing": first + timedelta(days=30),
    }
    with time_machine.travel(first + timedelta(days=60), tick=False):
        answer(client, "all")
    assert chosen(client).granted_at("analytics") == first + timedelta(days=60), "who accepts all accepts each anew"


def test_the_time_of_a_category_is_never_changed(client: Client, offer: Offer) -> None:
    answer(client, "all")
    statement = "UPDATE consent_consentrecord SET granted_at = ARRAY[now(), now()]"
    with pytest.raises(Exception, match="never changed"), connection.cursor() as cursor:
        cursor.execute(statement)


def test_answers_of_one_browser_differ_by_whole_seconds(client: Client, offer: Offer) -> None:
    with time_machine.travel(datetime(2026, 11, 25, 12, tzinfo=UTC), tick=False):
        answer(client, "all")
        before = chosen(client)
        answer(client, "none")
        after = chosen(client)
    assert after.made_at == before.made_at + timedelta(seconds=1)


def test_of_two_choices_in_one_second_the_one_that_grants_less_counts(client: Client, offer: Offer) -> None:
    now = timezone.now()
    values = [cookie.write(choice("analytics", made_at=now)), cookie.write(choice(made_at=now))]
    for pair in (values, values[::-1]):
        sent = "; ".join(f"{cookie.NAME}={value}" for value in pair)
        assert client.get("/samtykke/", headers={"cookie": sent}).context["choice"].granted == frozenset()


def test_only_an_answer_that_takes_something_back_says_so(client: Client, offer: Offer) -> None:
    refusal = answer(client, "none")
    assert "Clear-Site-Data" not in refusal
    assert not chosen(client).takes_back
    assert "Clear-Site-Data" not in answer(client, "all")
    narrower = answer(client, "some", "marketing")
    assert narrower["Clear-Site-Data"] == '"storage"'
    assert chosen(client).takes_back
    assert "~" in client.cookies[cookie.NAME].value
    assert answer(client, "none")["Clear-Site-Data"] == '"storage"'


def test_a_page_has_everything_dropped_and_the_choice_set_anew(client: Client, offer: Offer) -> None:
    answer(client, "all")
    answer(client, "none")
    value = client.cookies[cookie.NAME].value
    body = {"choice": "clear", "kept": value}
    cleared = client.post("/samtykke/", body, headers={"accept": "application/json"})
    assert (cleared.status_code, cleared["Clear-Site-Data"]) == (307, '"cookies", "storage"')
    assert not cleared.cookies
    client.cookies.clear()  # as the browser does
    kept = client.post(cleared["Location"], body, headers={"accept": "application/json"})
    assert (kept.status_code, kept.cookies[cookie.NAME].value) == (204, value)
    assert ConsentRecord.objects.count() == 1


def test_a_newer_choice_outlives_the_one_that_is_put_back(client: Client, offer: Offer) -> None:
    now = timezone.now()
    old, new = (cookie.write(choice(made_at=now - timedelta(seconds=age))) for age in (9, 1))
    kept = having(client, new).post("/samtykke/?step=keep", {"choice": "clear", "kept": old})
    assert kept.cookies[cookie.NAME].value == new


@pytest.mark.parametrize("value", ["2.1.am.1700000000.9999999999.-.forged", "x"])
def test_a_choice_that_is_not_ours_is_not_put_back(client: Client, offer: Offer, value: str) -> None:
    kept = client.post("/samtykke/?step=keep", {"choice": "clear", "kept": value})
    assert str(kept.cookies[cookie.NAME]["max-age"]) == "0"


def test_an_ended_consent_is_not_put_back(client: Client, offer: Offer) -> None:
    answer(client, "all")
    old = client.cookies[cookie.NAME].value
    answer(client, "none")
    client.cookies.clear()
    kept = client.post("/samtykke/?step=keep", {"choice": "clear", "kept": old})
    assert str(kept.cookies[cookie.NAME]["max-age"]) == "0"


def test_staff_stay_signed_in(client: Client, offer: Offer) -> None:
    client.cookies[settings.SESSION_COOKIE_NAME] = "x"
    assert client.post("/samtykke/", {"choice": "clear"})["Clear-Site-Data"] == '"storage"'


@pytest.mark.parametrize("value", ["2.1.am.1700000000.9999999999.-.forged", "x", ""])
def test_a_choice_that_is_not_ours_is_not_kept(client: Client, offer: Offer, value: str) -> None:
    response = having(client, value).post("/samtykke/", {"choice": "keep"})
    assert response.cookies[cookie.NAME]["max-age"] == 0 or response.cookies[cookie.NAME]["max-age"] == "0"


def test_another_site_can_clear_nothing(client: Client, offer: Offer) -> None:
    response = client.post("/samtykke/", {"choice": "clear"}, headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 403
    assert "Clear-Site-Data" not in response
