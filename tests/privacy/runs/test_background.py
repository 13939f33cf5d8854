"""Work that staff ask for: asked once, done once, told how it went, whatever dies on the way."""

from datetime import timedelta
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.contrib.auth.models import User
from django.utils import timezone

from privacy import jobs as nudging
from privacy.runs import background, dashboard, interrupted, jobs, operations
from privacy.runs.background import Note, StaffWork
from privacy.runs.enums import RunState
from privacy.runs.errors import RunUnderWay, WorkRefused
from privacy.runs.liveness import alone
from privacy.runs.models import StaffRun
from tests.factories.privacy import NOW
from tests.privacy.runs.killed import kill, process_at_work
from tests.registries import ReplaceEntries

LABEL = StaffRun._meta.label_lower


def count_to_three(*, run: StaffRun, note: Note, now: Any) -> list[str]:
    for number in (1, 2, 3):
        note(number, 3)
    return [f"counted for {run.asked_by.username}"]


def refuse(*, run: StaffRun, note: Note, now: Any) -> list[str]:
    raise WorkRefused(["first", "second"])


def fail(*, run: StaffRun, note: Note, now: Any) -> list[str]:
    raise ValueError("ola@example.com")


def take_too_long(*, run: StaffRun, note: Note, now: Any) -> list[str]:
    raise SoftTimeLimitExceeded


@pytest.fixture
def by(db: None, replace_entries: ReplaceEntries) -> User:
    works = {"count": count_to_three, "refuse": refuse, "fail": fail, "late": take_too_long}
    kinds = {
        name: StaffWork(title=name, url_name="admin:privacy_promises", if_stopped="Nothing.", carry_out=work)
        for name, work in works.items()
    }
    replace_entries(background.kinds, kinds)
    return User.objects.create_user("kari", is_staff=True)


def ask(by: User, kind: str = "count") -> StaffRun:
    return operations.ask(kind=kind, by=by, language="nb", now=NOW)


def carry_out() -> int:
    return background.carry_out_waiting(clock=lambda: NOW)


def test_work_that_was_asked_for_is_done_and_told(by: User) -> None:
    run = ask(by)
    assert carry_out() == 1
    run.refresh_from_db()
    assert (run.state, run.words, run.percent) == (RunState.DONE, ["counted for kari"], 100)
    assert carry_out() == 0, "once is enough"


def test_asking_nudges_the_worker_and_a_lost_nudge_is_found_by_the_tick(
    by: User, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    sent: list[str] = []
    monkeypatch.setattr(nudging, "_send", lambda name, ids: sent.append(name))
    with django_capture_on_commit_callbacks(execute=True):
        run = ask(by)
    assert sent == [jobs.CARRY_OUT]
    # The broker was flushed: the row is all that a worker needs.
    assert carry_out() == 1
    run.refresh_from_db()
    assert run.state == RunState.DONE


def test_same_work_is_under_way_once_and_other_work_beside_it(by: User) -> None:
    ask(by)
    other = User.objects.create_user("per", is_staff=True)
    for again in (by, other):
        with pytest.raises(RunUnderWay):
            ask(again)
    ask(other, "refuse")
    assert StaffRun.objects.count() == 2
    carry_out()
    ask(other)


def test_refusal_tells_its_reasons(by: User) -> None:
    run = ask(by, "refuse")
    carry_out()
    run.refresh_from_db()
    assert (run.state, run.words) == (RunState.REFUSED, ["first", "second"])


@pytest.mark.parametrize("kind", ["fail", "late"])
def test_failure_is_told_without_what_the_error_quotes(by: User, kind: str, caplog: pytest.LogCaptureFixture) -> None:
    run = ask(by, kind)
    carry_out()
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert "example.com" not in f"{run.words} {caplog.text}"


def test_closed_account_has_nothing_done(by: User) -> None:
    run = ask(by)
    User.objects.update(is_active=False)
    carry_out()
    run.refresh_from_db()
    assert run.state == RunState.REFUSED


@pytest.mark.django_db(transaction=True)
def test_run_whose_worker_is_killed_says_so_and_can_be_asked_for_again(by: User) -> None:
    run = ask(by)
    with process_at_work(LABEL, run.pk, alone=True) as process:
        assert carry_out() == 0, "another worker has it"
        operations.begin(run_id=run.pk, now=NOW)
        assert interrupted.close_interrupted(now=NOW) == 0
        kill(process, LABEL, run.pk)
    assert interrupted.close_interrupted(now=NOW) == 1
    run.refresh_from_db()
    assert run.state == RunState.INTERRUPTED
    assert "Nothing." in run.words[0]
    ask(by)
    assert carry_out() == 1


@pytest.mark.django_db(transaction=True)
def test_run_that_ended_is_not_closed_and_not_ended_twice(by: User) -> None:
    run = ask(by)
    with alone(LABEL, run.pk) as is_ours:
        assert is_ours
        assert operations.begin(run_id=run.pk, now=NOW)
        assert not operations.begin(run_id=run.pk, now=NOW)
        assert operations.finish(run_id=run.pk, state=RunState.DONE, words=["done"], now=NOW)
        assert not operations.finish(run_id=run.pk, state=RunState.FAILED, words=[], now=NOW)
    assert interrupted.close_interrupted(now=NOW) == 0
    run.refresh_from_db()
    assert (run.state, run.words) == (RunState.DONE, ["done"])


def test_desk_shows_what_is_under_way_and_what_was_not_done(by: User) -> None:
    assert dashboard.work_in_the_background(NOW).count == 0
    ask(by, "refuse")
    assert not dashboard.work_in_the_background(NOW).is_urgent
    carry_out()
    block = dashboard.work_in_the_background(NOW)
    assert (block.count, block.is_urgent) == (1, True)
    assert dashboard.work_in_the_background(NOW + timedelta(days=2)).count == 0
    ask(by)
    carry_out()
    assert dashboard.work_in_the_background(timezone.now()).count == 0
