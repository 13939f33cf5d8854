"""A run whose process was killed does not say for ever that it is under way."""

import json
from collections.abc import Iterable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from consent.audit.enums import Outcome
from consent.audit.models import AuditRun
from newsletter.imports.enums import Basis, ImportState
from newsletter.imports.models import ListImport
from privacy.journal.models import JournalEntry
from privacy.retention.enums import RunState
from privacy.retention.models import RetentionRun
from privacy.runs import interrupted, liveness, tasks
from privacy.runs.interrupted import RunKind
from privacy.runs.models import StaffRun
from tests.factories.privacy import NOW
from tests.privacy.runs.killed import kill, process_at_work


def under_way(model: type[Model]) -> Model:
    """A row that says that its run is under way."""
    if model is RetentionRun:
        facts = {"rule": "letters.log", "model": "privacy.letter", "deleted": 20, "finished_at": NOW}
        return RetentionRun.objects.create(state=RunState.RUNNING, as_of=NOW, **facts)
    if model is StaffRun:
        by = User.objects.create_user("asks")
        return StaffRun.objects.create(kind="promises", asked_by=by, asked_at=NOW, language="nb", state="running")
    if model is ListImport:
        facts = {"basis": Basis.ASK, "language": "nb", "rows": 3, "content": b"", "retain_until": NOW}
        return ListImport.objects.create(state=ImportState.RUNNING, uploaded_at=NOW, **facts)
    assert model is AuditRun, f"how is a run of {model.__name__} begun?"
    return AuditRun.objects.create(site="https://example.com/", started_at=NOW)


def fields_of_runs() -> Iterable[tuple[type[Model], str]]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if "running" in dict(field.flatchoices):
                yield model, field.name


@pytest.mark.law("P27")
def test_every_model_that_says_running_is_closed_by_the_tick() -> None:
    found = dict(fields_of_runs())
    assert set(found) >= {RetentionRun, AuditRun, ListImport}
    assert {kind.model: kind.field for kind in interrupted.kinds.values()} == found


@pytest.mark.django_db(transaction=True)
@pytest.mark.law("P27")
@pytest.mark.parametrize("kind", interrupted.kinds.values(), ids=lambda kind: kind.name)
def test_run_is_closed_when_its_process_is_killed_and_not_before(kind: RunKind, admin_client: Client) -> None:
    run = under_way(kind.model)
    later = NOW + timedelta(minutes=1)
    with process_at_work(kind.name, run.pk) as process:
        assert interrupted.close_interrupted(now=later) == 0
        kill(process, kind.name, run.pk)
    assert interrupted.close_interrupted(now=later) == 1
    run.refresh_from_db()
    assert getattr(run, kind.field) == "interrupted"
    assert interrupted.close_interrupted(now=later) == 0
    opts = kind.model._meta
    page = admin_client.get(reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[run.pk]))
    assert "avbrutt" in page.content.decode()


@pytest.mark.django_db
def test_task_closes_what_is_interrupted() -> None:
    run = under_way(RetentionRun)
    tasks.close_interrupted_runs()
    run.refresh_from_db()
    assert run.state == RunState.INTERRUPTED
    facts = json.loads(JournalEntry.objects.get(event="retention.interrupted").facts)
    assert (facts["run"], facts["rows"]) == (str(run.pk), 20)


@pytest.mark.django_db
def test_audit_that_was_claimed_a_moment_ago_is_left() -> None:
    run = under_way(AuditRun)
    interrupted.close_interrupted(now=NOW + timedelta(seconds=5))
    run.refresh_from_db()
    assert run.outcome == Outcome.RUNNING


@pytest.mark.django_db(transaction=True)
def test_run_of_one_process_alone_is_refused_to_a_second() -> None:
    key = uuid4()
    with process_at_work("test.letter", key, alone=True) as process:
        with liveness.alone("test.letter", key) as is_ours:
            assert not is_ours
        assert liveness.is_at_work("test.letter", key)
        assert not liveness.is_at_work("test.letter", uuid4())
        kill(process, "test.letter", key)
    with liveness.alone("test.letter", key) as is_ours:
        assert is_ours
        assert liveness.is_at_work("test.letter", key)
    assert not liveness.is_at_work("test.letter", key)


@pytest.mark.django_db(transaction=True)
def test_run_ends_with_an_error_too() -> None:
    key = uuid4()
    with pytest.raises(ValueError, match="wrong"), liveness.at_work("test.run", key):
        raise ValueError("wrong")
    assert not liveness.is_at_work("test.run", key)
