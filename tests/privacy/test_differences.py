"""What differs between two registers, in words."""

from typing import Any

import pytest

from privacy.models import Purpose
from privacy.queries import differences
from tests.factories.privacy import PurposeFactory

pytestmark = pytest.mark.django_db


def register(**kinds: Any) -> dict[str, Any]:
    return {"privacy": kinds}


def row(key: str, **fields: Any) -> dict[str, Any]:
    return {"key": key, **fields}


def test_same_registers_differ_in_nothing() -> None:
    content = register(purposes=[row("a", title={"nb": "En"})], months=6)
    assert differences.between(content, content) == []


def test_rows_are_new_gone_or_changed_and_lead_to_their_form() -> None:
    purpose = PurposeFactory.create(key="changed")
    before = register(purposes=[row("changed", legal_basis="consent"), row("gone")])
    after = register(purposes=[row("new"), row("changed", legal_basis="contract")])
    new, changed, gone = differences.between(before, after)
    assert [(one.sign, one.key) for one in (new, changed, gone)] == [
        ("new", "new"),
        ("changed", "changed"),
        ("gone", "gone"),
    ]
    assert changed.url == f"/admin/privacy/purpose/{purpose.pk}/change/"
    assert changed.kind_label == Purpose._meta.verbose_name
    [field] = changed.fields
    assert (field.label, field.before, field.after) == ("rettslig grunnlag", "consent", "contract")


def test_rows_within_a_row_are_told_one_by_one() -> None:
    before = {"consent": {"services": [row("s", items=[{"name": "_a", "days": 1}, {"name": "_b", "days": 1}])]}}
    after = {"consent": {"services": [row("s", items=[{"name": "_a", "days": 2}, {"name": "_c", "days": 1}])]}}
    [service] = differences.between(before, after)
    assert [(one.label, one.before, one.after) for one in service.fields] == [
        ("items / _a / days", "1", "2"),
        ("items", "", "_c"),
        ("items", "_b", ""),
    ]


def test_what_is_decided_on_publication_is_no_difference() -> None:
    before = register(statements=[row("a", published="text")])
    assert differences.between(before, register(statements=[row("a")])) == []


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"nb": "Hei", "nn": "Hei", "en": "Hello"}, "Hei"),
        (["NO", "US"], "NO, US"),
        (None, ""),
        ({}, ""),
        ("x" * 400, "x" * 300 + "…"),
    ],
)
def test_values_are_said_in_words(value: Any, words: str) -> None:
    assert differences.in_words(value) == words
