"""What somebody else wrote about whoever is erased stays theirs, and the page and the letter say that it does."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from contact.messages.enums import PersonRole
from contact.messages.models import Message, MessagePerson
from dsar.cases.enums import Right
from dsar.erasures.queries import make_plan
from dsar.fulfilment import operations as fulfilment
from tests.dsar.cases.letters.sent import sent_letters
from tests.factories.contact import MessageFactory
from tests.factories.dsar import ADDRESS, NOW, approved, case_worker, opened
from tests.words import says

pytestmark = [pytest.mark.usefixtures("rules"), pytest.mark.law("D-23", "D-24")]
NAMES = says("This is other people’s too and stays as it is. It may still name you:")
LINE = f"- {says('Messages to us')}: 1"


def _written_of(address: str, role: PersonRole) -> Message:
    message: Message = MessageFactory.create(email="ola@example.com", text="Kari er ofte syk.")
    MessagePerson.objects.create(
        message=message, email=address, role=role, added_at=NOW, retain_until=NOW + timedelta(days=99)
    )
    return message


@pytest.mark.parametrize("role", list(PersonRole))
def test_page_and_letter_say_that_words_of_others_may_still_name_the_person(client: Client, role: PersonRole) -> None:
    message = _written_of(ADDRESS, role)
    assert make_plan(ADDRESS, NOW).words_of_others == {"contact.message": 1}
    staff, case = case_worker(), opened(Right.ERASURE)
    client.force_login(staff)
    client.cookies["django_language"] = "nb"
    shown = client.get(reverse("admin:dsar_case_approve", args=[case.pk])).context["consequences"]
    note = says("somebody else’s too, as it is; it may name this person")
    assert (says("Messages to us"), 1, note) in [(str(one.title), one.count, str(one.note)) for one in shown.stays]
    job = approved(case=case, staff=staff, now=NOW)
    assert fulfilment.run(job_id=job.pk, now=job.starts_at or NOW)
    [letter] = [letter.body for letter in sent_letters() if NAMES in letter.body]
    for text in (shown.mails[-1].text, letter):
        assert LINE in text.partition(NAMES)[2]
    message.refresh_from_db()
    assert message.text == "Kari er ofte syk."


def test_letter_says_nothing_of_others_where_nobody_wrote_of_the_person() -> None:
    MessageFactory.create(email=ADDRESS)
    _written_of("per@example.com", PersonRole.MENTIONED)
    assert make_plan(ADDRESS, NOW).words_of_others == {}
    job = approved(case=opened(Right.ERASURE), staff=case_worker(), now=NOW)
    assert fulfilment.run(job_id=job.pk, now=job.starts_at or NOW)
    assert not any(NAMES in letter.body for letter in sent_letters())
