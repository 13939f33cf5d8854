"""What subscribers change about their subscription: topics, language, a pause, the address, and coming back."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from newsletter.preferences.errors import NotSubscribed, TooManyChanges
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason, SubscriptionState
from newsletter.subscriptions.locks import lock_addresses
from newsletter.subscriptions.models import PendingSignUp, Subscription
from privacy.addresses.normal import Address
from privacy.journal import operations as journal
from privacy.law.deadlines import PLACE
from privacy.letters import operations as letters
from privacy.letters.models import Letter

CHANGING_LETTER = "newsletter.changing"
SETTINGS_LETTER = "newsletter.settings_link"
CHANGE_FORM = "newsletter.preferences"
UNDO_FORM = "newsletter.undo"
CHANGED = "newsletter.changed"
_CHOSEN = ("topics", "language", "paused_until")
MOST_A_DAY = 3
_DAY = timedelta(days=1)


def change(*, address: str, topics: Sequence[str], language: str, paused_until: date | None, now: datetime) -> None:
    """Store what a subscriber wants: topics (none means all), a language, and nothing before a day.

    It counts also for copies that wait: each is asked about when it is claimed. Raises ``NotSubscribed``.
    """
    with transaction.atomic():
        subscription = _mine(address)
        subscription.topics, subscription.language = list(topics), language
        subscription.paused_until = datetime.combine(paused_until, time.min, tzinfo=PLACE) if paused_until else None
        _save(subscription, now)


@transaction.atomic
def catch_up(*, subscription: Subscription, now: datetime) -> bool:
    """Give a subscription of a restored database what its person chose in the database before; return whether it did.

    One that is not active there is asked about anew, or has ended.
    """
    known = Subscription.stored.active().select_for_update().filter(pk=subscription.pk).first()
    if known is None or all(getattr(known, name) == getattr(subscription, name) for name in _CHOSEN):
        return False
    for name in _CHOSEN:
        setattr(known, name, getattr(subscription, name))
    _save(known, now)
    return True


def _save(subscription: Subscription, now: datetime) -> None:
    subscription.save(update_fields=_CHOSEN)
    facts: dict[str, journal.Fact | list[journal.Fact]] = {
        "subscription": subscription.pk,
        "topics": len(subscription.topics),
        "is_paused": subscription.paused_until is not None,
        "settings_sha256": subscriptions.settings_digest(subscription),
    }
    journal.append(stream=subscriptions.STREAM, event=CHANGED, facts=facts, now=now)


def ask_to_move(*, address: str, new_address: str, now: datetime) -> PendingSignUp:
    """Ask the new address of a subscriber to confirm, and tell the present one; nothing moves before that.

    Raises ``NotSubscribed``, ``TooManyChanges`` and ``InvalidAddress``.
    """
    with transaction.atomic():
        mine = _mine(address)
        today = PendingSignUp.objects.filter(replaces=mine.pk, requested_at__gt=now - _DAY)
        if today.count() >= MOST_A_DAY:
            raise TooManyChanges
        pending = subscriptions.ask_for_move(subscription=mine, address=new_address, form=CHANGE_FORM, now=now)
        letters.post(kind=CHANGING_LETTER, object_id=mine.pk, now=now)
    return pending


def send_link(*, address: str, now: datetime) -> None:
    """Send a subscriber a fresh link to the settings; nothing to others, and no more than ``MOST_A_DAY``."""
    with transaction.atomic():
        lock_addresses([address])
        subscription = subscriptions.active_of(address)
        if subscription is None:
            return
        lately = Letter.objects.filter(kind=SETTINGS_LETTER, object_id=subscription.pk, due_at__gt=now - _DAY)
        if lately.count() < MOST_A_DAY:
            letters.post(kind=SETTINGS_LETTER, object_id=subscription.pk, now=now)


def undo(*, subscription_id: UUID, now: datetime) -> Subscription | None:
    """Take back an end that its person regrets, with a new subscription like the ended one; until that is erased.

    The ended one is erased as it was told. Returns None if it is erased, or due to be.
    """
    with transaction.atomic():
        lock_addresses(list(Subscription.objects.filter(pk=subscription_id).values_list("email", flat=True)))
        ended = Subscription.objects.ended().select_for_update().filter(pk=subscription_id).first()
        if ended is None or ended.retain_until is None or ended.retain_until <= now:
            return None
        if (active := subscriptions.active_of(ended.email)) is not None:
            return active
        copied = ("language", "topics", "paused_until", "revision", "consent_sha256")
        again = Subscription(
            **{name: getattr(ended, name) for name in copied},
            id=uuid4(),
            email=Address(ended.email, ended.email_written),
            state=SubscriptionState.ACTIVE,
            requested_at=now,
            confirmed_at=now,
            form=UNDO_FORM,
        )
        subscriptions.begin(subscription=again, now=now)
    return again


def leave(*, address: str, now: datetime) -> list[Subscription]:
    """End what the person has, as the unsubscribe link does."""
    return subscriptions.leave(address=address, reason=EndReason.PAGE, now=now)


def _mine(address: str) -> Subscription:
    subscription = Subscription.objects.active().of(address).select_for_update().order_by("is_second_spelling").first()
    if subscription is None:
        raise NotSubscribed
    return subscription
