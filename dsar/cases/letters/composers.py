"""Composers of the letters about requests."""

from collections.abc import Callable, Mapping
from copy import copy
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.apps import apps
from django.utils import translation
from django.utils.timezone import localtime

from dsar.cases import cooling_off, identity, links
from dsar.cases.asking import asked_together
from dsar.cases.copies.models import Export
from dsar.cases.enums import UNCONFIRMED, JobKind, JobState
from dsar.cases.letter_turns import take_turn
from dsar.cases.letters import emails
from dsar.cases.letters import operations as letters
from dsar.cases.mandates import MandateClaim
from dsar.cases.models import Case, CaseMessage, Contact, Job
from dsar.cases.proofs import operations as proofs
from privacy.inventory import declarations
from privacy.inventory.declarations import Keep, PersonalData, title_of
from privacy.inventory.enums import KeepReason
from privacy.letters.composers import composes
from privacy.letters.mail import AutomaticMail
from privacy.retention.enums import HoldReason

Values = Mapping[str, Any]


def _compose(kind: str, values_of: Callable[[Case, datetime], Values | None]) -> None:
    """Register the composer of a kind of letter; it composes none if ``values_of`` the request are None."""

    @composes(f"dsar.{kind}")
    def composer(object_id: UUID, now: datetime) -> AutomaticMail | None:
        # The address is read when the letter is sent, not stored with it: it may be erased before.
        contact = Contact.objects.filter(case=object_id).select_related("case").first()
        if contact is None:
            return None
        values = values_of(contact.case, now)
        if values is None:
            return None
        if kind in _BY_MAIL_ONLY:
            return emails.message(kind, contact.case, contact.email, values) if contact.has_mailbox else None
        words = _WORDS[kind](contact) if contact.is_by_post and kind in _WORDS else ""
        return letters.for_person(kind=kind, contact=contact, values={**values, "words": words}, now=now)


def _answer(contact: Contact) -> str:
    return contact.answer


def _last_message(contact: Contact) -> str:
    message = CaseMessage.objects.filter(case=contact.case, staff__isnull=False).last()
    return message.text if message else ""


def _question(contact: Contact) -> str:
    pause = identity.running(contact.case)
    return pause.question if pause else ""


# Proofs of a mailbox: on paper they prove nothing.
_BY_MAIL_ONLY = frozenset({"confirm", "fetched"})
# What others read on the page of the request, whoever is answered by post reads in the letter.
_WORDS: Mapping[str, Callable[[Contact], str]] = {
    "answered": _answer,
    "message": _last_message,
    "reopened": _last_message,
    "identity": _question,
}


def _confirm(case: Case, now: datetime) -> Values | None:
    if case.state not in UNCONFIRMED:
        return None
    others = take_turn(case, now)
    if others is None:
        return None
    # One link confirms the requests of one form; those of other forms may be somebody else's, and have their own.
    together = [other for other in others if case.asked_with and other.asked_with == case.asked_with]
    apart = [other for other in others if other not in together]
    links_of_others = [{"case": other, "link": links.confirm_link(other.pk, case.language)} for other in apart]
    link = links.confirm_link(case.pk, case.language)
    return {"link": link, "together": together, "others": links_of_others, "days": links.CONFIRM_LASTS.days}


def _received(case: Case, _now: datetime) -> Values:
    together = [other for other in asked_together(case) if other.pk != case.pk and other.is_unanswered]
    return {**_page(case, _now), "together": together}


def _page(case: Case, _now: datetime) -> Values:
    return {"link": links.case_link(case.pk, case.language)}


def _ready(case: Case, now: datetime) -> Values | None:
    export = Export.objects.filter(case=case).first()
    return None if export is None else {**_page(case, now), "expires_at": export.expires_at}


def _scheduled(case: Case, now: datetime) -> Values | None:
    job = cooling_off.waiting_job(case)
    if job is None or job.starts_at is None or job.starts_at <= now:
        return None
    return scheduled_values(
        result=job.result["planned"],
        starts_at=job.starts_at,
        cancel_link=links.cancel_link(job.pk, case.language),
        language=case.language,
    )


def scheduled_values(
    *, result: Mapping[str, Any], starts_at: datetime, cancel_link: str, language: str
) -> Mapping[str, Any]:
    """Return the values of the letter about an erasure that waits."""
    return {"starts_at": starts_at, "cancel_link": cancel_link, **erased_and_kept(result, language)}


def _erased(case: Case, now: datetime) -> Values | None:
    job = Job.objects.filter(case=case, kind=JobKind.ERASURE, state__in=(JobState.DONE, JobState.WAITING)).last()
    if job is None:
        return None
    told, sealed = erased_and_kept(job.result, case.language), job.result.get("sealed_until")
    return {**_page(case, now), **told, "sealed_until": sealed and localtime(datetime.fromisoformat(sealed))}


def erased_and_kept(result: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return the result of an erasure in words: the erased and the kept rows, with the reason and the last day.

    And the rows that stay for others: without the person, or as they are.
    """
    with translation.override(language):
        kept = []
        for line in result["kept"]:
            until = date.fromisoformat(line["until"]) if line["until"] else None
            reason = str(_reason(line).label)
            kept.append({"title": title_of(line["model"]), "rows": line["rows"], "until": until, "reason": reason})
        erased = [{"title": title_of(label), "rows": rows} for label, rows in result["erased"].items()]
        of_others = {
            name: [{"title": title_of(label), "rows": rows} for label, rows in result.get(name, {}).items()]
            for name in ("masked", "words_of_others")
        }
    return {
        "erased": erased,
        "kept": kept,
        **of_others,
        "is_in_browser": any(line.get("in_browser") for line in result["kept"]),
        "is_on_hold": any(line.get("hold") for line in result["kept"]),
    }


def _reason(line: Mapping[str, Any]) -> HoldReason | KeepReason:
    """Return why the rows of a line stay: a legal hold, what the line says, or what their model declares."""
    if line.get("hold"):
        return HoldReason(line["hold"])
    if line.get("because"):
        return KeepReason(line["because"])
    return cast("Keep", _declaration(line.get("for", line["model"])).erasure).reason


def _declaration(label: str) -> PersonalData:
    return declarations.personal_data(apps.get_model(label))


@composes("dsar.code")
def _code(object_id: UUID, now: datetime) -> AutomaticMail | None:
    drawn = proofs.draw_code(code_id=object_id, now=now)
    contact = Contact.objects.filter(case=drawn[0]).first() if drawn else None
    if drawn is None or contact is None:
        return None
    _case, digits = drawn
    values = {"code": digits, "minutes": int(proofs.CODE_LASTS.total_seconds() // 60)}
    return letters.for_person(kind="code", contact=contact, values=values, now=now) if contact.has_mailbox else None


@composes("dsar.to_customer")
def _to_customer(object_id: UUID, now: datetime) -> AutomaticMail | None:
    contact = Contact.objects.filter(case=object_id).exclude(passed_on_address="").select_related("case").first()
    if contact is None:
        return None
    return emails.message("to_customer", contact.case, contact.passed_on_address, {"contact": contact})


def _passed_on(case: Case, _now: datetime) -> Values:
    return {**_page(case, _now), "contact": Contact.objects.get(case=case)}


@composes("dsar.links")
def _links(object_id: UUID, now: datetime) -> AutomaticMail | None:
    wanted = proofs.requests_to_link(wish_id=object_id, now=now)
    if wanted is None:
        return None
    wish, cases = wanted
    lines = [{"case": case, "link": links.case_link(case.pk, wish.language)} for case in cases]
    newest = copy(cases[0])
    newest.language = wish.language
    return emails.message("links", newest, wish.email, {"lines": lines})


def _refused(case: Case, now: datetime) -> Values:
    is_claimed = case.confirmed_at is None and MandateClaim.objects.filter(case=case).exists()
    right = case.which_right
    return {**_page(case, now), "asked_for": right.for_somebody_else if is_claimed else right.in_sentence}


_compose("confirm", _confirm)
_compose("passed_on", _passed_on)
_compose("received", _received)
_compose("message", _page)
_compose("identity", _page)
_compose("reopened", _page)
_compose("fetched", _page)
_compose("extended", _page)
_compose("ready", _ready)
_compose("nothing", _ready)
_compose("scheduled", _scheduled)
_compose("erased", _erased)
_compose("answered", _page)
_compose("refused", _refused)
