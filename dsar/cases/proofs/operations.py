"""Use up mailed links, and send and check the codes that a download takes (LAW D-19, D-40)."""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from dsar.cases import deciding
from dsar.cases.enums import EventKind, State
from dsar.cases.letter_turns import MOST_IN_A_LETTER, lock_address
from dsar.cases.models import Case
from dsar.cases.proofs.errors import LinkUsed, TooManyCodes, WrongCode
from dsar.cases.proofs.models import DownloadCode, LinkRequest, UsedLink
from privacy.addresses.normal import normalise_address
from privacy.intake.limits.mails import post_in_slot, take_slot
from privacy.intake.limits.senders import Sender
from privacy.letters import operations as letters

CODE_LETTER = "dsar.code"
LINKS_LETTER = "dsar.links"
BETWEEN_LINKS = timedelta(minutes=5)
MOST_LINKS_A_DAY = 10
CODE_LASTS = timedelta(minutes=15)
MOST_CODES_AN_HOUR = 5
_DIGITS = 8
_NO_DIGIT = re.compile(r"[^0-9]")


def use_link(*, token: str, case: Case, now: datetime) -> None:
    """Use up a link whose signature the caller has checked. Raises ``LinkUsed`` if it has opened the request before."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    try:
        with transaction.atomic():
            # The constraint decides between two requests at once.
            UsedLink(digest=digest, case=case, used_at=now).save(force_insert=True)
            deciding.note_event(case=case, kind=EventKind.VISITED, now=now)
    except IntegrityError as used:
        raise LinkUsed from used


def is_used(token: str) -> bool:
    """Tell whether a link has opened its request."""
    return UsedLink.objects.filter(digest=hashlib.sha256(token.encode()).hexdigest()).exists()


def ask_for_links(*, address: str, language: str, now: datetime, sender: Sender | None = None) -> LinkRequest:
    """Take the wish for new links to the requests of an address, with the same work for every address (LAW X-35)."""
    address = normalise_address(address)
    slot = take_slot(form="dsar.links", sender=sender, address=address, now=now)
    with transaction.atomic():
        wish = LinkRequest.objects.create(email=address, language=language, asked_at=now)
        post_in_slot(slot, kind=LINKS_LETTER, object_id=wish.pk, now=now)
    return wish


def requests_to_link(*, wish_id: UUID, now: datetime) -> tuple[LinkRequest, list[Case]] | None:
    """Return a wish for links with the requests of its address, the newest first; None if no letter is to be sent."""
    with transaction.atomic():
        wish = LinkRequest.objects.select_for_update().filter(pk=wish_id).first()
        if wish is None:
            return None
        lock_address(normalise_address(wish.email))
        mailed = LinkRequest.objects.filter(email=wish.email, mailed_at__isnull=False).exclude(pk=wish.pk)
        is_soon = mailed.filter(mailed_at__gt=now - BETWEEN_LINKS).exists()
        if is_soon or mailed.filter(mailed_at__gt=now - timedelta(days=1)).count() >= MOST_LINKS_A_DAY:
            return None
        confirmed = Case.objects.filter(contact__email=wish.email, confirmed_at__isnull=False)
        cases = list(confirmed.exclude(state=State.DISOWNED).order_by("-received_at", "pk")[:MOST_IN_A_LETTER])
        if not cases:
            return None
        LinkRequest.objects.filter(pk=wish.pk).update(mailed_at=now)
    return wish, cases


def send_code(*, case: Case, now: datetime) -> DownloadCode:
    """Mail a new code for the file of a request; earlier ones are no longer valid. Raises ``TooManyCodes``."""
    with transaction.atomic():
        case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        codes = DownloadCode.objects.filter(case=case)
        if codes.filter(made_at__gt=now - timedelta(hours=1)).count() >= MOST_CODES_AN_HOUR:
            raise TooManyCodes
        # Those too whose tries are used up: they are no code that may be typed, and must not be taken for one.
        codes.unended(now).update(expires_at=now)
        code = DownloadCode.objects.create(case=case, made_at=now)
        letters.post(kind=CODE_LETTER, object_id=code.pk, now=now)
        deciding.note_event(case=case, kind=EventKind.CODE_SENT, now=now)
    return code


def draw_code(*, code_id: UUID, now: datetime) -> tuple[Case, str] | None:
    """Return the request and the digits of a code whose letter is being composed; None if it is no longer wanted.

    A letter that is composed again after a failure has new digits, and the earlier ones are invalid.
    """
    code = DownloadCode.objects.filter(pk=code_id).select_related("case").first()
    digits = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
    wanted = DownloadCode.objects.awaited(now).filter(pk=code_id)
    if code is None or not wanted.update(digest=_keyed(code.pk, digits), expires_at=now + CODE_LASTS):
        return None
    return code.case, f"{digits[: _DIGITS // 2]} {digits[_DIGITS // 2 :]}"


def use_code(*, case: Case, typed: str, now: datetime) -> None:
    """Use up the code of a request if it is what was typed. Raises ``WrongCode``; every call counts as a try."""
    valid = DownloadCode.objects.valid(now).filter(case=case)
    key = valid.values_list("pk", flat=True).first()
    # Counted before it is compared, in a statement of its own: a thousand requests at once share the tries.
    if key is None or not valid.filter(pk=key).update(tries=F("tries") + 1):
        raise WrongCode
    code = DownloadCode.objects.filter(pk=key, used_at=None).first()
    digits = _NO_DIGIT.sub("", typed)
    if code is None or not constant_time_compare(code.digest, _keyed(code.pk, digits)):
        raise WrongCode
    if not DownloadCode.objects.filter(pk=code.pk, used_at=None).update(used_at=now):
        raise WrongCode


def _keyed(code_id: UUID, digits: str) -> str:
    # Keyed, because eight digits alone are found by trying them all; bound to the row, which is bound to the request.
    return salted_hmac("dsar.proofs.code", f"{code_id} {digits}", algorithm="sha256").hexdigest()
