"""The invented person who stays: every text, JSON and file field about somebody is marked."""

import json
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contact.messages.models import Message
from dsar.cases.copies.models import ExportKey
from dsar.cases.models import Case, Contact
from dsar.erasures import operations as erasing
from dsar.erasures.queries import removal_of
from dsar.fulfilment import promises
from dsar.people import attempts, canary, personal_rows
from privacy.register.frozen.register import Register
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.registry import Facts
from privacy.retention.removal import operations as removals
from tests.factories.contact import MessageFactory
from tests.factories.dsar import NOW, opened

pytestmark = pytest.mark.usefixtures("rules")

ADDRESS = "kari@example.com"


@pytest.mark.law("P32", "D-14")
def test_plant_beside_marks_what_the_forms_left_empty_and_leaves_the_rest() -> None:
    message = MessageFactory(email=ADDRESS, name="Kari", company="")
    person = canary.plant_beside(ADDRESS, NOW)
    message.refresh_from_db()
    assert message.name == "Kari"
    assert message.company == person.marks["contact.message.company"]
    assert Message.objects.filter(email=ADDRESS, name="Kari").count() == 1, "others are planted only for what needs one"


def test_plant_beside_makes_rows_that_no_form_makes_but_no_member_of_staff() -> None:
    opened(address=ADDRESS)
    person = canary.plant_beside(ADDRESS, NOW)
    # Another is planted as what a planted piece is of.
    keys = {bytes(key.sealed).decode() for key in ExportKey.objects.filter(export__case__contact__email=ADDRESS)}
    assert person.marks["dsar.exportkey.sealed"] in keys
    assert "auth.user" not in person.planted
    assert person.failed == []


def test_plant_beside_makes_no_request_that_nobody_made() -> None:
    """Rows of which a request has one at most are planted with the person's own: the journal knows no other."""
    case = opened(address=ADDRESS)
    person = canary.plant_beside(ADDRESS, NOW)
    assert person.failed == []
    assert [row.pk for row in Case.objects.all()] == [case.pk]


@pytest.mark.law("P34", "D-24", "X-12")
def test_what_was_planted_goes_with_the_person() -> None:
    MessageFactory(email=ADDRESS)
    canary.plant_beside(ADDRESS, NOW)
    removals.carry_out(removal_of(ADDRESS, NOW), now=NOW)
    for contact in Contact.objects.filter(email=ADDRESS):
        erasing.forget(contact)
    assert [group.label for group in personal_rows.erasable(ADDRESS, NOW) if group.rows.exists()] == []


def test_what_is_kept_is_marked_too_so_that_it_can_be_told_from_what_should_be_gone() -> None:
    case = opened(address=ADDRESS)
    person = canary.plant_beside(ADDRESS, NOW)
    case.refresh_from_db()
    assert person.marks["dsar.case.extension_reason"] == case.extension_reason
    assert {"dsar.case", "dsar.caseevent"} <= set(person.planted)
    marks = [mark for mark in person.marks.values() if mark != ADDRESS]
    assert len(marks) == len(set(marks))


@pytest.mark.law("P32")
def test_table_made_behind_the_site_s_back_breaks_the_promise() -> None:
    facts = Facts(now=NOW, register=Register())
    assert promises.copy_is_complete(facts).kind == VerdictKind.KEPT
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE shadow AS SELECT email FROM contact_message")
    verdict = promises.copy_is_complete(facts)
    assert (verdict.kind, "shadow" in verdict.reason) == (VerdictKind.BROKEN, True)


def test_command_is_for_invented_people_on_a_site_that_is_tried_out(
    settings: LazySettings, capsys: pytest.CaptureFixture[str]
) -> None:
    MessageFactory(email=ADDRESS)
    call_command("plant_canary", ADDRESS)
    assert "contact.message.company" in json.loads(capsys.readouterr().out)["marks"]
    with pytest.raises(CommandError, match="invented"):
        call_command("plant_canary", "somebody@real.example")
    settings.DSAR = settings.DSAR | {"ALLOWS_CANARY": False}
    with pytest.raises(CommandError, match="tried out"):
        call_command("plant_canary", ADDRESS)


def test_accepted_values_are_tried_first_and_are_only_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    accepted: dict[Any, tuple[int, ...]] = {}
    monkeypatch.setattr(attempts, "accepted", accepted)

    def planting() -> tuple[int, canary.Canary]:
        with CaptureQueriesContext(connection) as asked, canary.planted(NOW) as person:
            pass
        return sum(query["sql"].startswith("ROLLBACK TO") for query in asked.captured_queries), person

    first, _person = planting()
    second, person = planting()
    assert second < first / 2, "refused again and again"
    assert person.failed == []
    accepted.update({key: tuple(0 for _index in indexes) for key, indexes in accepted.items()})
    third, person = planting()
    assert third >= first
    assert person.failed == []
