"""The provider's setting is whole, and the provider a recipient in the register, before anybody is offered it."""

from typing import Any

import pytest
from django.db import connection

from dsar.cases.proofs import providers
from dsar.cases.proofs.checks import check_identity_provider, check_provider_is_a_recipient
from tests.factories.privacy import NOW, VendorFactory

WHOLE = {
    "issuer": "https://id.example.com/auth",
    "client_id": "proviso",
    "client_secret": "s3cret",
    "name": "BankID",
    "recipient": "broker",
}


def test_no_setting_needs_nothing() -> None:
    assert check_identity_provider(None) == []
    assert check_provider_is_a_recipient(databases=["default"]) == []


def test_whole_setting_is_taken(settings: Any) -> None:
    settings.DSAR = settings.DSAR | {"IDENTITY_PROVIDER": WHOLE}
    assert check_identity_provider(None) == []
    assert providers.configured() is not None


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": "http://id.example.com"},
        {"issuer": "http://127.0.0.1.example.com"},
        {"issuer": "https://id.example.com/?x=1"},
        {"issuer": "https://me@id.example.com/"},
        {"issuer": "https://[id"},
        {"issuer": "https://id.example.com:port"},
        {"issuer": ""},
        {"client_secret": ""},
        {"recipient": " "},
        {"name": "kari@example.com"},
        {"scope": "openid nnin"},
    ],
)
def test_faulty_setting_is_named_and_not_used(settings: Any, change: dict[str, str]) -> None:
    settings.DSAR = settings.DSAR | {"IDENTITY_PROVIDER": WHOLE | change}
    messages = check_identity_provider(None)
    assert {message.id for message in messages} == {"dsar.E002"}
    assert "s3cret" not in str(messages)
    assert providers.configured() is None


@pytest.mark.parametrize(("is_development", "is_taken"), [(True, True), (False, False)])
def test_provider_without_tls_is_one_on_the_machine_itself(settings: Any, is_development: bool, is_taken: bool) -> None:
    settings.IS_DEVELOPMENT = is_development
    settings.DSAR = settings.DSAR | {"IDENTITY_PROVIDER": WHOLE | {"issuer": "http://127.0.0.1:9000"}}
    assert (providers.configured() is not None) is is_taken


@pytest.mark.django_db
@pytest.mark.law("D-08")
def test_provider_that_is_no_recipient_is_named(settings: Any) -> None:
    settings.DSAR = settings.DSAR | {"IDENTITY_PROVIDER": WHOLE}
    (message,) = check_provider_is_a_recipient(databases=[connection.alias])
    assert message.id == "dsar.W001"
    assert "broker" in message.msg
    vendor = VendorFactory.create(key="broker")
    assert check_provider_is_a_recipient(databases=[connection.alias]) == []
    vendor.halted_at, vendor.halted_because = NOW, "by_hand"
    vendor.save()
    assert len(check_provider_is_a_recipient(databases=[connection.alias])) == 1
