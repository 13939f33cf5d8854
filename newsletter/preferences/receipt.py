"""The receipt of an erasure: each place that held something of a subscription, and what became of it there.

It is made of ids, counts and the journal, and holds nothing about the person: it can be read when all of it is gone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsletter.conf import newsletter_settings
from newsletter.subscriptions.models import PendingSignUp, Subscription
from newsletter.suppression import keys
from newsletter.suppression.operations import RULE
from privacy.conf import privacy_settings
from privacy.letters.models import Letter
from privacy.retention.models import RetentionRule

_EXPORTS = """
SELECT count(*), max(at) FROM privacy_journalentry WHERE stream = 'newsletter' AND event = 'newsletter.exported'
  AND at <= %(ended)s AND at >= (
    SELECT min(at) FROM privacy_journalentry WHERE stream = 'newsletter' AND event = 'newsletter.confirmed'
    AND ((facts::jsonb ->> 'subscription')::uuid) = %(subscription)s)
"""
_ENDED_AT = """
SELECT max(at) FROM privacy_journalentry WHERE stream = 'newsletter' AND event = 'newsletter.unsubscribed'
  AND ((facts::jsonb ->> 'subscription')::uuid) = %s
"""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A place, and what is there now. ``is_gone``: nothing of the person is there that we could still delete."""

    title: str
    result: str
    is_gone: bool


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """The receipt of one subscription. ``ended_at``: None if the journal knows no end of it."""

    number: str
    ended_at: datetime | None
    places: tuple[Place, ...]

    @property
    def is_whole(self) -> bool:
        return all(place.is_gone for place in self.places)


def make_receipt(subscription_id: UUID, now: datetime) -> Receipt:
    """Return what is in each place now."""
    with connection.cursor() as cursor:
        cursor.execute(_ENDED_AT, [subscription_id])
        (ended_at,) = cursor.fetchone()
    row = Subscription.objects.filter(pk=subscription_id).first()
    places = (
        _subscription(row),
        _copies(row),
        _sign_ups(subscription_id, row),
        _letters(subscription_id),
        _backups(row, ended_at, now),
        _provider(),
        _exports(subscription_id, ended_at or now),
        _forms(),
        Place(title=_("log and journal"), result=_("Never held your address."), is_gone=True),
        _code(),
    )
    return Receipt(number=str(subscription_id)[:8], ended_at=ended_at, places=places)


def _day(moment: datetime) -> str:
    return date_format(localtime(moment), "DATE_FORMAT")


def _subscription(row: Subscription | None) -> Place:
    title = _("subscription, with your address")
    if row is None:
        return Place(title=title, result=_("Deleted."), is_gone=True)
    if row.retain_until is None:
        return Place(title=title, result=_("In use."), is_gone=False)
    return Place(title=title, result=_("Will be deleted by %s.") % _day(row.retain_until), is_gone=False)


def _copies(row: Subscription | None) -> Place:
    title = _("which newsletters you were sent")
    count = row.deliveries.count() if row else 0
    if not count:
        return Place(title=title, result=_("Deleted."), is_gone=True)
    text = ngettext(
        "%(count)s row, deleted with the subscription.", "%(count)s rows, deleted with the subscription.", count
    )
    return Place(title=title, result=text % {"count": count}, is_gone=False)


def _sign_ups(subscription_id: UUID, row: Subscription | None) -> Place:
    title = _("sign-ups that waited")
    waiting = PendingSignUp.objects.of(row.email) if row else PendingSignUp.objects.filter(pk=subscription_id)
    if waiting.exists():
        return Place(title=title, result=_("No longer valid, deleted within the hour."), is_gone=False)
    return Place(title=title, result=_("Deleted."), is_gone=True)


def _letters(subscription_id: UUID) -> Place:
    title = _("mails that waited to be sent")
    if Letter.objects.unsent().filter(object_id=subscription_id).exists():
        return Place(title=title, result=_("Waiting, without your address, and not sent."), is_gone=False)
    return Place(title=title, result=_("None."), is_gone=True)


def _backups(row: Subscription | None, ended_at: datetime | None, now: datetime) -> Place:
    title, days = _("backups, encrypted"), privacy_settings().backup_days
    last = row.retain_until if row else ended_at
    until = (last or now) + timedelta(days=days)
    if row is None and until <= now:
        return Place(title=title, result=_("The last one with it is gone."), is_gone=True)
    text = _("The last one with it is gone %s days after the deletion; after a restore it is deleted again.") % days
    return Place(title=title, result=text, is_gone=False)


def _provider() -> Place:
    name = newsletter_settings().provider
    title = _("whoever delivers our mail")
    if not name:
        text = _("Has a log of what was delivered. The privacy policy says whom we use. We keep no list there.")
    else:
        text = _(
            "%(name)s has a log of what was delivered. The privacy policy says whom we use. If yours is among the "
            "addresses that it must not write to, it stays there, so that nothing more is sent."
        ) % {"name": name.capitalize()}
    return Place(title=title, result=text, is_gone=True)


def _exports(subscription_id: UUID, ended_at: datetime) -> Place:
    title = _("files with the list of subscribers")
    with connection.cursor() as cursor:
        cursor.execute(_EXPORTS, {"subscription": subscription_id, "ended": ended_at})
        count, last = cursor.fetchone()
    if not count:
        return Place(title=title, result=_("None was made while you subscribed."), is_gone=True)
    text = ngettext(
        "%(count)s was made while you subscribed, on %(day)s. We answer for it, and write to nobody from it.",
        "%(count)s were made while you subscribed, the last on %(day)s. We answer for them, and write to nobody "
        "from them.",
        count,
    )
    return Place(title=title, result=text % {"count": count, "day": _day(last)}, is_gone=False)


def _forms() -> Place:
    text = _("What you sent us by other forms has a time of its own. You see it, and have it deleted, in My data.")
    return Place(title=_("other forms"), result=text, is_gone=True)


def _code() -> Place:
    title = _("a code so that nobody else signs you up again")
    if not keys.is_on():
        return Place(title=title, result=_("None."), is_gone=True)
    rule = RetentionRule.objects.filter(key=RULE).first()
    months = rule.months if rule and rule.months else 36
    text = _("Kept for %s months. Your address cannot be read out of it.") % months
    return Place(title=title, result=text, is_gone=True)
