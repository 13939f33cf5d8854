"""Keep letters as they were sent."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import transaction

from dsar.cases.journalled import STREAM
from dsar.cases.models import Case
from dsar.copies.sealing import seal, unseal
from dsar.letters.models import SentLetter
from privacy.journal import operations as journal
from privacy.letters.composers import keeps_sent

_HEAD = "\n\n"
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
    text = f"{message.subject}{_HEAD}{message.body}"
    digest = hashlib.sha256(text.encode()).hexdigest()
    letter = SentLetter.objects.create(case=case, kind=kind, sent_at=now, sealed=seal(text.encode()), sha256=digest)
    facts: journal.Facts = {"case": case.pk, "letter": letter.pk, "kind": kind, "text_sha256": digest}
    journal.append(stream=STREAM, event="dsar.letter_kept", facts=facts, now=now)
    return letter


def text_of(letter: SentLetter) -> str:
    """Return the subject and the text of a letter, without the links, which open the request for whoever has them."""
    lines = unseal(bytes(letter.sealed)).decode().splitlines()
    return "\n".join("[…]" if _is_link(line) else line for line in lines)


def _is_link(line: str) -> bool:
    """Tell whether a line is nothing but a link with a token."""
    address = line.strip()
    return address.startswith(("http://", "https://")) and " " not in address and len(address) > _LONGEST_PLAIN
