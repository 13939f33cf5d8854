"""Composers of the letters about requests: the address is read when the letter is sent, and only then."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from django.core.mail import EmailMessage
from django.utils import translation

from dsar.cases import links
from dsar.cases.enums import JobKind, JobState, State
from dsar.cases.models import Case, Contact, Job
from dsar.copies.models import Export
from dsar.letters import emails
from privacy.inventory import declarations
from privacy.inventory.declarations import Keep, PersonalData
from privacy.letters.composers import composes
from privacy.retention.enums import HoldReason

Facts = Callable[[Case], Mapping[str, Any] | None]


def _compose(kind: str, facts: Facts) -> None:
    """Register the composer of one kind; without a contact, or with no facts, there is nobody to write to."""

    @composes(f"dsar.{kind}")
    def composer(object_id: UUID, now: datetime) -> EmailMessage | None:
        contact = Contact.objects.filter(case=object_id).select_related("case").first()
        if contact is None:
            return None
        found = facts(contact.case)
        return None if found is None else emails.message(kind, contact.case, contact.email, found)


def _confirm(case: Case) -> Mapping[str, Any] | None:
    if case.state != State.UNVERIFIED:
        return None
    return {"link": links.confirm_link(case.pk, case.language), "days": links.CONFIRM_LASTS.days}


def _page(case: Case) -> Mapping[str, Any]:
    return {"link": links.case_link(case.pk, case.language)}


def _ready(case: Case) -> Mapping[str, Any] | None:
    export = Export.objects.filter(case=case).defer("sealed").first()
    return None if export is None else {**_page(case), "expires_at": export.expires_at}


def _erased(case: Case) -> Mapping[str, Any] | None:
    job = Job.objects.filter(case=case, kind=JobKind.ERASURE, state__in=(JobState.DONE, JobState.WAITING)).last()
    return None if job is None else {**_page(case), **erased_and_kept(job.result, case.language)}


def erased_and_kept(result: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return an erasure's counts in words: titles and numbers of what went, and what stays, why and until when."""
    by_label = {data.model._meta.label_lower: data for data in declarations.all_personal()}
    with translation.override(language):
        kept = []
        for one in result["kept"]:
            until = date.fromisoformat(one["until"]) if one["until"] else None
            title = str(by_label[one["model"]].title)
            kept.append({"title": title, "rows": one["rows"], "until": until, "reason": _why(one, by_label)})
        erased = [{"title": str(by_label[label].title), "rows": rows} for label, rows in result["erased"].items()]
    return {"erased": erased, "kept": kept, "is_on_hold": any(one.get("hold") for one in result["kept"])}


def _why(one: Mapping[str, Any], by_label: Mapping[str, PersonalData]) -> str:
    if one.get("hold"):
        return str(HoldReason(one["hold"]).label)
    return str(cast("Keep", by_label[one["model"]].erasure).reason.label)


_compose("confirm", _confirm)
_compose("received", _page)
_compose("extended", _page)
_compose("ready", _ready)
_compose("erased", _erased)
_compose("answered", _page)
_compose("refused", _page)
