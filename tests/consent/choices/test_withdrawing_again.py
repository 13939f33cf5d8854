"""A withdrawal that was made after a backup is made again after its restore (LAW X-13)."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from consent.choices import sealing
from consent.choices.models import ConsentRecord
from privacy.erasure import operations as ledger
from privacy.erasure import replaying, restore_guard
from privacy.erasure.models import LedgerEntry
from privacy.erasure.restore_guard import LedgerState
from privacy.journal import operations as journal
from privacy.register.models import Revision
from tests.consent.choices.test_views import answer
from tests.factories.rules import load_rules

pytestmark = [pytest.mark.django_db, pytest.mark.law("X-13")]


def test_withdrawals_reach_the_ledger_with_the_seal_and_what_is_only_replaced_does_not(
    client: Client, published: Revision
) -> None:
    answer(client, "some", "analytics")
    answer(client, "all")
    sealing.seal(timezone.now())
    assert not LedgerEntry.objects.exists()
    answer(client, "none")
    sealing.seal(timezone.now())
    sealing.seal(timezone.now())
    withdrawn = ConsentRecord.objects.get(withdrawn_at__isnull=False)
    entry = LedgerEntry.objects.get()
    assert (entry.kind, entry.at) == ("consent.withdrawn", withdrawn.withdrawn_at)
    assert str(withdrawn.pk) in entry.facts


def test_withdrawn_consent_does_not_stand_again_after_a_restore(client: Client, published: Revision) -> None:
    load_rules()
    answer(client, "all")
    answer(Client(), "all")
    sealing.seal(timezone.now())
    record_id = ConsentRecord.objects.earliest("given_at").pk
    backup = transaction.savepoint()
    answer(client, "none")
    sealing.seal(timezone.now())
    ledger.copy()
    withdrawn_at = ConsentRecord.objects.get(pk=record_id).withdrawn_at
    transaction.savepoint_rollback(backup)
    assert ConsentRecord.objects.standing().count() == 2
    assert restore_guard.compare_with_ledger() is LedgerState.RESTORED

    replaying.replay(now=timezone.now() + timedelta(minutes=1))
    record = ConsentRecord.objects.get(pk=record_id)
    assert record.withdrawn_at == withdrawn_at
    assert ConsentRecord.objects.standing().count() == 1
    sealing.seal(timezone.now())
    assert list(journal.verify_chain()) == list(journal.compare_sources()) == []
