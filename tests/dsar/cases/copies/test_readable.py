"""Codes are words where people read, and stay codes in files for machines (LAW D-14, D-32)."""

import json

import pytest
from django.utils import translation

from dsar.cases import deciding
from dsar.cases.copies import archive
from dsar.cases.copies.tables import Table, readable_rows
from dsar.cases.enums import EventKind, Right, SeenBy
from newsletter.topics.models import Topic
from tests.factories.contact import MessageFactory
from tests.factories.dsar import ADDRESS, NOW, case_worker, opened
from tests.factories.newsletter import ActiveFactory

pytestmark = [pytest.mark.usefixtures("rules"), pytest.mark.law("D-14", "D-32")]


def texts(language: str) -> dict[str, str]:
    content = archive.build(address=ADDRESS, right=Right.ACCESS, reference="1", language=language, now=NOW)
    return archive.texts(content)


def test_language_is_called_by_its_name_where_people_read() -> None:
    MessageFactory.create(email=ADDRESS, language="nb")
    text = texts("en")
    assert "<dd>nb</dd>" not in text["index.html"]
    assert "<dd>norsk bokmål</dd>" in text["index.html"].lower()
    assert json.loads(text["data.json"])["tables"]["contact.message"]["rows"][0]["language"] == "nb"


def test_choices_are_called_by_their_titles_where_people_read() -> None:
    Topic.objects.create(key="courses", title={"nb": "Kurs", "en": "Courses for schools"})
    ActiveFactory.create(email=ADDRESS, topics=["courses"], form="newsletter.signup")
    text = texts("en")
    assert "<dd>Courses for schools</dd>" in text["index.html"]
    assert "<dd>the page of the newsletter</dd>" in text["index.html"]
    row = json.loads(text["data.json"])["tables"]["newsletter.subscription"]["rows"][0]
    assert (row["topics"], row["form"]) == (["courses"], "newsletter.signup")


def test_how_staff_saw_who_it_is_is_read_in_the_language_of_the_reader() -> None:
    case = opened()
    deciding.note_event(
        case=case, kind=EventKind.IDENTITY_SEEN, now=NOW, staff=case_worker(), note="x", seen_by=SeenBy.KNOWN
    )
    for language, words in (("en", "one of us knows the person"), ("sv", "en av oss känner personen")):
        text = texts(language)
        assert words in text["index.html"]
        assert words in text["data.json"]


def test_lists_are_read_as_their_parts_and_empty_ones_are_left_out() -> None:
    parts = Table(
        label="x", title="X", fields=["a", "b", "c"], titles=["when it was", "topics", "none"], origins=[""] * 3,
        rows=[[[NOW, NOW], ["kurs", "nytt"], []]], count=1,
    )  # fmt: skip
    with translation.override("nb"):
        [row] = readable_rows(parts)
    assert row == [("When it was", "2. mars 2026 10:00, 2. mars 2026 10:00"), ("Topics", "kurs, nytt")]
