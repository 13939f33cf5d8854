import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from privacy.policy import publishing
from privacy.recipients.models import Vendor
from privacy.register import in_force
from privacy.register.frozen.register import Register
from privacy.register.in_force import Snapshot
from privacy.register.models import Revision
from privacy.register.purposes.models import Controller
from tests.factories.privacy import NOW, VendorFactory


@pytest.fixture
def _waits_for_the_look(db: None) -> Iterator[None]:
    yield
    settle()


def settle() -> None:
    """Wait for the thread that looks whether a newer revision exists."""
    for thread in threading.enumerate():
        if thread.name == "in-force":
            thread.join()


@pytest.mark.django_db
def test_nothing_is_in_force_before_the_first_publication() -> None:
    assert in_force.current() is None
    assert in_force.register() == Register()


@pytest.mark.django_db
def test_revision_is_served_as_it_was_frozen(published: Revision) -> None:
    snapshot = in_force.current()
    assert snapshot is not None
    assert (snapshot.number, snapshot.published_at, snapshot.sha256) == (1, NOW, published.sha256)
    assert snapshot.register == published.register
    assert in_force.controller().name == "Eksempel AS"


@pytest.mark.django_db
@pytest.mark.usefixtures("published")
def test_fresh_copy_needs_no_query(django_assert_num_queries: Callable[[int], Any]) -> None:
    in_force.current()
    with django_assert_num_queries(0):
        for _ in range(3):
            in_force.current()
            in_force.register()


@pytest.mark.django_db
@pytest.mark.usefixtures("published")
def test_edits_to_the_draft_are_not_served() -> None:
    Controller.objects.update(name="Ikke publisert AS")
    in_force.forget()
    assert in_force.controller().name == "Eksempel AS"


@pytest.mark.django_db
@pytest.mark.usefixtures("published")
def test_unchanged_revision_is_not_read_again() -> None:
    in_force.current()
    with CaptureQueriesContext(connection) as queries:
        in_force.refresh()
    assert len(queries) == 2
    assert not any('"content"' in query["sql"] for query in queries)


@pytest.mark.django_db
@pytest.mark.usefixtures("published")
def test_halted_recipient_is_known_at_the_next_look() -> None:
    VendorFactory.create(key="red", halted_at=NOW)
    in_force.refresh()
    snapshot = in_force.current()
    assert snapshot is not None
    assert snapshot.halted == {"red"}
    Vendor.objects.update(halted_at=None)
    in_force.refresh()
    snapshot = in_force.current()
    assert snapshot is not None
    assert snapshot.halted == frozenset()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_waits_for_the_look", "published")
def test_old_copy_is_served_while_one_thread_looks_for_a_newer(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Callable[[int], Any]
) -> None:
    in_force.current()
    Controller.objects.update(name="Nytt AS")
    monkeypatch.setattr(in_force, "forget", lambda: None)  # the publication happens in another process
    with transaction.atomic():
        publishing.publish(now=NOW)
    in_force.copy.age(in_force.copy.fresh + 1)
    with django_assert_num_queries(0):
        stale = in_force.current()
    assert stale is not None
    assert stale.number == 1
    settle()
    newer = in_force.current()
    assert newer is not None
    assert newer.number == 2
    assert newer.register.controller.name == "Nytt AS"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_waits_for_the_look", "published")
def test_many_readers_of_an_old_copy_start_one_look(monkeypatch: pytest.MonkeyPatch) -> None:
    in_force.current()
    in_force.copy.age(in_force.copy.fresh + 1)
    may_look, looks = threading.Event(), []

    def slow(known: Snapshot | None) -> Snapshot | None:
        looks.append(1)
        may_look.wait(5)
        return known

    monkeypatch.setattr(in_force.copy, "load", slow)
    assert all(in_force.current() is not None for _ in range(20))
    may_look.set()
    settle()
    assert looks == [1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_waits_for_the_look", "published")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_look_that_fails_leaves_the_copy_and_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    in_force.current()
    in_force.copy.age(in_force.copy.fresh + 1)
    looks = []

    def fail(known: Snapshot | None) -> Snapshot | None:
        looks.append(1)
        raise ConnectionError

    monkeypatch.setattr(in_force.copy, "load", fail)
    for _ in range(2):
        assert in_force.current() is not None
        settle()
        in_force.copy.age(in_force.copy.fresh + 1)
    assert looks == [1, 1]


@pytest.mark.django_db
@pytest.mark.law("T-07")
@pytest.mark.usefixtures("published")
def test_process_that_nobody_asked_for_a_while_looks_before_it_answers() -> None:
    in_force.current()
    VendorFactory.create(key="red", halted_at=NOW)
    in_force.copy.age(in_force.copy.stale + 1)
    snapshot = in_force.current()
    assert snapshot is not None
    assert snapshot.halted == {"red"}


@pytest.mark.django_db
@pytest.mark.usefixtures("published")
def test_while_the_database_does_not_answer_the_old_copy_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    old = in_force.current()

    def away(known: Snapshot | None) -> Snapshot | None:
        raise OperationalError

    monkeypatch.setattr(in_force.copy, "load", away)
    in_force.copy.age(in_force.copy.stale + 1)
    assert in_force.current() is old
