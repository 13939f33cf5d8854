"""Links belong to a person and the list."""

from datetime import timedelta
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.utils import translation

from newsletter.subscriptions import links
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.emails import way_out_headers
from newsletter.subscriptions.enums import EndReason
from newsletter.subscriptions.links import LinkPurpose
from newsletter.subscriptions.models import Subscription
from newsletter.suppression.models import Suppression
from privacy.restriction import operations as only_stored
from privacy.restriction.enums import RestrictionCause
from privacy.retention import operations as retention
from privacy.web import tokens
from privacy.web.errors import InvalidToken
from tests.factories.newsletter import NOW, ActiveFactory, subscribed

pytestmark = pytest.mark.usefixtures("rules")
ADDRESS = "kari@example.com"


def token(address: str = ADDRESS) -> str:
    return links.make_token(LinkPurpose.UNSUBSCRIBE, address)


def leave_by_link(token: str, days: int) -> int:
    now = NOW + timedelta(days=days)
    return len(subscriptions.unsubscribe_by_link(token=token, reason=EndReason.ONE_CLICK, now=now))


@pytest.mark.law("M-03", "P19")
def test_old_link_unsubscribes_who_left_was_erased_and_came_back() -> None:
    subscribed(ADDRESS)
    link = token()
    assert leave_by_link(link, 1) == 1
    retention.run(as_of=NOW + timedelta(days=40), now=NOW)
    assert not Subscription.objects.exists()
    subscribed("Kari@Example.COM", now=NOW + timedelta(days=50))
    assert leave_by_link(link, 60) == 1
    assert not Subscription.objects.active().exists()


@pytest.mark.law("M-03", "D-26")
@pytest.mark.parametrize("way", ["link", "mail", "id"])
def test_link_from_before_unsubscribes_whose_data_is_only_stored(way: str) -> None:
    person = subscribed(ADDRESS)
    only_stored.restrict(rows=[Subscription.objects.all()], cause=RestrictionCause.REQUESTED, source=uuid4(), now=NOW)
    from_before = tokens.make_token("newsletter.unsubscribe", person.pk)
    if way == "link":
        assert leave_by_link(from_before, 1) == 1
    else:
        subject = f"Re: {from_before if way == 'mail' else person.pk}"
        assert len(subscriptions.unsubscribe_by_mail(subject=subject, now=NOW)) == 1
    assert not Subscription.stored.active().exists()


@pytest.mark.law("M-03")
def test_link_of_a_row_from_before_means_its_person_for_as_long_as_it_exists() -> None:
    first = subscribed(ADDRESS)
    from_before = tokens.make_token("newsletter.unsubscribe", first.pk)
    assert leave_by_link(from_before, 1) == 1
    subscribed(ADDRESS, now=NOW + timedelta(days=2))
    assert leave_by_link(from_before, 3) == 1


@pytest.mark.law("M-03", "P19", "X-11")
def test_link_of_a_row_from_before_ends_what_who_came_back_has(settings: LazySettings) -> None:
    first = subscribed(ADDRESS)
    Subscription.objects.update(link_codes=None)  # as the rows that were there at the upgrade
    from_before = tokens.make_token("newsletter.unsubscribe", first.pk)
    subscribed("ola@example.com")
    for days in (1, 101, 201):  # also after the second return, when a new row was erased in between
        assert leave_by_link(from_before, days) == 1
        retention.run(as_of=NOW + timedelta(days=days + 40), now=NOW)
        assert not Subscription.objects.filter(email=ADDRESS).exists()
        settings.NEWSLETTER = settings.NEWSLETTER | {
            "SUPPRESSION_KEYS": [f"{days:064}", *settings.NEWSLETTER["SUPPRESSION_KEYS"]]
        }
        subscribed(ADDRESS, now=NOW + timedelta(days=days + 50))
    assert str(first.pk) not in str(Subscription.objects.values())
    assert Subscription.objects.active().count() == 2
    assert leave_by_link(from_before, 300) == 1
    assert Subscription.objects.active().get().email == "ola@example.com"


def test_rows_that_no_link_names_leave_no_code() -> None:
    subscribed(ADDRESS)
    leave_by_link(token(), 1)
    assert Suppression.objects.get().link_codes == []


def test_every_spelling_has_the_same_link_and_every_purpose_its_own() -> None:
    assert token("Kari@EXAMPLE.com") == token()
    with pytest.raises(InvalidToken):
        links.read_token(LinkPurpose.PREFERENCES, token())
    assert links.read_token(LinkPurpose.UNSUBSCRIBE, token()) == ADDRESS
    assert "kari" not in token()


def test_link_works_with_an_earlier_secret_key_only_while_that_is_a_fallback(settings: LazySettings) -> None:
    link = token()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    assert links.read_token(LinkPurpose.UNSUBSCRIBE, link) == ADDRESS
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        links.read_token(LinkPurpose.UNSUBSCRIBE, link)


@pytest.mark.parametrize("address", ["a@b.no", f"{'x' * 60}@{'y' * 60}.{'z' * 60}.example.com"])
def test_address_of_every_length_has_a_link(address: str) -> None:
    assert links.read_token(LinkPurpose.UNSUBSCRIBE, token(address)) == address


@pytest.mark.law("M-03")
def test_mail_to_the_unsubscribe_address_unsubscribes_its_token_and_nobody_else(settings: LazySettings) -> None:
    settings.NEWSLETTER = settings.NEWSLETTER | {"UNSUBSCRIBE_ADDRESS": "leave@example.com"}
    ActiveFactory.create(email=ADDRESS)
    stays = ActiveFactory.create()
    with translation.override("nb"):
        by_mail = way_out_headers(ADDRESS)["List-Unsubscribe"].split(", ")[1].strip("<>")
    subject = unquote(by_mail.partition("?subject=")[2])
    for wrong in (
        "",
        "unsubscribe",
        f"unsubscribe {ADDRESS}",
        subject[:-1],
        subject.upper(),
        "unsubscribe " + "x" * 5000,
    ):
        assert subscriptions.unsubscribe_by_mail(subject=wrong, now=NOW) == []
    (ended,) = subscriptions.unsubscribe_by_mail(subject=f"Re: {subject}", now=NOW)
    assert (ended.email, ended.end_reason) == (ADDRESS, EndReason.MAIL)
    assert subscriptions.unsubscribe_by_mail(subject=subject, now=NOW) == []
    assert Subscription.objects.active().get() == stays


def test_mail_with_the_subject_of_mails_from_before_unsubscribes_too() -> None:
    subscription = ActiveFactory.create()
    subscriptions.unsubscribe_by_mail(subject=f"unsubscribe {subscription.pk}", now=NOW)
    assert not Subscription.objects.active().exists()
