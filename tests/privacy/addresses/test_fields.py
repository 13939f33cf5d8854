"""The columns and the form field of an address, and the check that nobody uses others."""

import re
from collections.abc import Iterator

import pytest
from django import forms
from django.apps import apps
from django.db import connection, models, transaction
from django.test.utils import isolate_apps

from contact.messages.models import Message
from privacy.addresses.errors import InvalidAddress
from privacy.addresses.form_fields import AddressFormField
from privacy.addresses.model_fields import AddressField
from privacy.addresses.normal import normalise_address
from privacy.inventory.checks import check_addresses
from privacy.registry import own_apps
from proviso_site.settings.places import BASE_DIR
from tests.factories.contact import MessageFactory
from tests.proviso_site.test_structure import python_files

READABLE, ASCII = "Per@Blåbær.example", "per@xn--blbr-roah.example"


class _Form(forms.Form):
    email = AddressFormField(required=False)


@pytest.mark.django_db
def test_row_keeps_both_forms_and_every_spelling_finds_it() -> None:
    message = MessageFactory.create(email=READABLE)
    message.refresh_from_db()
    assert (message.email, message.email_written) == (ASCII, READABLE)
    for spelling in (READABLE, ASCII, READABLE.upper(), normalise_address(READABLE)):
        assert Message.objects.get(email=spelling) == message
        assert Message.objects.get(email__in=[spelling]) == message
    message.save()
    message.refresh_from_db()
    assert message.email_written == READABLE
    message.email = "Ola@Example.com"
    message.save()
    message.refresh_from_db()
    assert (message.email, message.email_written) == ("ola@example.com", "Ola@Example.com")


@pytest.mark.django_db
def test_what_is_no_address_is_not_stored_and_finds_nothing() -> None:
    message = MessageFactory.create(email=READABLE)
    for write in (
        lambda: MessageFactory.create(email="t@[127.0.0.1]"),
        lambda: Message.objects.update(email="mi\u200ba@example.com"),
        lambda: Message.objects.bulk_create([MessageFactory.build(email="nobody")]),
    ):
        with pytest.raises(InvalidAddress), transaction.atomic():
            write()
    assert not Message.objects.filter(email="nobody").exists()
    assert Message.objects.get().email == message.email


@pytest.mark.django_db
def test_row_that_could_not_be_written_today_is_still_found() -> None:
    MessageFactory.create(email=ASCII)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE contact_message SET email = 't@[127.0.0.1]'")
    assert Message.objects.filter(email=" T@[127.0.0.1]").exists()


def test_form_returns_the_address_with_its_spelling() -> None:
    form = _Form({"email": f" {READABLE}\n"})
    assert form.is_valid()
    assert (form.cleaned_data["email"], form.cleaned_data["email"].written) == (ASCII, READABLE)
    for nothing in ("", "  "):
        form = _Form({"email": nothing})
        assert form.is_valid()
        assert form.cleaned_data["email"] == ""


@pytest.mark.parametrize(
    ("written", "code"),
    [("mia", "invalid"), ("mia@x", "domain"), ("mi\u200ba@example.com", "unseen"), ("mia@example.com\x0b", "unseen"),
     (f"{'a' * 300}@example.com", "max_length"), ("=?utf-8?q?mia?=@example.com", "unmailable")],
)  # fmt: skip
def test_form_says_what_is_wrong(written: str, code: str) -> None:
    form = _Form({"email": written})
    assert form.errors.as_data()["email"][0].code == code


@pytest.fixture
def careless(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[type[models.Model]]]:
    """Models of ours with a column that takes every spelling for another mailbox, or that forgets the spelling."""
    config = apps.get_app_config("contact")
    with isolate_apps("contact"):

        class Guest(models.Model):
            mail = models.EmailField()

            class Meta:
                app_label = "contact"

            def __str__(self) -> str:
                return str(self.pk)

        class Visitor(models.Model):
            mail = AddressField()

            class Meta:
                app_label = "contact"

            def __str__(self) -> str:
                return str(self.pk)

        monkeypatch.setattr(config, "get_models", lambda *_asked: [Guest, Visitor])
        yield [Guest, Visitor]


def test_careless_column_stops_the_site(careless: list[type[models.Model]]) -> None:
    assert [(fault.id, fault.obj) for fault in check_addresses(None)] == [("privacy.E031", model) for model in careless]


def test_careless_form_stops_the_site() -> None:
    assert check_addresses(None) == []
    careless = type("CarelessForm", (forms.Form,), {"mail": forms.EmailField(), "__module__": "contact.messages.forms"})
    assert [(fault.id, fault.obj) for fault in check_addresses(None)] == [("privacy.E032", careless)]


def test_nothing_of_ours_names_the_plain_field() -> None:
    # RFC822.SIZE is what IMAP calls the size of a mail.
    plain = re.compile(r"\b(?:models|forms)\.EmailField\(|RFC822(?!\\?\.SIZE)|validate_email|EmailValidator")
    folders = {config.name for config in own_apps()}
    files = [file for file in python_files() if file.relative_to(BASE_DIR).parts[0] in folders]
    assert len(files) > 100
    careless = [str(file) for file in files if "migrations" not in file.parts and plain.search(file.read_text())]
    assert careless == [str(BASE_DIR / "dsar/people/canary.py")]  # meets the columns of others
