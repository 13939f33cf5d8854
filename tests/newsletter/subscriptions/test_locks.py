"""Whoever confirms and whoever leaves lock in the same order, so that they never wait for each other."""

import time
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction

from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason
from newsletter.subscriptions.errors import LinkUsedUp
from newsletter.subscriptions.locks import lock_addresses
from newsletter.subscriptions.models import PendingSignUp, Subscription
from tests.factories.newsletter import NOW, ActiveFactory, PendingFactory
from tests.factories.rules import load_rules

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "kari@example.com"
_WAITING = """
SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
WHERE NOT granted AND datname = current_database()
"""


def _wait_for_a_waiter() -> None:
    ends = time.monotonic() + 10
    while time.monotonic() < ends:
        with connection.cursor() as cursor:
            cursor.execute(_WAITING)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("nobody waits for a lock")


def _confirm(pending: PendingSignUp, answers: list[object]) -> Thread:
    def run() -> None:
        try:
            answers.append(subscriptions.confirm(subscription_id=pending.pk, now=NOW))
        except Exception as error:  # noqa: BLE001 - the test looks at it
            answers.append(error)
        finally:
            connection.close()

    thread = Thread(target=run)
    thread.start()
    return thread


def test_confirmation_and_departure_of_one_person_do_not_block_each_other() -> None:
    load_rules()
    ActiveFactory.create(email=ADDRESS)
    pending = PendingFactory.create(email=ADDRESS)
    answers = list[object]()
    with transaction.atomic():
        lock_addresses([ADDRESS])
        confirming = _confirm(pending, answers)
        _wait_for_a_waiter()
        assert len(subscriptions.leave(address=ADDRESS, reason=EndReason.PAGE, now=NOW)) == 1
    confirming.join(timeout=10)
    assert [type(answer) for answer in answers] == [LinkUsedUp]
    assert not Subscription.objects.active().exists()


def test_move_and_departure_of_one_person_do_not_block_each_other() -> None:
    load_rules()
    mine = ActiveFactory.create(email=ADDRESS)
    pending = PendingFactory.create(email="kari@example.org", replaces=mine.pk, requested_at=NOW - timedelta(hours=1))
    answers = list[object]()
    with transaction.atomic():
        lock_addresses([ADDRESS])
        confirming = _confirm(pending, answers)
        _wait_for_a_waiter()
        assert len(subscriptions.leave(address=ADDRESS, reason=EndReason.PAGE, now=NOW)) == 1
    confirming.join(timeout=10)
    assert [type(answer) for answer in answers] == [LinkUsedUp]
    assert not Subscription.objects.active().exists()
