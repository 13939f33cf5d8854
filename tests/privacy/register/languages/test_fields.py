import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import ModelForm
from django.utils.translation import override

from privacy.register.languages.fields import TranslatedField, in_language, validate_translated
from privacy.register.languages.translations import lacking_languages
from privacy.register.purposes.models import Purpose
from privacy.register.statements.models import Statement
from tests.factories.privacy import PurposeFactory, both

HELLO = {"nb": "Hei", "nn": "Hei, du", "en": "Hello"}
ANSWERING = {"nb": "Svare deg", "nn": "Svare på det", "en": "Answering you"}
TYPED = {f"title_{code}": text for code, text in ANSWERING.items()} | {f"legal_note_{code}": "" for code in ANSWERING}


class PurposeForm(ModelForm):
    class Meta:
        model = Purpose
        fields = ("title", "legal_note")


@pytest.mark.parametrize(("language", "text"), [("nb", "Hei"), ("nn", "Hei, du"), ("en", "Hello"), ("fr", "Hei")])
def test_text_is_read_in_the_language_of_the_page(language: str, text: str) -> None:
    assert in_language(HELLO, language) == text
    with override(language):
        assert in_language(HELLO) == text


def test_text_falls_back_on_the_first_language_of_the_site() -> None:
    assert in_language({"en": "Hello"}, "nn") == "Hello"
    assert in_language({"sv": "Hej"}, "nn") == "Hej", "of a language that the site no longer has"
    assert in_language(HELLO | {"en": ""}, "en") == "Hei"
    assert in_language({"nb": "Hei"}, "nn") == "Hei"
    assert in_language({}, "en") == ""


@pytest.mark.law("L-01")
@pytest.mark.parametrize(
    "value",
    [{"nb": "Hei"}, HELLO | {"en": ""}, HELLO | {"nn": "  "}, {"nb": "Hei", "en": "Hello"}, {"fr": "Salut"}],
)
def test_text_that_lacks_a_language_can_be_stored(value: dict[str, str]) -> None:
    validate_translated(value)


@pytest.mark.parametrize("value", [{}, {"nb": ""}, {"nb": " ", "en": "\n"}])
def test_text_in_no_language_is_refused(value: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_translated(value)
    assert refusal.value.code == "untranslated"


@pytest.mark.parametrize("value", ["Hei", ["Hei"], None, HELLO | {"nb": 1}])
def test_what_is_no_text_in_languages_is_refused(value: object) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_translated(value)
    assert refusal.value.code == "not_translated"


@pytest.mark.django_db
@pytest.mark.law("L-01")
def test_languages_that_a_row_lacks_are_told() -> None:
    purpose = PurposeFactory.create(legal_note={"nb": "Bare norsk"})
    purpose.full_clean()
    assert lacking_languages(purpose) == {"nn", "en"}
    purpose.legal_note = {}
    assert lacking_languages(purpose) == set()


@pytest.mark.django_db
def test_field_that_must_be_filled_in_may_not_be_empty() -> None:
    with pytest.raises(ValidationError) as refusal:
        PurposeFactory.build(title={}).full_clean()
    assert set(refusal.value.message_dict) == {"title"}


@pytest.mark.django_db
def test_form_has_one_labelled_text_for_each_language() -> None:
    form = PurposeForm(instance=PurposeFactory.create(title=ANSWERING))
    page = form.as_p()
    assert page.count("<textarea") == 3, "the note; a title is one line"
    for position, (code, text) in enumerate(ANSWERING.items()):
        assert re.search(
            rf'<input type="text" name="title_{code}" value="{text}"[^>]* lang="{code}"[^>]* id="id_title_{position}">',
            page,
        )
        assert f'<label for="id_title_{position}">' in page
    assert "initial-title" not in page


@pytest.mark.django_db
def test_form_saves_every_language() -> None:
    form = PurposeForm(TYPED, instance=PurposeFactory.create())
    assert form.is_valid(), form.errors
    purpose = form.save()
    purpose.refresh_from_db()
    assert purpose.title == ANSWERING
    assert purpose.legal_note == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"title_en": ""}, set()),
        ({"title_nn": ""}, set()),
        ({"title_nb": "", "title_nn": "", "title_en": ""}, {"title"}),
        ({"legal_note_nb": "Bare norsk"}, set()),
    ],
)
def test_form_needs_a_text_in_some_language(changed: dict[str, str], wrong: set[str]) -> None:
    form = PurposeForm(TYPED | changed, instance=PurposeFactory.create())
    assert set(form.errors) == wrong


@pytest.mark.django_db
def test_form_knows_what_was_changed() -> None:
    purpose = PurposeFactory.create(title=both("Svare"))
    data = TYPED | {f"title_{code}": text for code, text in both("Svare").items()}
    assert PurposeForm(data | {"title_en": "Answer"}, instance=purpose).changed_data == ["title"]
    assert PurposeForm(data, instance=purpose).changed_data == []


@pytest.mark.django_db
def test_line_breaks_are_stored_one_way() -> None:
    """A browser sends CRLF; a text that was only opened and saved is not changed."""
    purpose = PurposeFactory.create(title=both("Svare"), legal_note=dict.fromkeys(HELLO, "One\nTwo"))
    sent = {f"legal_note_{code}": "One\r\nTwo" for code in HELLO} | {
        f"title_{code}": text for code, text in both("Svare").items()
    }
    form = PurposeForm(sent, instance=purpose)
    assert form.changed_data == []
    form.save()
    for written in ("One\r\nTwo", "One\rTwo", "One\nTwo"):
        Purpose.objects.filter(pk=purpose.pk).update(legal_note=dict.fromkeys(HELLO, written))
        purpose.refresh_from_db()
        assert purpose.legal_note == dict.fromkeys(HELLO, "One\nTwo")


@pytest.mark.django_db
def test_saving_keeps_the_texts_of_languages_that_the_site_dropped() -> None:
    purpose = PurposeFactory.create(title=both("Svare") | {"da": "Svare dig"})
    form = PurposeForm(TYPED, instance=purpose)
    assert form.is_valid()
    form.save()
    purpose.refresh_from_db()
    assert purpose.title == ANSWERING | {"da": "Svare dig"}


@pytest.mark.django_db
def test_heading_is_one_line() -> None:
    purpose = PurposeFactory.create(title=dict.fromkeys(HELLO, "One \r\n two "))
    purpose.refresh_from_db()
    assert purpose.title == dict.fromkeys(HELLO, "One two")


def test_migrations_do_not_repeat_the_validator() -> None:
    field = TranslatedField("tekst", blank=True)
    _name, _path, args, kwargs = field.deconstruct()
    again: Any = TranslatedField(*args, **kwargs)
    assert "validators" not in kwargs
    assert len(again.validators) == len(field.validators)


def test_default_is_not_shared() -> None:
    assert isinstance(Statement().text, dict)
    assert Statement().text is not Statement().text
    assert isinstance(Statement._meta.get_field("text"), models.JSONField)
