"""Whose rows are: roles, ways through tables and texts, and declarations that are wrong."""

from dataclasses import replace
from typing import Any

import pytest
from django.db.models import Q

from contact.messages.models import Message, Reply
from dsar.people import personal_rows
from privacy.inventory import declarations, people
from privacy.inventory.checks import check_ownership
from privacy.inventory.declarations import PersonalData
from privacy.inventory.subjects import Subject, mentioned, owner, participant
from privacy.retention import holds, rows_on_hold
from privacy.retention.enums import HoldReason
from tests.factories.contact import MessageFactory
from tests.factories.dsar import NOW
from tests.factories.rules import load_rules
from tests.registries import ReplaceEntries

pytestmark = [pytest.mark.django_db, pytest.mark.law("D-14")]
KARI, OLA = "kari@example.com", "ola@example.com"


def as_declared(*subjects: Subject, **more: Any) -> PersonalData:
    """Return the declaration of messages with other people."""
    return replace(declarations.personal_data(Message), subject=None, subjects=subjects, **more)


def rows(data: PersonalData, address: str, *, only_owned: bool = False) -> set[str]:
    return {row.name for row in people.rows_about(data, address, only_owned=only_owned)}


@pytest.fixture
def _written() -> None:
    for name, address, text in (
        ("a", KARI, "hello"),
        ("b", OLA, '{"cc": ["Kari@Example.com", "per@example.com"]}'),
        ("c", OLA, "not xkari@example.com nor kari@example.com.au nor kari@example.comx"),
        ("d", OLA, "Write to kari@example.com."),
        ("e", OLA, "kari@example.com"),
    ):
        MessageFactory.create(name=name, email=address, text=text)


WITHIN = as_declared(owner("email"), mentioned("text", shows=("text",), is_within=True))


@pytest.mark.usefixtures("_written")
@pytest.mark.parametrize("spelling", [KARI, "KARI@Example.COM", " kari@example.com "])
def test_address_among_other_words_is_found_whatever_its_case(spelling: str) -> None:
    assert rows(WITHIN, spelling) == {"a", "b", "d", "e"}
    assert rows(WITHIN, spelling, only_owned=True) == {"a"}


@pytest.mark.parametrize(
    "text",
    [
        "'{}'",
        "`{}`",
        "*{}*",
        "|{}|",
        "{{{}}}",
        "to={}&x=1",
        "/users/{}/",
        "#{}",
        "mailto:{}",
        "<{}>",
        "{}'s order",
        "{};",
    ],
)
def test_address_among_signs_that_no_mailbox_has_is_found(text: str) -> None:
    row = MessageFactory.create(email=OLA, text=text.format(KARI))
    assert rows(WITHIN, KARI) == {row.name}
    assert people.addresses_of(WITHIN, [row.pk]) == {row.pk: {OLA, KARI}}


@pytest.mark.parametrize("other", ["o'{}", "r&{}", "x+{}", "x.{}", "x-{}", "_{}", "{}.au", "{}-x"])
def test_longer_mailbox_is_another_s(other: str) -> None:
    row = MessageFactory.create(email=OLA, text=f"write to {other.format(KARI)}")
    assert rows(WITHIN, KARI) == set()
    assert KARI not in people.addresses_of(WITHIN, [row.pk])[row.pk]
    assert rows(WITHIN, other.format(KARI)) == {row.name}


@pytest.mark.usefixtures("_written")
def test_people_of_a_row_are_all_its_addresses() -> None:
    key = Message.objects.get(name="b").pk
    assert people.addresses_of(WITHIN, [key]) == {key: {OLA, KARI, "per@example.com"}}
    assert people.addresses_of(WITHIN, [key], of=people.is_owner) == {key: {OLA}}


@pytest.mark.usefixtures("_written")
def test_condition_decides_for_which_rows_a_way_counts() -> None:
    data = as_declared(owner("email", when=Q(name="a")), participant("email"))
    assert rows(data, OLA) == {"b", "c", "d", "e"}
    assert rows(data, OLA, only_owned=True) == set()
    assert rows(data, KARI, only_owned=True) == {"a"}


def test_text_column_is_compared_without_case() -> None:
    MessageFactory.create(name="x", text="Kari@EXAMPLE.com")
    MessageFactory.create(name="y", text="kari@BLÅBÆR.example")
    data = as_declared(owner("text"))
    assert rows(data, KARI) == {"x"}
    assert rows(data, "kari@xn--blbr-roah.example") == rows(data, "kari@blåbær.example") == {"y"}


def test_part_is_whose_the_whole_is(replace_entries: ReplaceEntries) -> None:
    MessageFactory.create(email=KARI)
    message = MessageFactory.create(email=OLA)
    Reply.objects.create(message=message, subject="s", text="t", replied_at=NOW, retain_until=NOW)
    part = replace(declarations.personal_data(Reply), subject=None, part_of=("message",))
    replace_entries(declarations.models, {**declarations.models, Reply: part})
    assert [subject.path for subject in people.subjects_of(part)] == [
        "message__email",
        "message__people__email",
        "message__people__email",
    ]
    assert people.rows_about(part, OLA).count() == 1
    assert not people.rows_about(part, KARI).exists()


@pytest.mark.law("D-37")
@pytest.mark.usefixtures("_written")
def test_hold_on_a_person_keeps_what_mentions_them() -> None:
    load_rules()
    holds.hold_person(
        address=KARI,
        reason=HoldReason.LEGAL_CLAIM,
        reference="2026-17",
        ends_at=NOW.replace(year=NOW.year + 1),
        staff=1,
        now=NOW,
    )
    assert {row.name for row in rows_on_hold.all_on_hold(WITHIN, NOW)} == {"a", "b", "d", "e"}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (as_declared(owner("mail")), "looks for people by mail: Cannot resolve keyword 'mail'"),
        (as_declared(owner("replies")), "leads to a row and not to an address"),
        (as_declared(owner("email__wrong")), "looks for people by email__wrong"),
        (as_declared(owner("email", when=Q(nothing=1))), "Cannot resolve keyword 'nothing'"),
        (as_declared(owner("email", hides=("nothing",))), "masks or shows nothing"),
        (as_declared(owner("email", clears=("nothing",))), "clears nothing, which it does not declare"),
        (as_declared(owner("email", clears=("received_at",))), "clears received_at, which cannot be empty"),
        (as_declared(part_of=("nothing",)), "names nothing, which is no foreign key"),
        (as_declared(owner("email"), ends_with=("name",)), "names name, which is no foreign key"),
    ],
)
def test_wrong_declaration_is_a_fault_of_the_site_and_no_crash(
    replace_entries: ReplaceEntries, wrong: PersonalData, said: str
) -> None:
    MessageFactory.create(email=KARI)
    replace_entries(declarations.models, {**declarations.models, Message: wrong})
    [found] = [message for message in check_ownership(None) if message.obj is Message]
    assert (found.id, said in found.msg) == ("privacy.E046", True), found.msg
    assert personal_rows.counts(KARI) == [], "nobody else's copy fails, and this one is reported"
    assert [label for label, _fault in personal_rows.faulty()] == ["contact.Message"]


def test_every_declaration_of_ours_is_sound() -> None:
    assert check_ownership(None) == []
