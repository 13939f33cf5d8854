"""A request of somebody whose messages tell of another person, and what staff leave out of the copy."""

from datetime import timedelta

from django.contrib.auth.models import User

from dsar.cases.copies import redacting
from dsar.cases.models import Case, Job
from dsar.cases.redactions import Redaction
from tests.factories.contact import MessageFactory
from tests.factories.dsar import ADDRESS, NOW, approved, case_worker, opened

OTHER = "Per Berg er alvorlig syk"
TEXT = f"Hei. {OTHER}. Jeg kommer alene."
REASON = "Det er helseopplysninger om en annen."


def open_case() -> Case:
    MessageFactory.create(email=ADDRESS, text="Noe annet")
    MessageFactory.create(email=ADDRESS, text=TEXT, received_at=NOW + timedelta(hours=1))
    return opened()


def leave_out(case: Case, staff: User, passage: str = OTHER) -> list[Redaction]:
    return redacting.leave_out(case=case, passage=passage, reason=REASON, staff=staff, now=NOW)[0]


def approve(case: Case) -> Job:
    return approved(case=case, staff=case_worker("approves"), now=NOW)
