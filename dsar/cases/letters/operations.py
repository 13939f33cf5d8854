"""Letters to the people of requests: by mail or on paper, and kept as they were sent."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.db import transaction

from dsar.cases import deciding
from dsar.cases.copies.sealing import seal, unseal
from dsar.cases.enums import EventKind
from dsar.cases.journalled import STREAM
from dsar.cases.letters import emails
from dsar.cases.letters.errors import NotSentThen
from dsar.cases.letters.models import SentLetter
from dsar.cases.mandates import AnswerTo, Mandate, MandateClaim
from dsar.cases.models import Case, Contact
from dsar.cases.paper import PaperLetter
from privacy.journal import operations as journal
from privacy.law.deadlines import PLACE, local_date
from privacy.letters.composers import keeps_sent
from privacy.letters.mail import AutomaticMail
from privacy.letters.models import Letter

_HEAD = "\n\n"
# Whoever has no mailbox gets no link.
_ON_PAPER = {"link": "", "cancel_link": ""}
_END_OF_WORK = time(16)
_WITH_SECRETS = frozenset({"dsar.code"})
_LONGEST_PLAIN = 90  # a token alone has more than sixty characters


@keeps_sent("dsar")
@transaction.atomic
def keep(*, kind: str, object_id: UUID, message: EmailMessage, now: datetime) -> SentLetter | None:
    """Seal a letter about a request as it left; None for one that is about something else, or whose request is gone.

    The code for a file is not kept: nobody but the person is to have it.
    """
    case = Case.objects.filter(pk=object_id).first()
    if case is None or kind in _WITH_SECRETS:
        return None
    text = f"{message.subject}{_HEAD}{message.body}".encode()
    return _keep(case=case, kind=kind, sealed=seal(text), digest=hashlib.sha256(text).hexdigest(), sent_at=now, now=now)


def _keep(*, case: Case, kind: str, sealed: bytes, digest: str, sent_at: datetime, now: datetime) -> SentLetter:
    letter = SentLetter.objects.create(case=case, kind=kind, sent_at=sent_at, sealed=sealed, sha256=digest)
    facts: journal.Facts = {"case": case.pk, "letter": letter.pk, "kind": kind, "text_sha256": digest}
    journal.append(stream=STREAM, event="dsar.letter_kept", facts=facts, now=now)
    return letter


def for_person(*, kind: str, contact: Contact, values: Mapping[str, Any], now: datetime) -> AutomaticMail | None:
    """Return a letter to whom the answer goes: the person, or whom a mandate names. See ``to_person``."""
    if (mandate := Mandate.objects.filter(case=contact.case_id, answer_to=AnswerTo.REPRESENTATIVE).first()) is not None:
        return emails.message(kind, contact.case, mandate.email, values)
    claim = MandateClaim.objects.filter(case=contact.case_id).exclude(email="").first()
    if claim is not None and contact.case.confirmed_at is None:
        # Only a refusal leaves then, without data of the person, who asked for nothing.
        return emails.message(kind, contact.case, claim.email, values)
    return to_person(kind=kind, contact=contact, values=values, now=now)


def to_person(*, kind: str, contact: Contact, values: Mapping[str, Any], now: datetime) -> AutomaticMail | None:
    """Return a letter as a mail; for whoever is answered by post, write it on paper instead and return None."""
    if not contact.is_by_post:
        return emails.message(kind, contact.case, contact.email, values)
    subject, text = emails.render(kind, contact.case, {**values, **_ON_PAPER})
    content = f"{subject}{_HEAD}{text}".encode()
    digest = hashlib.sha256(content).hexdigest()
    PaperLetter.objects.get_or_create(
        case=contact.case, kind=f"dsar.{kind}", sha256=digest, defaults={"made_at": now, "sealed": seal(content)}
    )
    return None


@transaction.atomic
def mark_posted(*, letters: Iterable[PaperLetter], sent_on: date, staff: User, now: datetime) -> list[SentLetter]:
    """Keep printed letters as sent on a day. Raises ``NotSentThen`` for a day before they were written, or to come."""
    kept = []
    for letter in PaperLetter.objects.select_for_update().filter(pk__in=[one.pk for one in letters]):
        if not local_date(letter.made_at) <= sent_on <= local_date(now):
            raise NotSentThen
        # On the day itself: now, or the letter would be older than its text.
        sent_at = now if sent_on == local_date(now) else datetime.combine(sent_on, _END_OF_WORK, tzinfo=PLACE)
        sent = _keep(
            case=letter.case, kind=letter.kind, sealed=bytes(letter.sealed), digest=letter.sha256, sent_at=sent_at,
            now=now,
        )  # fmt: skip
        # What waits for the letter, such as the end of a restriction, goes on.
        Letter.objects.filter(kind=letter.kind, object_id=letter.case_id, ended_at__isnull=False).update(is_sent=True)
        letter.delete()
        deciding.note_event(case=sent.case, kind=EventKind.POSTED, now=now, staff=staff)
        facts: journal.Facts = {"case": sent.case_id, "letter": sent.pk, "sent": sent_on, "staff": staff.pk}
        journal.append(stream=STREAM, event="dsar.posted", facts=facts, now=now)
        kept.append(sent)
    return kept


def text_of(letter: SentLetter | PaperLetter) -> str:
    """Return the subject and the text of a letter, without the links, which open the request for whoever has them."""
    lines = unseal(bytes(letter.sealed)).decode().splitlines()
    return "\n".join("[…]" if _is_link(line) else line for line in lines)


def _is_link(line: str) -> bool:
    """Tell whether a line is nothing but a link with a token."""
    address = line.strip()
    return address.startswith(("http://", "https://")) and " " not in address and len(address) > _LONGEST_PLAIN
