"""Whoever got the data is told what became of it, together with the person (GDPR Art. 19, LAW D-25)."""

import pytest

from dsar.cases.enums import Right
from dsar.corrections import operations as corrections
from dsar.corrections.operations import Wrong
from dsar.fulfilment import operations as fulfilment
from dsar.restrictions import operations as restrictions
from privacy.notices.enums import NoticeKind
from privacy.notices.models import Notice
from privacy.recipients.models import Vendor
from tests.factories.contact import MessageFactory
from tests.factories.dsar import ADDRESS, NOW, approved, case_worker, opened
from tests.factories.privacy import VendorFactory

pytestmark = [pytest.mark.usefixtures("rules"), pytest.mark.law("D-25")]


@pytest.fixture
def recipient() -> Vendor:
    VendorFactory.create(key="counts", purposes=["statistics"], supplies=[])
    vendor: Vendor = VendorFactory.create(key="answers", purposes=["customer-service"], supplies=[])
    return vendor


def told() -> list[tuple[str, str, str]]:
    return [(notice.vendor.key, notice.kind, notice.email) for notice in Notice.objects.all()]


def test_recipient_of_what_went_is_told_of_an_erasure(recipient: Vendor) -> None:
    MessageFactory.create(email=ADDRESS)
    job = approved(case=opened(Right.ERASURE), staff=case_worker(), now=NOW)
    assert fulfilment.run(job_id=job.pk, now=NOW)
    assert told() == [(recipient.key, NoticeKind.ERASED, ADDRESS)]


def test_recipient_of_a_corrected_value_is_told_what_it_should_say(recipient: Vendor) -> None:
    message = MessageFactory.create(email=ADDRESS, name="Kari Nordman")
    case = opened(Right.RECTIFICATION)
    wrong = Wrong(key=f"contact.message|{message.pk}|name", right_value="Kari Nordmann")
    corrections.ask(case=case, wrong=[wrong], now=NOW)
    corrections.decide(case=case, reasons_to_keep={}, staff=case_worker(), now=NOW)
    assert told() == [(recipient.key, NoticeKind.CORRECTED, ADDRESS)]
    assert Notice.objects.get().values == {"name": "Kari Nordmann"}


def test_recipient_is_told_of_a_restriction(recipient: Vendor) -> None:
    MessageFactory.create(email=ADDRESS)
    case = opened(Right.RESTRICTION)
    restrictions.restrict_person(case=case, kinds=["contact.message"], staff=case_worker(), now=NOW)
    assert told() == [(recipient.key, NoticeKind.RESTRICTED, ADDRESS)]
