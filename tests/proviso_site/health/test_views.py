import pytest
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from proviso_site.health.tasks import HEARTBEAT, heartbeat


def test_alive_needs_nothing(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


@pytest.mark.django_db
def test_ready_when_every_part_works(client: Client) -> None:
    heartbeat()
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["ready"] is True
    assert set(answer.json()["parts"].values()) == {True}
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


@pytest.mark.django_db
def test_not_ready_without_a_worker(client: Client) -> None:
    cache.delete(HEARTBEAT)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"] == {
        "database": True,
        "migrations": True,
        "broker": True,
        "worker": False,
        "erasures": True,
    }


@pytest.mark.django_db
def test_not_ready_without_the_broker(client: Client, settings: Settings) -> None:
    away = settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {"default": away}
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["broker"] is False
    assert answer.json()["parts"]["database"] is True


@pytest.mark.django_db
def test_not_ready_with_a_migration_to_run(client: Client) -> None:
    from django.db import connection

    heartbeat()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'privacy'")
    assert client.get("/readyz").json()["parts"]["migrations"] is False
