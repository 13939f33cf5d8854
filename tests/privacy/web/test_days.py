"""Every field for a day or a moment is shown by the browser, as its reader writes dates."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import RequestFactory
from django.utils import timezone, translation

from privacy.registry import own_apps
from privacy.web.days import DayInput, MomentInput


def _own_forms(above: Any = forms.BaseForm) -> Iterator[Any]:
    for form in above.__subclasses__():
        if form.__module__.partition(".")[0] in {app.name for app in own_apps()}:
            yield form
        yield from _own_forms(form)


def _wrong(fields: dict[str, Any]) -> list[str]:
    moments = (forms.DateTimeField, forms.SplitDateTimeField)
    return [
        name
        for name, field in fields.items()
        if (isinstance(field, forms.DateField) and not isinstance(field.widget, DayInput))
        or (isinstance(field, moments) and not isinstance(field.widget, MomentInput))
    ]


@pytest.mark.django_db
def test_every_field_of_the_administration_is_native(rf: RequestFactory, admin_user: User) -> None:
    request = rf.get("/admin/")
    request.user = admin_user
    wrong, seen = [], 0
    for model, one in admin.site._registry.items():
        if not (one.has_add_permission(request) or one.has_change_permission(request)):
            continue
        made = [
            one.get_form(request),
            *(inline.get_formset(request).form for inline in one.get_inline_instances(request)),
        ]
        for form in made:
            seen += any(isinstance(field.widget, DayInput | MomentInput) for field in form.base_fields.values())
            wrong += [f"{model.__name__}.{name}" for name in _wrong(form.base_fields)]
    assert seen >= 10
    assert wrong == []


def test_every_form_is_native() -> None:
    declared = {form: form.declared_fields for form in _own_forms() if hasattr(form, "declared_fields")}
    assert [(form.__name__, names) for form, fields in declared.items() if (names := _wrong(fields))] == []


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_day_is_sent_as_iso_and_may_be_typed_as_the_language_writes_it(language: str) -> None:
    field = forms.DateField(widget=DayInput())
    with translation.override(language):
        assert field.clean("2026-12-31") == date(2026, 12, 31)
        assert field.clean("31.12.2026" if language != "en" else "31 December 2026") == date(2026, 12, 31)
        assert 'type="date"' in (html := field.widget.render("day", date(2026, 12, 31)))
    assert 'value="2026-12-31"' in html


@pytest.mark.parametrize(("second", "written"), [(0, "2026-12-31T16:00"), (7, "2026-12-31T16:00:07")])
def test_moment_keeps_its_seconds_and_is_in_the_time_of_the_site(second: int, written: str) -> None:
    field = forms.DateTimeField(widget=MomentInput())
    moment = datetime(2026, 12, 31, 15, 0, second, tzinfo=UTC)
    shown = field.widget.format_value(field.prepare_value(timezone.localtime(moment)))
    assert shown == written
    assert field.clean(shown) == moment
    assert not field.has_changed(moment, shown)
    assert field.widget.format_value("2026-12-31T16:00") == "2026-12-31T16:00", "what was typed comes back"
