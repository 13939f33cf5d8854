from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.checks import CheckMessage, run_checks
from django.db import models
from django.test.utils import isolate_apps

from privacy.inventory import declarations
from privacy.inventory.checks import check_declared, check_erasable_keys, check_retention_fields
from privacy.inventory.declarations import PersonalData, Retention, provided
from privacy.inventory.enums import NotPersonal
from privacy.journal.models import JournalEntry
from privacy.letters.models import Letter
from tests.registries import ReplaceEntries


@pytest.fixture(autouse=True)
def _nothing_stays_declared() -> Iterator[None]:
    with declarations.models.isolated():
        yield


@pytest.fixture
def guest(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[models.Model]]:
    """A model that came with the last upgrade and that nobody has thought of."""
    config = apps.get_app_config("privacy")
    with isolate_apps("privacy"):

        class Guest(models.Model):
            email = models.EmailField()
            retain_until = models.DateTimeField(null=True)

            class Meta:
                app_label = "privacy"

            def __str__(self) -> str:
                return str(self.pk)

        known = list(config.get_models())
        # Django itself asks with arguments when nobody has walked the models yet.
        monkeypatch.setattr(config, "get_models", lambda *_asked: [*known, Guest])
        yield Guest


def declared(model: type[models.Model], *fields: str, until: str = "retain_until") -> None:
    declarations.declare(
        PersonalData(
            model=model,
            title="Gjest",
            purpose="requests",
            subject="email",
            retention=Retention(rule="letters.log", until=until),
            fields={name: provided(name) for name in fields},
            internal={"id": NotPersonal.REFERENCE},
        )
    )


def found(messages: list[CheckMessage], model: type[models.Model]) -> list[tuple[str | None, str]]:
    return [(message.id, message.msg) for message in messages if message.obj is model]


@pytest.mark.law("A-16", "P13")
def test_undeclared_model_stops_the_site(guest: type[models.Model]) -> None:
    ((check_id, message),) = found(check_declared(None), guest)
    assert check_id == "privacy.E001"
    assert "email, id, retain_until" in message


def test_undeclared_field_stops_the_site(guest: type[models.Model]) -> None:
    declared(guest, "retain_until")
    ((check_id, message),) = found(check_declared(None), guest)
    assert check_id == "privacy.E001"
    assert message.endswith(": email.")


def test_declared_field_that_is_gone_stops_the_site(guest: type[models.Model]) -> None:
    declared(guest, "email", "retain_until", "telephone")
    ((check_id, message),) = found(check_declared(None), guest)
    assert check_id == "privacy.E002"
    assert "telephone" in message


@pytest.mark.law("P26")
def test_model_without_an_end_stops_the_site(guest: type[models.Model]) -> None:
    declared(guest, "email", "retain_until", until="kept_until")
    ((check_id, message),) = found(check_retention_fields(None), guest)
    assert check_id == "privacy.E003"
    assert "kept_until" in message


def test_end_without_an_index_is_warned_about(guest: type[models.Model]) -> None:
    declared(guest, "email", "retain_until")
    ((check_id, _message),) = found(check_retention_fields(None), guest)
    assert check_id == "privacy.W001"


@pytest.mark.law("X-13")
def test_key_that_the_ledger_cannot_name_stops_the_site() -> None:
    with isolate_apps("privacy"), declarations.models.isolated():

        class Seat(models.Model):
            pk = models.CompositePrimaryKey("row", "number")
            row = models.IntegerField()
            number = models.IntegerField()
            email = models.EmailField()

            class Meta:
                app_label = "privacy"

            def __str__(self) -> str:
                return str(self.pk)

        declared(Seat, "email")
        ((check_id, message),) = found(check_erasable_keys(None), Seat)
    assert (check_id, "several columns" in message) == ("privacy.E030", True)


@pytest.mark.law("X-13")
def test_every_row_that_an_erasure_deletes_is_named_for_good() -> None:
    assert check_erasable_keys(None) == []


def test_start_needs_no_index(replace_entries: ReplaceEntries) -> None:
    data = declarations.personal_data(Letter)
    counted = replace(data, retention=Retention(rule="letters.log", since="due_at"))
    replace_entries(declarations.models, {Letter: counted})
    assert found(check_retention_fields(None), Letter) == []


def test_checks_look_only_at_the_apps_asked_for(guest: type[models.Model]) -> None:
    declared(guest, "email", until="kept_until")
    others = [apps.get_app_config("auth")]
    assert check_declared(others) == check_retention_fields(others) == []


def test_checks_are_registered(replace_entries: ReplaceEntries) -> None:
    replace_entries(declarations.models, {k: v for k, v in declarations.models.items() if k is not JournalEntry})
    ids = [message.id for message in run_checks(app_configs=[apps.get_app_config("privacy")])]
    assert "privacy.E001" in ids


@pytest.mark.law("A-16", "P26")
def test_project_declares_every_field_of_every_model() -> None:
    assert check_declared(None) == []
    assert check_retention_fields(None) == []


@pytest.mark.law("A-16")
@pytest.mark.parametrize("model", [User, LogEntry, Session])
def test_models_that_are_not_ours_are_declared_field_by_field(model: type[models.Model]) -> None:
    names = {field.name for field in model._meta.get_fields() if getattr(field, "column", None)}
    assert names
    assert names <= declarations.personal_data(model).names()


def test_every_installed_model_is_known() -> None:
    assert set(apps.get_models()) <= {*declarations.models}
