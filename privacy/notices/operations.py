"""Tell recipients, and keep the evidence that they were told (GDPR Art. 19, LAW D-25)."""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from privacy import jobs
from privacy.journal import operations as journal
from privacy.letters import operations as letters
from privacy.notices import circuits
from privacy.notices.connectors import Connector, connector_for
from privacy.notices.enums import Answer, Channel, NoticeKind, NoticeState
from privacy.notices.errors import Away, NoticeClosed, NotOffered, TurnedDown
from privacy.notices.jobs import DELIVER
from privacy.notices.models import Notice
from privacy.notices.queries import channel_to, recipients_of
from privacy.retention.queries import retention_end

logger = logging.getLogger(__name__)

STREAM = "notices"
RULE = "dsar.case"
NOTICE_LETTER = "privacy.notice"
MOST_ATTEMPTS = 10
_PATIENCE = timedelta(minutes=5)  # doubled at each attempt
_ANSWER_WITHIN = timedelta(days=7)


@transaction.atomic
def tell(
    *,
    source: UUID,
    kind: NoticeKind,
    address: str,
    purposes: Iterable[str],
    values: Mapping[str, str] | None = None,
    now: datetime,
) -> list[Notice]:
    """Make a notice for each recipient that has the person's data, in the caller's transaction, and nudge a worker."""
    made = []
    for vendor in recipients_of(purposes):
        notice = Notice.objects.create(
            source=source,
            vendor=vendor,
            kind=kind,
            channel=channel_to(vendor),
            email=address,
            values=dict(values or {}),
            made_at=now,
            due_at=now,
        )
        made.append(notice)
        facts: journal.Facts = {"notice": notice.pk, "case": source, "vendor": vendor.key, "kind": kind.value}
        journal.append(stream=STREAM, event="notice.made", facts=facts, now=now)
        jobs.nudge(DELIVER, notice.pk)
    return made


def deliver(*, notice_id: UUID, now: datetime) -> bool:
    """Deliver a notice that is due, in the recipient's system or by mail; return whether it left.

    What cannot be delivered is shown to staff; the request's deadline runs on.
    """
    with transaction.atomic():
        notice = Notice.objects.due(now).select_for_update(of=("self",), skip_locked=True).filter(pk=notice_id).first()
        if notice is None:
            return False
        match notice.channel:
            case Channel.CONNECTOR:
                return _by_connector(notice, now)
            case Channel.MAIL:
                return _by_mail(notice, now)
        _fail(notice, "", now)
        return False


def _by_connector(notice: Notice, now: datetime) -> bool:
    vendor = notice.vendor.key
    connector = connector_for(vendor)
    if connector is None:
        return _otherwise(notice, "NoCredentials", now)
    if until := circuits.open_until(vendor, now):
        notice.due_at = until
        notice.save(update_fields=["due_at"])
        return False
    try:
        evidence = _call(connector, notice)
    except NotOffered:
        return _otherwise(notice, "NotOffered", now)
    except Away as away:
        circuits.note_failure(vendor, str(away), now)
        _postpone(notice, away, now)
        return False
    except TurnedDown as error:
        circuits.note_failure(vendor, str(error), now)
        return _otherwise(notice, str(error), now)
    circuits.note_success(vendor)
    _settle(notice, answer=Answer.DONE, evidence=evidence, staff=None, now=now)
    return True


def _call(connector: Connector, notice: Notice) -> str:
    match notice.kind:
        case NoticeKind.ERASED:
            return connector.erase(notice.email)
        case NoticeKind.CORRECTED:
            return connector.correct(notice.email, notice.values)
    return connector.restrict(notice.email)


def _otherwise(notice: Notice, reason: str, now: datetime) -> bool:
    """Tell by mail what the system cannot be told, or leave it to staff."""
    notice.last_error = reason[:120]
    if notice.vendor.rights_email:
        notice.channel = Channel.MAIL
        return _by_mail(notice, now)
    _fail(notice, reason, now)
    return False


def _by_mail(notice: Notice, now: datetime) -> bool:
    if not notice.vendor.rights_email:
        _fail(notice, "NoAddress", now)
        return False
    letters.post(kind=NOTICE_LETTER, object_id=notice.pk, now=now)
    notice.state, notice.asked_at, notice.due_at = NoticeState.ASKED, now, now + _ANSWER_WITHIN
    notice.save()
    return True


def _postpone(notice: Notice, away: Away, now: datetime) -> None:
    """Try again later, as the system asks or twice as late each time; give up in the end."""
    # Only the status or the class of the error: an answer may repeat the address.
    logger.warning("notice %s to %s: %s, attempt %s", notice.pk, notice.vendor.key, away, notice.attempts + 1)
    notice.attempts += 1
    notice.last_error = str(away)[:120]
    if notice.attempts >= MOST_ATTEMPTS:
        _otherwise(notice, str(away), now)
        return
    notice.due_at = now + (away.wait or _PATIENCE * 2 ** (notice.attempts - 1))
    notice.save(update_fields=["attempts", "last_error", "due_at"])


def _fail(notice: Notice, reason: str, now: datetime) -> None:
    notice.state, notice.last_error = NoticeState.FAILED, reason[:120]
    notice.save()
    facts: journal.Facts = {"notice": notice.pk, "case": notice.source, "vendor": notice.vendor.key}
    journal.append(stream=STREAM, event="notice.failed", facts=facts, now=now)


def ask_staff_about_unanswered(*, now: datetime) -> int:
    """Hand to staff the notices that a recipient has not answered in time; return how many."""
    late = Notice.objects.filter(state=NoticeState.ASKED, due_at__lte=now)
    handed = 0
    for notice_id in list(late.values_list("pk", flat=True)):
        with transaction.atomic():
            notice = late.select_for_update(of=("self",), skip_locked=True).filter(pk=notice_id).first()
            if notice is not None:
                _fail(notice, "NoAnswer", now)
                handed += 1
    return handed


@transaction.atomic
def take_answer(*, notice_id: UUID, answer: Answer, words: str, now: datetime) -> Notice:
    """Take what a recipient answered on the page behind its mail. Raises ``NoticeClosed``."""
    notice = _locked(notice_id)
    if answer == Answer.KEPT:
        notice.answer, notice.evidence = answer, _without_address(words)
        notice.save(update_fields=["answer", "evidence"])
        _fail(notice, "Kept", now)
        return notice
    _settle(notice, answer=answer, evidence=_without_address(words) or answer.value, staff=None, now=now)
    return notice


@transaction.atomic
def settle_by_hand(*, notice_id: UUID, evidence: str, staff: User, now: datetime) -> Notice:
    """Note how staff told a recipient. Raises ``NoticeClosed``."""
    notice = _locked(notice_id)
    notice.channel = Channel.HAND
    _settle(notice, answer=notice.answer or Answer.DONE, evidence=_without_address(evidence), staff=staff, now=now)
    return notice


def _locked(notice_id: UUID) -> Notice:
    notice = Notice.objects.select_for_update(of=("self",)).get(pk=notice_id)
    if notice.is_settled:
        raise NoticeClosed
    return notice


def _settle(notice: Notice, *, answer: str, evidence: str, staff: User | None, now: datetime) -> None:
    notice.state, notice.answer, notice.evidence = NoticeState.DONE, answer, evidence[:500]
    notice.settled_at, notice.settled_by, notice.retain_until = now, staff, retention_end(RULE, now)
    # The recipient knows it now, and we need it no longer.
    notice.email, notice.email_written, notice.values, notice.last_error = "", "", {}, ""
    notice.save()
    facts: journal.Facts = {
        "notice": notice.pk,
        "case": notice.source,
        "vendor": notice.vendor.key,
        "answer": answer,
        "staff": staff.pk if staff else None,
    }
    journal.append(stream=STREAM, event="notice.settled", facts=facts, now=now)


def _without_address(words: str) -> str:
    return words.strip().replace("@", " (at) ")[:500]
