"""Messages between the person and the case workers about a request."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from dsar.cases import deciding, identity
from dsar.cases.enums import UNCONFIRMED, EventKind, State
from dsar.cases.errors import WrongState
from dsar.cases.journalled import STREAM
from dsar.cases.models import Case, CaseMessage, Contact
from privacy.journal import operations as journal
from privacy.letters import operations as letters
from privacy.retention.queries import retention_end

MESSAGE_LETTER = "dsar.message"
# More than anybody needs in a day; a flood would fill the case workers' page.
MOST_A_DAY = 20


def may_write(case: Case) -> bool:
    """Tell whether there is somebody to write to, and a page on which it is read."""
    is_known = Contact.objects.filter(case=case).exists()
    return is_known and case.state not in (*UNCONFIRMED, State.DISOWNED, State.JOINED)


def write(*, case: Case, text: str, staff: User | None, now: datetime) -> CaseMessage:
    """Store a message of the person, or of a member of the staff; the other side is told by mail that there is one.

    Raises ``WrongState`` while the request is not confirmed, when it was disowned, when the address is gone and beyond
    ``MOST_A_DAY`` of the person.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        if not may_write(case):
            raise WrongState
        today = CaseMessage.objects.filter(case=case, staff=None, at__date=now.date())
        if staff is None and today.count() >= MOST_A_DAY:
            raise WrongState
        ends = retention_end("dsar.contact", now) if case.is_closed else None
        writer = staff.pk if staff else None
        message = CaseMessage.objects.create(case=case, at=now, text=text.strip(), staff=writer, retain_until=ends)
        kind = EventKind.REPLIED if staff else EventKind.WROTE
        deciding.note_event(case=case, kind=kind, now=now, staff=staff)
        if staff:
            letters.post(kind=MESSAGE_LETTER, object_id=case.pk, now=now)
        if staff is None and case.state == State.IDENTITY:
            identity.resume(case=case, now=now)
        event = "dsar.replied" if staff else "dsar.wrote"
        facts: journal.Facts = {"case": case.pk, "message": message.pk, "staff": message.staff}
        journal.append(stream=STREAM, event=event, facts=facts, now=now)
    return message
