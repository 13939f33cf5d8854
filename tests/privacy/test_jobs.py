import logging
import time
from typing import Any
from uuid import uuid4

import pytest
from celery import Celery

from privacy import jobs
from privacy.letters.jobs import SEND_LETTER


@pytest.fixture
def nudges(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, list[str]]]:
    sent: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(jobs, "_send", lambda name, ids: sent.append((name, ids)))
    return sent


@pytest.mark.django_db
def test_nudge_waits_for_the_commit_and_carries_ids_only(
    nudges: list[tuple[str, list[str]]], django_capture_on_commit_callbacks: Any
) -> None:
    object_id = uuid4()
    with django_capture_on_commit_callbacks(execute=True):
        jobs.nudge("test.job", object_id, 7)
        assert nudges == []
    assert nudges == [("test.job", [str(object_id), "7"])]


def test_broker_that_is_away_harms_nobody(
    monkeypatch: pytest.MonkeyPatch, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    away = Celery("away", set_as_current=False)
    away.config_from_object(settings, namespace="CELERY")
    away.conf.broker_url = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(jobs, "current_app", away)
    began = time.monotonic()
    with caplog.at_level(logging.WARNING):
        jobs._send(SEND_LETTER, ["1"])
    assert time.monotonic() - began < 2
    assert "left to the tick" in caplog.text


def test_broker_that_is_there_gets_the_name_and_the_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(jobs.current_app, "send_task", lambda *args, **kwargs: sent.append((args, kwargs)))
    jobs._send("test.job", ["1"])
    assert sent == [(("test.job",), {"args": ["1"], "retry": False, "ignore_result": True})]
