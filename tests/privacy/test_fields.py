import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import ModelForm
from django.utils.translation import override

from privacy.fields import TranslatedField, in_language, validate_translated
from privacy.models import Purpose, Statement
from tests.factories.privacy import PurposeFactory, both


class PurposeForm(ModelForm):
    class Meta:
        model = Purpose
        fields = ("title", "legal_note")


@pytest.mark.parametrize(("language", "text"), [("nb", "Hei"), ("en", "Hello"), ("fr", "Hei")])
def test_text_is_read_in_the_language_of_the_page(language: str, text: str) -> None:
    value = {"nb": "Hei", "en": "Hello"}
    assert in_language(value, language) == text
    with override(language):
        assert in_language(value) == text


def test_text_falls_back_on_the_first_language_of_the_site() -> None:
    assert in_language({"nb": "Hei", "en": ""}, "en") == "Hei"
    assert in_language({}, "en") == ""


@pytest.mark.law("L-01")
@pytest.mark.parametrize("value", [{"nb": "Hei"}, {"nb": "Hei", "en": ""}, {"nb": "Hei", "en": "  "}, {"fr": "Salut"}])
def test_text_that_lacks_a_language_is_refused(value: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_translated(value)
    assert refusal.value.code == "untranslated"


@pytest.mark.parametrize("value", ["Hei", ["Hei"], None, {"nb": 1, "en": "Hello"}])
def test_what_is_no_text_in_languages_is_refused(value: object) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_translated(value)
    assert refusal.value.code == "not_translated"


@pytest.mark.django_db
@pytest.mark.law("L-01")
def test_field_that_may_be_empty_may_not_be_half_translated() -> None:
    purpose = PurposeFactory.create()
    purpose.full_clean()
    purpose.legal_note = {"nb": "Bare norsk"}
    with pytest.raises(ValidationError) as refusal:
        purpose.full_clean()
    assert set(refusal.value.message_dict) == {"legal_note"}


@pytest.mark.django_db
def test_field_that_must_be_filled_in_may_not_be_empty() -> None:
    with pytest.raises(ValidationError) as refusal:
        PurposeFactory.build(title={}).full_clean()
    assert set(refusal.value.message_dict) == {"title"}


@pytest.mark.django_db
def test_form_has_one_labelled_text_for_each_language() -> None:
    form = PurposeForm(instance=PurposeFactory.create(title={"nb": "Svare deg", "en": "Answering you"}))
    page = form.as_p()
    assert page.count("<textarea") == 4
    for position, (code, text) in enumerate({"nb": "Svare deg", "en": "Answering you"}.items()):
        assert re.search(
            rf'<textarea name="title_{code}"[^>]* lang="{code}"[^>]* id="id_title_{position}">\s*{text}<', page
        )
        assert f'<label for="id_title_{position}">' in page
    assert "initial-title" not in page


@pytest.mark.django_db
def test_form_saves_both_languages() -> None:
    data = {"title_nb": "Svare", "title_en": "Answering", "legal_note_nb": "", "legal_note_en": ""}
    form = PurposeForm(data, instance=PurposeFactory.create())
    assert form.is_valid(), form.errors
    purpose = form.save()
    purpose.refresh_from_db()
    assert purpose.title == {"nb": "Svare", "en": "Answering"}
    assert purpose.legal_note == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"title_en": ""}, "title"),
        ({"title_nb": "", "title_en": ""}, "title"),
        ({"legal_note_nb": "Bare norsk"}, "legal_note"),
    ],
)
def test_form_says_which_text_is_missing(changed: dict[str, str], wrong: str) -> None:
    data = {"title_nb": "Svare", "title_en": "Answering", "legal_note_nb": "", "legal_note_en": ""} | changed
    form = PurposeForm(data, instance=PurposeFactory.create())
    assert set(form.errors) == {wrong}


@pytest.mark.django_db
def test_form_knows_what_was_changed() -> None:
    purpose = PurposeFactory.create(title=both("Svare"))
    data = {"title_nb": "Svare (nb)", "title_en": "Answer", "legal_note_nb": "", "legal_note_en": ""}
    assert PurposeForm(data, instance=purpose).changed_data == ["title"]
    assert PurposeForm(data | {"title_en": "Svare (en)"}, instance=purpose).changed_data == []


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
