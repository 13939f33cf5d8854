"""Differences between two registers, in words."""

from typing import Any

import pytest

from privacy.policy import differences
from privacy.register.frozen_words import value_in_words
from privacy.register.purposes.models import Purpose
from tests.factories.privacy import PurposeFactory
from tests.words import says

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
    assert (field.label, field.before, field.after) == (
        says("legal basis"),
        says("consent (GDPR Art. 6(1)(a))"),
        says("contract (GDPR Art. 6(1)(b))"),
    )


def test_rows_within_a_row_are_told_one_by_one() -> None:
    before = {"consent": {"services": [row("s", items=[{"name": "_a", "days": 1}, {"name": "_b", "days": 1}])]}}
    after = {"consent": {"services": [row("s", items=[{"name": "_a", "days": 2}, {"name": "_c", "days": 1}])]}}
    [service] = differences.between(before, after)
    assert [(field.label, field.before, field.after) for field in service.fields] == [
        (f"{says('storage items')} / _a / days", "1", "2"),
        (says("storage items"), "", "_c"),
        (says("storage items"), "_b", ""),
    ]


def test_what_is_decided_on_publication_is_no_difference() -> None:
    before = register(statements=[row("a", published="text")])
    assert differences.between(before, register(statements=[row("a")])) == []


def test_text_is_compared_in_each_language_that_differs_word_by_word() -> None:
    before = register(purposes=[row("a", title={"nb": "Vi svarer deg i dag", "nn": "Same", "en": "Hello"})])
    after = register(purposes=[row("a", title={"nb": "Vi svarer deg i morgen", "nn": "Same", "en": "Hello you"})])
    [change] = differences.between(before, after)
    assert [field.label for field in change.fields] == [says("title"), f"{says('title')} (English)"]
    assert [(str(piece.mark), piece.text) for piece in change.fields[0].line.pieces] == [
        ("same", "Vi svarer deg i "),
        ("removed", "dag"),
        ("added", "morgen"),
    ]


def test_change_far_into_a_long_text_is_seen_and_what_is_equal_is_cut() -> None:
    long = "ord " * 500
    before, after = (register(statements=[row("a", text={"nb": f"{long}{last}"})]) for last in ("før", "etter"))
    [change] = differences.between(before, after)
    [text] = change.fields
    assert "".join(piece.text for piece in text.line.pieces if piece.mark == "added") == "etter"
    assert len(text.line.pieces[0].text) < 200


def test_countries_and_the_rows_of_a_row_are_named_in_words() -> None:
    legs = [{"kind": "storage", "country": "US", "tool": "scc"}, {"kind": "access", "country": "US", "tool": "scc"}]
    before = register(vendors=[row("v", storage_countries=["US"], legs=legs)])
    after = register(vendors=[row("v", storage_countries=["DE"], legs=legs[1:])])
    [vendor] = differences.between(before, after)
    assert [(field.label, field.before, field.after) for field in vendor.fields] == [
        (says("stored in"), "USA", "Tyskland"),
        (says("legs of transfers"), f"{says('stored in')} USA", ""),
    ]


def test_passage_without_a_heading_is_named_by_its_first_words() -> None:
    rows = [
        row("contact", text={"nb": "Skriv til {contact_email}."}),
        row("intro", text={"nb": "## Kort sagt\n\nX"}),
    ]
    assert [change.name for change in differences.between(register(), register(statements=rows))] == [
        "Skriv til ….",
        "Kort sagt",
    ]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"nb": "Hei", "nn": "Hei", "en": "Hello"}, "Hei"),
        (["NO", "US"], "NO, US"),
        (None, ""),
        ({}, ""),
        (True, "ja"),
        ("x" * 400, "x" * 300 + "…"),
    ],
)
def test_values_are_said_in_words(value: Any, words: str) -> None:
    assert value_in_words(value) == words
