"""P9: what people write is found again and ends. Each made to fail by rows that nobody should have written."""

from datetime import timedelta

import pytest

from contact.messages import promises
from contact.messages.models import Message, MessageQuerySet
from privacy.register.frozen.register import Register
from privacy.register.promises import registry as verdicts
from privacy.register.promises.registry import Facts
from privacy.retention.models import RetentionRule
from tests.factories.contact import NOW, MessageFactory

pytestmark = pytest.mark.usefixtures("rules")
FACTS = Facts(now=NOW, register=Register())


@pytest.mark.law("P9")
def test_messages_that_end_in_time_keep_the_promise() -> None:
    MessageFactory.create()
    verdict = promises.messages_are_found_and_end(FACTS)
    assert (verdict.kind, verdict.figure[:2], verdict.reason) == ("kept", "1 ", "")


@pytest.mark.law("P9")
def test_message_past_its_end_breaks_the_promise() -> None:
    MessageFactory.create(received_at=NOW - timedelta(days=400), retain_until=NOW - timedelta(days=2))
    assert promises.messages_are_found_and_end(FACTS).kind == "broken"


@pytest.mark.law("P9")
def test_message_whose_end_was_moved_breaks_the_promise() -> None:
    MessageFactory.create()
    Message.objects.update(retain_until=NOW + timedelta(days=5000))
    assert promises.messages_are_found_and_end(FACTS).kind == "broken"


@pytest.mark.law("P9")
def test_nothing_is_proven_without_the_rule() -> None:
    RetentionRule.objects.filter(key="contact.message").delete()
    assert promises.messages_are_found_and_end(FACTS).kind == "unproven"


@pytest.mark.law("P9")
def test_message_that_cannot_be_found_breaks_the_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    # As after a change of the operation that puts somebody else's address on the row.
    real = promises.messages.receive

    def lose(*, fields: dict[str, str], **more: object) -> Message:
        return real(fields={**fields, "email": "borte@example.com"}, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(promises.messages, "receive", lose)
    assert promises.messages_are_found_and_end(FACTS).kind == "broken"


@pytest.mark.law("P16", "P60")
@pytest.mark.parametrize("name", ["P16", "P60"])
def test_what_only_people_can_know_is_said_in_words(name: str) -> None:
    assert not verdicts.has_check(name)
    assert "menneske" in str(verdicts.reason_of(name))


@pytest.mark.law("P41")
def test_messages_answered_within_a_month_keep_the_promise_to_answer() -> None:
    MessageFactory.create(received_at=FACTS.now - timedelta(days=29))
    assert promises.questions_are_answered(FACTS).kind == "kept"
    MessageFactory.create(received_at=FACTS.now - timedelta(days=31))
    assert promises.questions_are_answered(FACTS).kind == "broken"


@pytest.mark.law("P41")
def test_message_that_staff_do_not_see_breaks_the_promise_to_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MessageQuerySet, "waiting", lambda rows: rows.none())
    assert promises.questions_are_answered(FACTS).kind == "broken"
