"""The provider of identities is off, and with it its cookie, unless the environment names an issuer."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings as site_settings

from dsar.cases.proofs.proving import LASTS
from privacy.register import basis
from proviso_site.settings import identity

VARIABLES = {
    "IDENTITY_ISSUER": "https://id.example.com",
    "IDENTITY_CLIENT_ID": "proviso",
    "IDENTITY_CLIENT_SECRET": "s3cret",
    "IDENTITY_RECIPIENT": "broker",
}


@pytest.fixture
def reread(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("PROVISO_BASE_URL", "https://www.example.com")
    yield importlib.reload(identity)
    monkeypatch.undo()
    importlib.reload(identity)


def test_nothing_is_there_without_an_issuer() -> None:
    assert (identity.IDENTITY_PROVIDER, identity.IDENTITY_BASIS, identity.IDENTITY_COOKIES) == ({}, [], {})


def test_cookie_comes_with_the_provider(reread: ModuleType) -> None:
    assert reread.IDENTITY_PROVIDER["recipient"] == "broker"
    assert reread.IDENTITY_PROVIDER["name"] == "BankID"
    assert list(reread.IDENTITY_COOKIES.items()) == [("__Host-pv_identity", LASTS.total_seconds())]


@pytest.mark.django_db
def test_register_gets_the_row_of_the_cookie(reread: ModuleType, settings: Any) -> None:
    before = site_settings.PRIVACY["BASIS_FILES"]
    files: list[Path] = [*before, *reread.IDENTITY_BASIS]
    settings.PRIVACY = settings.PRIVACY | {"BASIS_FILES": files}
    (row,) = [row for row in basis.missing()["storage"] if row["name"] == "pv_identity"]
    assert row["lifetime"] == f"{LASTS.total_seconds():.0f} seconds"
    assert set(row["description"]) == set(row["justification"]) == {code for code, _name in site_settings.LANGUAGES}
