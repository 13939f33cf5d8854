"""After a restore no number of a revision is used again, and choices that were lost are asked again."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import RequestFactory

from consent.gate import cookie
from consent.gate.reading import read_choice
from consent.services import draft as services
from privacy.erasure import operations as erasure
from privacy.erasure import replaying, restore_guard, restore_windows
from privacy.erasure.restores import RestoreWindow
from privacy.erasure.restores import restore_windows as all_windows
from privacy.journal import operations as journal
from privacy.policy import publishing
from privacy.policy.errors import PublicationRefused
from privacy.register import in_force
from privacy.register.models import Revision
from privacy.register.purposes.models import Controller
from tests.factories.privacy import NOW
from tests.factories.rules import load_rules
from tests.proviso_site.test_after_restore import going_back

pytestmark = [pytest.mark.django_db, pytest.mark.law("X-13", "P58", "C-18")]
BACKUP, LOST, RESTORE, LATER = (NOW + timedelta(hours=hours) for hours in (1, 2, 3, 4))


@pytest.fixture(autouse=True)
def _published(register: None) -> None:
    load_rules()
    publish(NOW)


def publish(now: datetime) -> Revision:
    Controller.objects.update(name=f"Proviso {now.isoformat()}")
    revision = publishing.publish(now=now)
    erasure.copy()
    in_force.forget()
    return revision


def restore(**facts: Any) -> None:
    replaying.declare_restore(backup_at=BACKUP, heads_then=[], now=RESTORE, **facts)
    replaying.replay(now=RESTORE)
    in_force.forget()
    restore_windows.copy.forget()


@pytest.mark.parametrize("published", [1, 3])
def test_number_is_not_used_again_after_a_restore(published: int) -> None:
    with going_back():
        numbers = [publish(LOST + timedelta(minutes=minute)).number for minute in range(published)]
    restore()
    assert not Revision.objects.filter(number__gt=1).exists()
    assert services.next_number() == max(numbers) + 1
    assert publish(LATER).number == max(numbers) + 1
    with going_back():
        publish(LATER + timedelta(hours=1))
    replaying.replay(now=LATER + timedelta(hours=2), is_declared=True)
    assert publish(LATER + timedelta(hours=3)).number == max(numbers) + 3


def test_number_that_only_the_replaced_database_knew_is_not_used_again() -> None:
    """As after a restore without the ledger, or one with revisions from before their numbers went into it."""
    restore(revision=41)
    assert publish(LATER).number == 42


def test_publication_alone_shows_that_a_database_was_restored() -> None:
    with going_back():
        publish(LOST)
    assert restore_guard.compare_with_ledger() is restore_guard.LedgerState.RESTORED


@pytest.mark.parametrize("state", ["restored", "unreadable", "behind"])
def test_nothing_is_published_while_nobody_knows_the_numbers(settings: Any, tmp_path: Path, state: str) -> None:
    if state == "restored":
        with going_back():
            publish(LOST)
    else:
        (tmp_path / "other.log").write_text("nonsense\n" if state == "unreadable" else "")
        settings.PRIVACY = settings.PRIVACY | {"ERASURE_LEDGER": str(tmp_path / "other.log")}
    with pytest.raises(PublicationRefused):
        publishing.publish(now=LATER)
    assert Revision.objects.count() == 1


def read(made_at: datetime, now: datetime = LATER) -> cookie.Choice | None:
    ends, granted = NOW + timedelta(days=100), frozenset({"analytics"})
    made = cookie.Choice(revision=1, granted=granted, made_at=made_at, expires_at=ends)
    request = RequestFactory().get("/", headers={"cookie": f"{cookie.NAME}={cookie.write(made)}"})
    return read_choice(request, now)


SECOND = timedelta(seconds=1)


@pytest.mark.law("C-12", "C-15")
@pytest.mark.parametrize(
    ("made_at", "counts"),
    [
        (NOW, True), (BACKUP - SECOND, True), (BACKUP, False), (LOST, False), (RESTORE - SECOND, False),
        (RESTORE, True), (LATER, True),
    ],
)  # fmt: skip
def test_choice_that_a_restore_lost_is_asked_again(made_at: datetime, counts: bool) -> None:
    assert read(made_at) is not None
    restore()
    assert (read(made_at) is not None) is counts


@pytest.mark.law("C-18")
def test_lost_refusal_does_not_bring_an_earlier_consent_back() -> None:
    restore()
    ends = NOW + timedelta(days=100)
    granted = cookie.Choice(revision=1, granted=frozenset({"analytics"}), made_at=NOW, expires_at=ends)
    refused = cookie.Choice(revision=1, granted=frozenset(), made_at=LOST, expires_at=ends)
    header = "; ".join(f"{cookie.NAME}={cookie.write(each)}" for each in (granted, refused))
    assert read_choice(RequestFactory().get("/", headers={"cookie": header}), LATER) is None


def test_lost_choice_does_not_count_while_the_restored_database_waits() -> None:
    replaying.declare_restore(backup_at=BACKUP, heads_then=[], now=RESTORE)
    restore_windows.copy.forget()
    assert read(BACKUP - SECOND) is not None
    assert read(LATER) is None


def test_backup_of_which_nobody_knows_the_time_ends_with_its_journal() -> None:
    journal.append(stream="test", event="test.done", facts={}, now=BACKUP)
    with going_back():
        publish(LOST)
    restore_windows.copy.forget()
    assert (read(BACKUP - SECOND) is not None, read(LOST)) == (True, None)
    replaying.replay(now=RESTORE)
    assert all_windows() == (RestoreWindow(starts_at=BACKUP, ends_at=RESTORE),)


def test_two_restores_have_two_windows() -> None:
    restore()
    replaying.declare_restore(backup_at=LATER, heads_then=[], now=LATER + 2 * SECOND)
    replaying.replay(now=LATER + 2 * SECOND)
    restore_windows.copy.forget()
    assert [read(at, LATER + 9 * SECOND) is not None for at in (LOST, RESTORE, LATER, LATER + 2 * SECOND)] == [
        False, True, False, True,
    ]  # fmt: skip


def test_page_needs_no_query_for_it(django_assert_num_queries: Any) -> None:
    restore()
    read(NOW)
    with django_assert_num_queries(0):
        assert read(LOST) is None
